#include "domain/checks/trace_lines.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/result/quantity.hpp"

#include <cmath>
#include <limits>

namespace lem::domain {
namespace {

/// Cuts the first cell off a line.
std::string_view next_cell(std::string_view& line) {
    const std::size_t comma = line.find(',');
    const std::string_view cell = line.substr(0, comma);
    line = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 1);
    return cell;
}

}  // namespace

bool TraceLines::append(std::string_view bytes) {
    if (done_) return false;
    const auto progress =
        lines_of_.append(bytes, [&](std::string_view line) { return read_line(line) && !done_; });
    if (progress != LineSplitter::Progress::too_long) return !done_;
    ++lines_;
    return refuse("is longer than " + std::to_string(limits::trace_line_bytes_max) + " bytes");
}

void TraceLines::finish() {
    if (!done_) lines_of_.finish([&](std::string_view line) { read_line(line); });
    totals_.finish();
}

bool TraceLines::refuse(const std::string& why) {
    totals_.refuse("line " + std::to_string(lines_) + " of power.csv " + why);
    done_ = true;
    return false;
}

bool TraceLines::read_line(std::string_view line) {
    if (++lines_ > limits::trace_lines_max)
        return refuse("is one too many: at most " + std::to_string(limits::trace_lines_max) +
                      " are read");
    line = text::trim(line);
    if (lines_ == 1) return read_header(line);
    return line.empty() || read_row(line);
}

bool TraceLines::read_header(std::string_view line) {
    if (next_cell(line) != "t_s") return refuse("does not begin with t_s");
    std::size_t devices = 0;
    while (!line.empty()) {
        if (!next_cell(line).starts_with("watts")) return refuse("names a column that is no power");
        if (++devices > limits::trace_devices_max)
            return refuse("has more than " + std::to_string(limits::trace_devices_max) +
                          " power columns");
    }
    watts_.resize(devices);
    totals_.begin(devices);
    return true;
}

bool TraceLines::read_row(std::string_view line) {
    const auto at_s = text::to_double(next_cell(line));
    if (!at_s || std::abs(*at_s) > most("s")) return refuse("has no time in its first column");
    if (at_s == last_s_) return true;  // times are written to the millisecond
    last_s_ = at_s;
    for (double& watts : watts_) {
        const std::string_view cell = next_cell(line);
        watts = std::numeric_limits<double>::quiet_NaN();
        if (cell.empty()) continue;
        const auto read = text::to_double(cell);
        if (!read || std::abs(*read) > most("W")) return refuse("has a power that is no number");
        watts = *read;
    }
    if (!line.empty()) return refuse("has more cells than the header");
    return totals_.add(*at_s, watts_) || refuse("is earlier than the line before");
}

}  // namespace lem::domain
