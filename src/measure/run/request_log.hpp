#pragma once
/// requests.jsonl during a run. Holds at most a few megabytes in memory; the rest is in a file
/// beside the result. Not thread-safe.

#include "domain/result/result.hpp"

#include <filesystem>
#include <functional>
#include <limits>

namespace lem::measure {

struct RequestLogLimits {
    std::size_t lines_max = 1'000'000;  // limit of a bundle
    std::size_t bytes_max = 200ULL * 1024 * 1024;
    std::size_t memory_bytes_max = 8ULL * 1024 * 1024;  // of text, before it is written to the file
};

/// The file has all requests of a cycle or none, because sums over a part would be wrong: a cycle
/// that does not fit is left out.
class RequestLog {
public:
    explicit RequestLog(std::filesystem::path folder, const RequestLogLimits& limits = {})
        : limits_(limits), spool_(std::move(folder) / "requests.spool") {}
    ~RequestLog();
    RequestLog(const RequestLog&) = delete;
    RequestLog& operator=(const RequestLog&) = delete;

    void add(const domain::RequestRecord& record);
    bool empty() const { return kept_.empty(); }
    /// The fields that the checks need, for each request in the file.
    std::vector<domain::RequestRecord> records() const;
    /// The cycles that did not fit; 0 is warm-up.
    const std::vector<int>& omitted_cycles() const { return omitted_; }
    /// Passes the whole text to `write`, in pieces.
    void for_each_piece(const std::function<void(std::string_view piece)>& write) const;

private:
    /// 48 bytes, a fifth of a RequestRecord.
    struct Kept {
        double sent_ms, first_token_ms, last_token_ms;  // NaN is absent
        std::int64_t output_tokens;                     // -1 is absent
        int cycle, chunks;
        std::int64_t hidden_tokens;
        bool failed, unread;
    };
    void omit(int cycle);
    void spill();

    const RequestLogLimits limits_;
    const std::filesystem::path spool_;
    std::string text_;               // not yet in the file
    std::size_t spooled_bytes_ = 0;  // in the file
    bool has_spool_ = false;
    bool spool_is_broken_ = false;  // the disk is full: only what is in memory is added
    std::vector<Kept> kept_;
    int cycle_ = -1;  // whose requests are being added
    std::size_t cycle_start_bytes_ = 0, cycle_start_lines_ = 0;
    std::vector<int> omitted_;
};

}  // namespace lem::measure
