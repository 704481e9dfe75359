#include "platform/http/server/budgets.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace lem::http {

Budgets::Share& Budgets::Share::operator=(Share&& other) noexcept {
    if (this == &other) return *this;
    release();
    budgets_ = std::exchange(other.budgets_, nullptr);
    resource_ = other.resource_;
    holder_ = std::move(other.holder_);
    amount_ = std::exchange(other.amount_, 0);
    return *this;
}

void Budgets::Share::grow(std::uint64_t amount) {
    LEM_ASSERT(budgets_ != nullptr);
    const Verdict verdict = budgets_->add(resource_, holder_, amount);
    if (verdict != Verdict::granted) budgets_->refuse(resource_, verdict);
    amount_ += amount;
}

void Budgets::Share::release() {
    if (budgets_ != nullptr) budgets_->give_back(resource_, holder_, amount_);
    budgets_ = nullptr;
    amount_ = 0;
}

Budgets::Verdict Budgets::add(Resource resource, const Holder& holder, std::uint64_t amount) {
    const auto index = static_cast<std::size_t>(resource);
    const ResourceTraits& traits = table_[index];
    const std::lock_guard lock(mutex_);
    Held& held = held_[index];
    const auto refused = [&](Verdict verdict) {
        ++gauges_[index].refused;
        return verdict;
    };
    if (!holder.key.empty()) {
        const auto found = by_holder_.find({resource, holder.known, holder.key});
        const std::uint64_t has = found == by_holder_.end() ? 0 : found->second;
        if (has + amount > (holder.known ? traits.each_account : traits.each_address))
            return refused(Verdict::holder_is_full);
    }
    std::uint64_t strangers_max = traits.total - traits.reserved;
    if (resource == Resource::upload_bytes)
        strangers_max = std::min(strangers_max, stranger_upload_bytes_max_);
    if (held.all + amount > traits.total ||
        (!holder.known && held.strangers + amount > strangers_max))
        return refused(Verdict::all_is_full);
    held.all += amount;
    if (!holder.known) held.strangers += amount;
    if (!holder.key.empty()) by_holder_[{resource, holder.known, holder.key}] += amount;
    gauges_[index].held = static_cast<std::int64_t>(held.all);
    return Verdict::granted;
}

void Budgets::give_back(Resource resource, const Holder& holder, std::uint64_t amount) {
    const auto index = static_cast<std::size_t>(resource);
    const std::lock_guard lock(mutex_);
    Held& held = held_[index];
    held.all -= amount;
    if (!holder.known) held.strangers -= amount;
    gauges_[index].held = static_cast<std::int64_t>(held.all);
    if (holder.key.empty()) return;
    const auto found = by_holder_.find({resource, holder.known, holder.key});
    if ((found->second -= amount) == 0) by_holder_.erase(found);
}

void Budgets::refuse(Resource resource, Verdict verdict) const {
    const ResourceTraits& traits = table_[static_cast<std::size_t>(resource)];
    if (verdict == Verdict::holder_is_full)
        throw Error(ErrorCode::rate_limited, "You have too many " + std::string(traits.what) +
                                                 "; wait until some have ended.");
    throw Error(ErrorCode::unavailable,
                "The server has too many " + std::string(traits.what) + "; try again in a moment.");
}

Budgets::Share Budgets::try_take(Resource resource, Holder holder, std::uint64_t amount) {
    Share share;
    if (add(resource, holder, amount) != Verdict::granted) return share;
    share.budgets_ = this;
    share.resource_ = resource;
    share.holder_ = std::move(holder);
    share.amount_ = amount;
    return share;
}

Budgets::Share Budgets::take(Resource resource, Holder holder, std::uint64_t amount) {
    const Verdict verdict = add(resource, holder, amount);
    if (verdict != Verdict::granted) refuse(resource, verdict);
    Share share;
    share.budgets_ = this;
    share.resource_ = resource;
    share.holder_ = std::move(holder);
    share.amount_ = amount;
    return share;
}

void Budgets::set_disk_room(std::uint64_t free_bytes) {
    const std::lock_guard lock(mutex_);
    const auto index = static_cast<std::size_t>(Resource::upload_bytes);
    stranger_upload_bytes_max_ = (free_bytes + held_[index].strangers) / 2;
}

}  // namespace lem::http
