#pragma once
/// The exceptions that end a request, a job or a command, and the one table from an error's code to
/// an HTTP status, an exit code and "may be retried". Caught at three boundaries: HTTP, the
/// worker's job, and cli::run. Error is for failures caused from outside; AssertionFailure is a bug
/// in lem.

#include "base/violation.hpp"

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lem {

enum class ErrorCode {
    invalid,
    bad_request,
    unauthenticated,
    forbidden,
    not_found,
    method_not_allowed,
    not_acceptable,
    conflict,
    gone,
    precondition_failed,
    too_large,
    unsupported_media_type,
    range_not_satisfiable,
    rate_limited,
    cancelled,
    timed_out,
    unavailable,
    storage_full,
    internal,
};

struct ErrorTraits {
    ErrorCode code;
    std::string_view name;   // the last segment of the problem type
    std::string_view title;  // RFC 9457 title
    int http_status;
    int exit_code;
    bool retryable;
};

const ErrorTraits& traits_of(ErrorCode code) noexcept;

class Error : public std::exception {
public:
    /// `message` is shown to the user and says what to do about it.
    explicit Error(ErrorCode code, std::string message);
    Error(ErrorCode code, std::string message, Violations violations);

    /// `cause` goes to the log only: driver messages, paths.
    Error& because(std::string cause) &;
    Error&& because(std::string cause) &&;

    ErrorCode code() const noexcept { return code_; }
    const char* what() const noexcept override { return message_.c_str(); }
    const std::string& message() const noexcept { return message_; }
    const std::string& cause() const noexcept { return cause_; }
    const Violations& violations() const noexcept { return violations_; }
    bool retryable() const noexcept { return traits_of(code_).retryable; }

private:
    ErrorCode code_;
    std::string message_;
    std::string cause_;
    Violations violations_;
};

/// A programmer's assumption does not hold; what() names it with file and line. It ends the request
/// (500), the job or the command in which it occurred, but not the process.
class AssertionFailure : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Throws AssertionFailure. The WebAssembly module, which is built without exceptions, has its own
/// definition, which traps.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

/// Never for input: an input that breaks a rule is an Error or a Violation.

#define LEM_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::lem::assertion_failed(#condition, __FILE__, __LINE__))

}  // namespace lem
