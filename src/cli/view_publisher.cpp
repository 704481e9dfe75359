#include "cli/view_publisher.hpp"

#include "cli/in_parallel.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace lem::cli {
namespace {

/// The pages say "by you".
domain::Principal owner_in(accounts::Accounts& accounts) {
    const std::string token =
        accounts.create_token("you", "lem view", {domain::Scope::results_write}, std::nullopt);
    auto owner = accounts.credentials().authenticate(token, domain::CredentialKind::token);
    LEM_ASSERT(owner.has_value());
    return *owner;
}

}  // namespace

ViewPublisher::ViewPublisher(app::Service& service, std::filesystem::path scratch, unsigned threads,
                             const std::atomic<bool>& stopped)
    : service_(service),
      scratch_(std::move(scratch)),
      threads_(threads),
      stopped_(stopped),
      owner_(owner_in(service.accounts())) {}

void ViewPublisher::publish(std::vector<Item>& items) {
    std::vector<std::size_t> left(items.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    while (!left.empty() && !stopped_) {
        std::set<std::string_view> runs;
        std::vector<std::size_t> now, later;
        for (const std::size_t i : left) {
            const std::string& run = items[i].document.run;
            (run.empty() || runs.insert(run).second ? now : later).push_back(i);
        }
        // Twice as many as work: each waits for its commit, which they then share.
        in_parallel(now.size(), 2 * threads_, [&](std::size_t i) { publish_one(items[now[i]]); });
        left = std::move(later);
    }
    const std::lock_guard lock(files_mutex_);
    for (const Item& item : items)
        if (item.id) files_[*item.id].push_back(item.document.file);
}

void ViewPublisher::publish_one(Item& item) const {
    try {
        item.id = submit(item.document.bytes);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::too_large && !item.document.alone.empty()) {
            item.document.bytes = std::exchange(item.document.alone, {});
            return publish_one(item);
        }
        item.refused = unreadable_file(item.document.file, error);
        item.run_is_taken = error.code() == ErrorCode::conflict;
        if (item.run_is_taken)
            item.refused->message = "a run of it is not shown: another file has a run with its id" +
                                    (item.document.run.empty() ? "" : ", " + item.document.run) +
                                    ", and other measurements.";
    }
}

std::string ViewPublisher::submit(std::string_view bytes) const {
    blob::StagedFileWriter writer(scratch_);
    writer.append(bytes);
    return service_.results().submit(owner_, *writer.finish()).id.text;
}

std::vector<std::string> ViewPublisher::files_of(const std::string& id) const {
    const std::lock_guard lock(files_mutex_);
    const auto found = files_.find(id);
    std::vector<std::string> files;
    if (found != files_.end())
        std::ranges::transform(found->second, std::back_inserter(files), shown_text);
    return files;
}

bool ViewPublisher::release(const std::string& id, const std::string& file,
                            const std::string& why) {
    {
        const std::lock_guard lock(files_mutex_);
        const auto found = files_.find(id);
        if (found == files_.end()) return false;
        const auto gone = std::ranges::find(found->second, file);
        if (gone != found->second.end()) found->second.erase(gone);
        if (!found->second.empty()) return false;
        files_.erase(found);
    }
    try {
        service_.results().withdraw(owner_, id, why);
    } catch (const Error& error) {
        // A bundle of the same run has replaced it.
        if (error.code() != ErrorCode::conflict) throw;
    }
    return true;
}

}  // namespace lem::cli
