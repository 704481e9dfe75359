#include "measure/run/request_log.hpp"

#include "schema/write.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace lem::measure {
namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::optional<double> present(double value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

}  // namespace

RequestLog::~RequestLog() {
    std::error_code ignored;
    if (has_spool_) std::filesystem::remove(spool_, ignored);
}

void RequestLog::add(const domain::RequestRecord& record) {
    if (record.cycle != cycle_) {
        cycle_ = record.cycle;
        cycle_start_bytes_ = spooled_bytes_ + text_.size();
        cycle_start_lines_ = kept_.size();
    }
    if (!omitted_.empty() && omitted_.back() == cycle_) return;
    schema::append_json(text_, record);
    text_ += '\n';
    kept_.push_back({.sent_ms = record.sent_ms,
                     .first_token_ms = record.first_token_ms.value_or(absent),
                     .last_token_ms = record.last_token_ms.value_or(absent),
                     .output_tokens = record.output_tokens.value_or(-1),
                     .cycle = record.cycle,
                     .chunks = record.chunks,
                     .hidden_tokens = record.hidden_tokens.value_or(0),
                     .failed = record.error.has_value(),
                     .unread = record.unread_chunks.has_value()});
    if (text_.size() > limits_.memory_bytes_max) spill();
    const bool full = kept_.size() > limits_.lines_max ||
                      spooled_bytes_ + text_.size() > limits_.bytes_max ||
                      (spool_is_broken_ && text_.size() > limits_.memory_bytes_max);
    if (full) omit(cycle_);
}

/// The bytes of the cycle stay in the file until they are overwritten.
void RequestLog::omit(int cycle) {
    omitted_.push_back(cycle);
    kept_.resize(cycle_start_lines_);
    if (cycle_start_bytes_ >= spooled_bytes_) {
        text_.resize(cycle_start_bytes_ - spooled_bytes_);
        return;
    }
    text_.clear();
    spooled_bytes_ = cycle_start_bytes_;
}

void RequestLog::spill() {
    if (spool_is_broken_) return;
    std::error_code failure;
    if (spooled_bytes_ > 0) std::filesystem::resize_file(spool_, spooled_bytes_, failure);
    std::ofstream file(spool_,
                       std::ios::binary | (spooled_bytes_ > 0 ? std::ios::app : std::ios::trunc));
    file.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    file.close();
    has_spool_ = has_spool_ || std::filesystem::exists(spool_, failure);
    if (failure || !file) {
        spool_is_broken_ = true;
        return;
    }
    spooled_bytes_ += text_.size();
    text_.clear();
}

std::vector<domain::RequestRecord> RequestLog::records() const {
    std::vector<domain::RequestRecord> records;
    records.reserve(kept_.size());
    for (const Kept& kept : kept_) {
        domain::RequestRecord& record = records.emplace_back();
        record.cycle = kept.cycle;
        record.sent_ms = kept.sent_ms;
        record.first_token_ms = present(kept.first_token_ms);
        record.last_token_ms = present(kept.last_token_ms);
        if (kept.output_tokens >= 0) record.output_tokens = kept.output_tokens;
        if (kept.hidden_tokens > 0) record.hidden_tokens = kept.hidden_tokens;
        record.chunks = kept.chunks;
        if (kept.unread) record.unread_chunks = 1;
        if (kept.failed) record.error = "failed";
    }
    return records;
}

void RequestLog::for_each_piece(const std::function<void(std::string_view piece)>& write) const {
    std::ifstream file;
    if (spooled_bytes_ > 0) file.open(spool_, std::ios::binary);
    std::vector<char> buffer(64 * 1024);
    for (std::size_t left = spooled_bytes_; left > 0;) {
        const std::size_t size = std::min(left, buffer.size());
        file.read(buffer.data(), static_cast<std::streamsize>(size));
        if (!file) break;
        write({buffer.data(), size});
        left -= size;
    }
    if (!text_.empty()) write(text_);
}

}  // namespace lem::measure
