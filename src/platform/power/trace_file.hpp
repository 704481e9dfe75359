#pragma once
/// Power over time from a CSV file: a trace that was recorded before, or what a wall meter recorded
/// beside the run.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lem::power {

struct TraceLine {
    double t_s = 0;
    std::vector<std::optional<double>> watts;  // of each device; none where the cell is empty
};

/// What the times of a trace count from.
enum class TraceTime {
    run,  // t_s: seconds since the recorded run's start
    wall  // unix_s: seconds since 1970, or time: RFC 3339, on the clock of the meter's machine
};

/// Columns: the time, then watts, or watts_0, watts_1, ... At least one line, times rising. A last
/// line without its end is one that is being written, and left out of a trace in wall time. Throws
/// Error(bad_request) when the file cannot be read, Error(invalid) with file and line.
std::vector<TraceLine> read_trace(const std::filesystem::path& csv, TraceTime time);

}  // namespace lem::power
