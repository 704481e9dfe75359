#pragma once
/// The JSON objects of a file: one document, an array, or one object a line (JSON Lines), as
/// programs really write them. Pure; does not throw.

#include "interchange/results/result_format.hpp"

namespace lem::interchange {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct ReadRecords {
    ReadRecords() = default;
    ReadRecords(ReadRecords&&) = default;
    ReadRecords& operator=(ReadRecords&&) = default;
    ReadRecords(const ReadRecords&) = delete;
    ReadRecords& operator=(const ReadRecords&) = delete;
    ~ReadRecords();

    std::vector<Record> records;
    std::vector<std::string> notes;  // for example that lines of a log came before the first object
};

/// Of a text that is JSON in one of these forms; no records if it is something else, such as CSV.
/// Python's NaN becomes null and its Infinity the text "inf". A byte order mark is skipped, and so
/// are lines of text before the first object. Violations with line and column for text that starts
/// as JSON and is not, and for more than limits::import_records_max records, or four times as many
/// lines.
tl::expected<ReadRecords, Violations> read_records(std::string_view bytes);

}  // namespace lem::interchange
