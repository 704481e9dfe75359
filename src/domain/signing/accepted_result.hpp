#pragma once
#include "domain/signing/public_key.hpp"

namespace lem::domain {

/// A result at the moment of its acceptance: what the log states, and what is kept of its
/// signature.
struct AcceptedResult {
    std::string id;
    std::string document_sha256;
    std::string submission_sha256;
    std::int64_t accepted_at_ms = 0;
    std::optional<PublicKey> signer;  // the signature was found to be valid
};

}  // namespace lem::domain
