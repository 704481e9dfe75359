#include "features/accounts/credential_cache.hpp"

namespace lem::accounts {
namespace {

constexpr std::size_t entries_max = 10'000;

}  // namespace

std::optional<domain::Principal> CredentialCache::find(const std::string& sha256,
                                                       std::int64_t now_ms) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(sha256);
    if (found == entries_.end() || found->second.until_ms <= now_ms) return std::nullopt;
    return found->second.principal;
}

std::uint64_t CredentialCache::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

void CredentialCache::keep(const std::string& sha256, const domain::Principal& principal,
                           std::int64_t until_ms, std::uint64_t generation) {
    const std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    if (entries_.size() >= entries_max) entries_.clear();
    entries_.insert_or_assign(sha256, Entry{principal, until_ms});
}

void CredentialCache::forget() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    entries_.clear();
}

}  // namespace lem::accounts
