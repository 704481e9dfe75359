#include "features/results/request_digests.hpp"

#include "base/figures.hpp"
#include "base/limits.hpp"
#include "domain/result/request_lines.hpp"
#include "features/results/processor_budget.hpp"
#include "features/results/stored_document.hpp"

#include <algorithm>

namespace lem::results {
namespace {

constexpr std::string_view requests_name = "requests.jsonl";

}  // namespace

FoundRequests RequestDigests::find(const domain::ResultDetail& detail) {
    const auto file = std::ranges::find(detail.files, requests_name, &domain::FileReference::name);
    if (file == detail.files.end())
        return {.digest = nullptr, .absent_reason = "submitted without requests"};
    const std::string& id = detail.row.id.text;
    {
        const std::lock_guard lock(mutex_);
        const auto known = std::ranges::find(kept_, id, &Kept::id);
        if (known != kept_.end()) {
            kept_.splice(kept_.begin(), kept_, known);
            return known->found;
        }
    }
    FoundRequests found = read(detail, file->sha256);
    keep(id, found);
    return found;
}

FoundRequests RequestDigests::read(const domain::ResultDetail& detail,
                                   const std::string& sha256) const {
    const ProcessorBudget budget(limits::compared_requests_time_max);
    auto digest = std::make_shared<domain::RequestDigest>();
    std::size_t requests = 0;
    domain::RequestLines lines([&](const domain::RequestRecord& record) {
        if (++requests <= limits::compared_requests_max)
            domain::add(*digest, record, detail.document);
    });
    try {
        const bool whole = blobs_.read_pieces(sha256, [&](std::string_view piece) {
            budget.require_left();
            return lines.append(piece) && requests <= limits::compared_requests_max;
        });
        if (!whole) throw lost(sha256);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::too_large) throw;
        return {.digest = nullptr, .absent_reason = "reading the requests takes too long"};
    }
    lines.finish();  // its violations are in the result's report
    if (requests > limits::compared_requests_max)
        return {.digest = nullptr,
                .absent_reason =
                    "more than " + figures::count(limits::compared_requests_max) + " requests"};
    if (digest->empty()) return {.digest = nullptr, .absent_reason = "no request succeeded"};
    return {.digest = std::move(digest)};
}

void RequestDigests::keep(const std::string& id, const FoundRequests& found) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(kept_, id, &Kept::id) != kept_.end()) return;
    const std::size_t bytes =
        sizeof(Kept) + id.size() + (found.digest ? found.digest->size_bytes() : 0);
    if (bytes > limits::kept_digests_bytes_max) return;
    kept_.push_front({.id = id, .found = found, .bytes = bytes});
    kept_bytes_ += bytes;
    while (kept_bytes_ > limits::kept_digests_bytes_max) {
        kept_bytes_ -= kept_.back().bytes;
        kept_.pop_back();
    }
}

}  // namespace lem::results
