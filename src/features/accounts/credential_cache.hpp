#pragma once
/// The owners of credentials, cached for a few seconds to save database queries. A credential that
/// another process revokes is valid for up to these seconds. Thread-safe.

#include "domain/account.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace lem::accounts {

class CredentialCache {
public:
    static constexpr std::chrono::milliseconds remembered_for{5'000};

    std::optional<domain::Principal> find(const std::string& sha256, std::int64_t now_ms) const;

    /// Read before the database query, so that what is revoked meanwhile is not cached.
    std::uint64_t generation() const;
    void keep(const std::string& sha256, const domain::Principal& principal, std::int64_t until_ms,
              std::uint64_t generation);
    /// Forgets everything: a credential was revoked.
    void forget();

private:
    struct Entry {
        domain::Principal principal;
        std::int64_t until_ms;
    };

    mutable std::mutex mutex_;
    std::uint64_t generation_ = 0;
    std::unordered_map<std::string, Entry> entries_;
};

}  // namespace lem::accounts
