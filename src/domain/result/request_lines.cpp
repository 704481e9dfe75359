#include "domain/result/request_lines.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/result/result_wire.hpp"

namespace lem::domain {

bool RequestLines::append(std::string_view bytes) {
    while (!done_ && !bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view part = bytes.substr(0, end);
        if (begun_.size() + part.size() > limits::request_line_bytes_max) {
            ++lines_;
            return refuse("is longer than " + std::to_string(limits::request_line_bytes_max) +
                          " bytes");
        }
        if (end == std::string_view::npos) {
            begun_ += part;
            break;
        }
        bytes.remove_prefix(end + 1);
        if (begun_.empty()) {
            read_line(part);
        } else {
            begun_ += part;
            read_line(begun_);
            begun_.clear();
        }
    }
    return !done_;
}

Violations RequestLines::finish() {
    if (!done_ && !begun_.empty()) read_line(begun_);
    begun_.clear();
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
