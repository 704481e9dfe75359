#pragma once
/// RFC 9457 problem documents: the form of every error that the server sends.

#include "platform/http/api/message.hpp"

#include <chrono>
#include <exception>

namespace lem::http {

struct ProblemError {
    std::string pointer;
    std::string message;
};

struct Problem {
    std::string type;
    std::string title;
    int status = 500;
    std::string detail;
    std::string request_id;
    std::vector<ProblemError> errors;
};

/// A rejection with the time to wait (429).
class RateLimited : public Error {
public:
    RateLimited(std::string message, std::chrono::milliseconds wait)
        : Error(ErrorCode::rate_limited, std::move(message)), wait_(wait) {}
    std::chrono::milliseconds wait() const { return wait_; }

private:
    std::chrono::milliseconds wait_;
};

/// How long to wait before repeating the request; 0 if that does not help.
int retry_after_s(const Error& error);

Response problem_response(const Error& error, const std::string& request_id);

/// From inside a catch block: the current exception as a response. Other exceptions become
/// `internal`; their text goes to the log only.
Response current_exception_response(const std::string& request_id);

}  // namespace lem::http

namespace lem::schema {

template <>
struct description<http::ProblemError> {
    using T = http::ProblemError;
    static constexpr auto record =
        schema::record("ProblemError", "One violation, and its place.",
                       field("pointer", &T::pointer,
                             {.doc = "JSON pointer into the body, or /name of a parameter."}),
                       field("message", &T::message, {.doc = "What is wrong with it."}));
};

template <>
struct description<http::Problem> {
    using T = http::Problem;
    static constexpr auto record =
        schema::record("Problem", "An error (RFC 9457).",
                       field("type", &T::type, {.doc = "Stable name of the kind of error."}),
                       field("title", &T::title, {.doc = "The kind in words."}),
                       field("status", &T::status, {.doc = "HTTP status."}),
                       field("detail", &T::detail, {.doc = "What happened and what to do."}),
                       field("request_id", &T::request_id,
                             {.doc = "Quote it when you ask for help; it is in the server's log."}),
                       field("errors", &T::errors, {.doc = "Each violation."}));
};

}  // namespace lem::schema
