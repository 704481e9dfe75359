#pragma once
/// Power over time from a CSV file: a recorded trace, or the record of a wall meter made during the
/// run.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lem::power {

struct TraceLine {
    double t_s = 0;                            // since the recorded run's start, or 1970
    std::vector<std::optional<double>> watts;  // of each device; nullopt for an empty cell
};

/// Columns: the time, then watts, or watts_0, watts_1, ... At least one line, times rising. Throws
/// Error(bad_request) when the file cannot be read, Error(invalid) with file and line.
std::vector<TraceLine> read_trace(const std::filesystem::path& csv);

/// The record of a wall meter during a run, which cannot be repeated.
struct WallRecord {
    std::vector<TraceLine> lines;  // may be empty
    std::size_t left_out = 0;      // lines that are no reading,
    std::string first_left_out;    // ... with file and line, and why
};

/// As read_trace, but with the time since 1970 (unix_s or unix_ms), or dates of RFC 3339 (time), on
/// the clock of the meter's machine. Dates as meters and spreadsheets write them are read too
/// ("2026-11-29 09:17:09Z", "... +0100", "... UTC"); one without a time zone is not, since an
/// hour's error would go unnoticed. Cells may be quoted, and separated by semicolons or tabs, with
/// decimal commas then; a byte order mark is skipped. An invalid line is left out alone; too many
/// in a row make a gap. Lines with the same time are averaged, for meters that stamp whole seconds.
/// A last line without its end is still being written, and not read.
WallRecord read_wall_record(const std::filesystem::path& csv);

}  // namespace lem::power
