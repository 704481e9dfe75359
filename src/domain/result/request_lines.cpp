#include "domain/result/request_lines.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/result/result_wire.hpp"

namespace lem::domain {

bool RequestLines::append(std::string_view bytes) {
    if (done_) return false;
    const auto progress =
        lines_of_.append(bytes, [&](std::string_view line) { return read_line(line) && !done_; });
    if (progress != LineSplitter::Progress::too_long) return !done_;
    ++lines_;
    return refuse("is longer than " + std::to_string(limits::request_line_bytes_max) + " bytes");
}

Violations RequestLines::finish() {
    if (!done_) lines_of_.finish([&](std::string_view line) { read_line(line); });
    return std::move(violations_);
}

bool RequestLines::refuse(std::string message) {
    violations_.push_back(
        {"requests.jsonl line " + std::to_string(lines_) + ":", std::move(message)});
    done_ = true;
    return false;
}

bool RequestLines::read_line(std::string_view line) {
    if (++lines_ > limits::request_lines_max)
        return refuse("is one too many: at most " + std::to_string(limits::request_lines_max) +
                      " are read");
    if (text::trim(line).empty()) return true;
    auto record = schema::from_text<RequestRecord>(line);
    if (record) {
        take_(std::move(*record));
        return true;
    }
    for (auto& [pointer, message] : record.error())
        violations_.push_back(
            {"requests.jsonl line " + std::to_string(lines_) + ": " + pointer, std::move(message)});
    done_ = violations_.size() >= limits::violations_max;
    return !done_;
}

}  // namespace lem::domain
