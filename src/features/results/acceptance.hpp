#pragma once
/// What the composition root adds to the acceptance of a result: keys and the log are another
/// feature, and features do not know each other. A function that is not set does nothing.

#include "domain/account.hpp"
#include "domain/signing/accepted_result.hpp"
#include "domain/signing/account_key.hpp"
#include "platform/sql/database.hpp"

#include <functional>

namespace lem::results {

struct Acceptance {
    /// Whether a result is checked against those that were published before it.
    bool compares_with_others = true;
    /// Throws Error(forbidden) when the caller must not publish what this key has signed.
    std::function<void(const domain::Principal&, const domain::PublicKey&)> require_signer = {};
    /// Called in the transaction that publishes it, after its rows are inserted.
    std::function<void(sql::Transaction&, const domain::AcceptedResult&)> accepted = {};
    /// Of a published result; nullopt if it is not signed, or not in the log.
    std::function<std::optional<domain::ResultSignature>(sql::Reader&, const std::string& id)>
        signature = {};
    std::function<std::optional<std::int64_t>(sql::Reader&, const std::string& id)> log_index = {};
};

}  // namespace lem::results
