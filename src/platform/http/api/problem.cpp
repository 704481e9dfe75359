#include "platform/http/api/problem.hpp"

#include "base/log.hpp"
#include "schema/write.hpp"

namespace lem::http {

int retry_after_s(const Error& error) {
    if (const auto* limited = dynamic_cast<const RateLimited*>(&error))
        return static_cast<int>((limited->wait().count() + 999) / 1'000);
    constexpr int moment_s = 2;
    return error.retryable() ? moment_s : 0;
}

Response problem_response(const Error& error, const std::string& request_id) {
    const ErrorTraits& traits = traits_of(error.code());
    Problem problem{.type = "/problems/" + std::string(traits.name),
                    .title = std::string(traits.title),
                    .status = traits.http_status,
                    .detail = error.message(),
                    .request_id = request_id,
                    .errors = {}};
    for (const auto& [pointer, message] : error.violations())
        problem.errors.push_back({pointer, message});
    Response response = json_response(traits.http_status, schema::to_text(problem));
    response.content_type = "application/problem+json";
    if (error.code() == ErrorCode::unauthenticated)
        response.headers.push_back({"WWW-Authenticate", "Bearer"});
    if (const int seconds = retry_after_s(error); seconds > 0)
        response.headers.push_back({"Retry-After", std::to_string(seconds)});
    return response;
}

Response current_exception_response(const std::string& request_id) {
    try {
        throw;
    } catch (const Error& error) {
        if (traits_of(error.code()).http_status >= 500) {
            log::error("request_failed", {{"request_id", request_id},
                                          {"message", error.message()},
                                          {"cause", error.cause()}});
        }
        return problem_response(error, request_id);
    } catch (const std::exception& ours) {
        const bool assertion = dynamic_cast<const AssertionFailure*>(&ours) != nullptr;
        log::error(assertion ? "assertion_failed" : "request_failed",
                   {{"request_id", request_id}, {"cause", std::string(ours.what())}});
        return problem_response(
            Error(ErrorCode::internal, "Internal error; the log of the server has the details."),
            request_id);
    }
}

}  // namespace lem::http
