#pragma once
/// power.csv as it arrives, piece by piece: a header of "t_s" and one power column for each device,
/// then rows of numbers; an empty cell is a missing reading. Bounded in lines, in the length of a
/// line and in columns. Holds one line at a time. Not thread-safe; does not throw.

#include "base/limits.hpp"
#include "base/line_splitter.hpp"
#include "domain/checks/trace_totals.hpp"

namespace lem::domain {

class TraceLines {
public:
    /// Adds the rows to `totals`, which must outlive it.
    explicit TraceLines(TraceTotals& totals) : totals_(totals) {}

    /// The next bytes, cut anywhere. False if the trace cannot be read: the rest is ignored, and
    /// the totals have the reason.
    bool append(std::string_view bytes);

    /// Call once, at the end.
    void finish();

private:
    bool read_line(std::string_view line);
    bool read_header(std::string_view line);
    bool read_row(std::string_view line);
    bool refuse(const std::string& why);

    TraceTotals& totals_;
    LineSplitter lines_of_{limits::trace_line_bytes_max};
    std::vector<double> watts_;
    std::optional<double> last_s_;
    std::size_t lines_ = 0;
    bool done_ = false;
};

}  // namespace lem::domain
