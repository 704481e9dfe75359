#include "base/error.hpp"

#include <array>
#include <utility>

namespace lem {
namespace {

constexpr std::array error_table{
    ErrorTraits{ErrorCode::invalid, "validation-failed", "The document does not match its schema",
                422, 2, false},
    ErrorTraits{ErrorCode::bad_request, "bad-request", "The request cannot be understood", 400, 2,
                false},
    ErrorTraits{ErrorCode::unauthenticated, "unauthorized", "A valid token is needed", 401, 1,
                false},
    ErrorTraits{ErrorCode::forbidden, "forbidden", "Not allowed", 403, 1, false},
    ErrorTraits{ErrorCode::not_found, "not-found", "Not found", 404, 1, false},
    ErrorTraits{ErrorCode::method_not_allowed, "method-not-allowed", "Method not allowed", 405, 1,
                false},
    ErrorTraits{ErrorCode::not_acceptable, "not-acceptable", "Not acceptable", 406, 1, false},
    ErrorTraits{ErrorCode::conflict, "conflict", "Conflict", 409, 1, false},
    ErrorTraits{ErrorCode::gone, "gone", "Gone", 410, 1, false},
    ErrorTraits{ErrorCode::precondition_failed, "precondition-failed", "Precondition failed", 412,
                1, false},
    ErrorTraits{ErrorCode::too_large, "payload-too-large", "Too large", 413, 1, false},
    ErrorTraits{ErrorCode::unsupported_media_type, "unsupported-media-type",
                "Unsupported media type", 415, 1, false},
    ErrorTraits{ErrorCode::range_not_satisfiable, "range-not-satisfiable", "Range not satisfiable",
                416, 1, false},
    ErrorTraits{ErrorCode::rate_limited, "rate-limited", "Too many requests", 429, 1, true},
    ErrorTraits{ErrorCode::cancelled, "cancelled", "Cancelled", 499, 130, false},
    ErrorTraits{ErrorCode::timed_out, "timed-out", "Timed out", 408, 1, true},
    ErrorTraits{ErrorCode::unavailable, "unavailable", "Unavailable", 503, 1, true},
    ErrorTraits{ErrorCode::storage_full, "storage-full", "No space left", 507, 1, true},
    ErrorTraits{ErrorCode::internal, "internal", "Internal error", 500, 1, false},
};

}  // namespace

const ErrorTraits& traits_of(ErrorCode code) noexcept {
    for (const ErrorTraits& traits : error_table) {
        if (traits.code == code) return traits;
    }
    return error_table.back();  // a code without a row: an internal error
}

Error::Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

Error::Error(ErrorCode code, std::string message, Violations violations)
    : code_(code), message_(std::move(message)), violations_(std::move(violations)) {}

Error& Error::because(std::string cause) & {
    cause_ = std::move(cause);
    return *this;
}

Error&& Error::because(std::string cause) && {
    cause_ = std::move(cause);
    return std::move(*this);
}

void assertion_failed(const char* condition, const char* file, int line) {
    throw AssertionFailure(std::string(file) + ":" + std::to_string(line) +
                           ": assertion failed: " + condition);
}

}  // namespace lem
