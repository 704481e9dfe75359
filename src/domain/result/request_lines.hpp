#pragma once
/// requests.jsonl as it arrives, piece by piece: one record for each line, bounded in lines, in the
/// length of a line and in violations. Holds one line at a time. Not thread-safe; does not throw.

#include "base/limits.hpp"
#include "base/line_splitter.hpp"
#include "domain/result/result.hpp"

#include <functional>

namespace lem::domain {

class RequestLines {
public:
    using Take = std::function<void(RequestRecord)>;
    explicit RequestLines(Take take) : take_(std::move(take)) {}

    /// The next bytes, cut anywhere. False when a limit is exceeded: the rest is ignored.
    bool append(std::string_view bytes);

    /// Call once, at the end. Pointers are "requests.jsonl line 12: /sent_ms".
    Violations finish();

private:
    bool read_line(std::string_view line);
    bool refuse(std::string message);

    Take take_;
    LineSplitter lines_of_{limits::request_line_bytes_max};
    std::size_t lines_ = 0;
    bool done_ = false;
    Violations violations_;
};

}  // namespace lem::domain
