#pragma once
/// Reads text files line by line; each error names file, line and field. Not thread-safe.

#include "base/error.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace lem::measure {

/// "FILE:LINE: MESSAGE", or "FILE:LINE:FIELD: MESSAGE" with a field.
Error fault_at(const std::filesystem::path& file, std::size_t line, std::string_view field,
               const std::string& message);

/// Lines of a text file: without line ends, a byte order mark or blank lines.
class LineReader {
public:
    /// `what` names the setting, as in "the prompt file (workload.file)". Throws
    /// Error(bad_request) for a file that cannot be opened.
    LineReader(std::filesystem::path file, const std::string& what);

    /// False at the end. Throws Error(invalid) for a line over 1 MiB or that is not UTF-8.
    bool next(std::string& line);
    std::size_t line_number() const { return number_; }
    const std::filesystem::path& file() const { return file_; }
    Error fault(std::string_view field, const std::string& message) const {
        return fault_at(file_, number_, field, message);
    }

private:
    friend class CsvReader;
    bool physical_line(std::string& line);

    std::filesystem::path file_;
    std::ifstream stream_;
    std::size_t number_ = 0;
};

/// CSV (RFC 4180) with a header; quoted fields may hold commas, quotes and line ends.
class CsvReader {
public:
    CsvReader(const std::filesystem::path& file, const std::string& what);

    /// The column of this name, ignoring case and surrounding spaces.
    std::optional<std::size_t> column(std::string_view name) const;
    /// Throws Error(invalid) that lists the columns of the file.
    std::size_t required_column(std::string_view name) const;
    /// False at the end. Throws Error(invalid) for a row whose length differs from the header's,
    /// and for an open quote.
    bool next(std::vector<std::string>& fields);
    Error fault(std::string_view field, const std::string& message) const {
        return fault_at(lines_.file(), row_line_, field, message);
    }

private:
    bool read_row(std::vector<std::string>& fields);

    LineReader lines_;
    std::vector<std::string> header_;
    std::size_t row_line_ = 1;
};

}  // namespace lem::measure
