#pragma once
/// A job of GitHub Actions that says which repository it runs for, by a token of its own issuer.
/// Thread-safe.

#include "platform/identity/issuer.hpp"

namespace lem::identity {

/// Numbers are the identity: names are changed and reused.
struct Workload {
    std::string repository;  // "owner/name"
    std::string repository_id;
    std::string repository_owner_id;
    std::string ref;           // "refs/heads/main"
    std::string workflow_ref;  // "owner/name/.github/workflows/x.yml@refs/heads/main"
    std::string run_id;
};

class WorkloadTokens {
public:
    /// `outbound`, which must allow the issuer if it is not public, and `clock` must outlive it.
    WorkloadTokens(std::string issuer, std::string audience, const http::Outbound& outbound,
                   const Clock& clock);

    /// The job that the token was issued to. Blocks if the issuer's keys are not known. Throws
    /// Error(unauthenticated, unavailable).
    Workload verified(std::string_view token);

private:
    const std::string audience_;
    Issuer issuer_;
};

}  // namespace lem::identity
