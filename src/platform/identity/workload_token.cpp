#include "platform/identity/workload_token.hpp"

#include "platform/identity/foreign_answer.hpp"

namespace lem::identity {

WorkloadTokens::WorkloadTokens(std::string issuer, std::string audience,
                               const http::Outbound& outbound, const Clock& clock)
    : audience_(std::move(audience)),
      issuer_(std::move(issuer), "GitHub Actions", outbound, clock) {}

Workload WorkloadTokens::verified(std::string_view token) {
    const schema::json claims = issuer_.claims_of(token, {.audience = audience_});
    constexpr std::size_t bytes_max = 1024;
    const Workload workload{.repository = text_of(claims, "repository", bytes_max),
                            .repository_id = number_of(claims, "repository_id"),
                            .repository_owner_id = number_of(claims, "repository_owner_id"),
                            .ref = text_of(claims, "ref", bytes_max),
                            .workflow_ref = text_of(claims, "workflow_ref", bytes_max),
                            .run_id = number_of(claims, "run_id")};
    for (const std::string* part :
         {&workload.repository, &workload.repository_id, &workload.repository_owner_id,
          &workload.ref, &workload.workflow_ref, &workload.run_id}) {
        if (part->empty())
            throw Error(ErrorCode::unauthenticated,
                        "The token does not say which job of which repository it belongs to.");
    }
    return workload;
}

}  // namespace lem::identity
