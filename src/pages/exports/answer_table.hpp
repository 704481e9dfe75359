#pragma once
/// What a page answers, as one table: every page fills it once, and every file format is written
/// from it alone. Pure; does not throw.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::pages::exports {

/// The licence of published results.
struct Licence {
    std::string_view name, address;
};
inline constexpr Licence data_licence{"CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"};

/// Which direction of a number is better.
enum class Better { unspecified, higher, lower };
/// What the two ends beside a value are: its 95 % interval, or the first and last of several.
enum class Ends { none, interval, extremes };

struct Column {
    std::string name;   // in files for programs: "tokens_per_joule"
    std::string title;  // for readers: "Tokens per joule"
    std::string unit = {};
    Better better = Better::unspecified;
    bool is_number = false;
    Ends ends = Ends::none;
    std::string low_name = {}, high_name = {};  // of the ends, in files for programs
    bool brief = false;                         // also in files for readers, which have less room
};

enum class Length { full, brief };
Column text_column(std::string_view name, std::string_view title, Length length = Length::full);
Column number_column(std::string_view name, std::string_view title, std::string_view unit = {},
                     Length length = Length::full);
/// A number with its 95 % interval: the names of its ends are the number's and "_ci95_low".
Column interval_column(std::string_view name, std::string_view title, std::string_view unit,
                       Better better, Length length);

/// "Tokens per joule (tok/J)"
std::string heading_of(const Column& column);

/// One value. Of a number `text` says why it is absent; absent is never 0.
struct Cell {
    std::string text = {};
    std::optional<double> value = {};
    std::optional<double> low = {}, high = {};
};

Cell text_cell(std::string_view text);
Cell number_cell(std::optional<double> value, std::string_view absent = {});
Cell interval_cell(std::optional<double> value, std::optional<double> half_width,
                   std::string_view absent = {});

/// A number for readers: "15.1 ± 1.7", "3 (2 to 9)", or a dash.
struct ShownNumber {
    std::string value;       // without groups of digits: "1342"
    std::string half_width;  // empty: no interval, or not the same to both sides
    std::string range = {};  // "2 to 9", if the ends are not the same to both sides
};
/// Of a cell with a value. Counts are whole.
ShownNumber shown_number(const Cell& cell, const Column& column);
std::string shown(const Cell& cell, const Column& column);

/// The credit for one measured result.
struct Credit {
    std::string id;
    std::string title;
    std::string author;
    std::string submitted_at;  // RFC 3339
};

struct ChartLabel {
    std::string text;
    std::string more = {};  // in smaller letters after it
};

/// How the table is drawn. Of dots each row is a line of the chart, with a mark for each of
/// `values`; of lines the rows with the same label are one series.
struct Chart {
    enum class Kind { dots, lines };
    Kind kind = Kind::dots;
    std::vector<ChartLabel> labels;   // of each row
    std::vector<std::size_t> values;  // columns
    std::optional<std::size_t> rank;  // a column, written before the label; of dots
    std::vector<std::size_t> beside;  // columns, written beside the values; of dots
    std::optional<std::size_t> x;     // a column; of lines
    bool steps = false;               // a line keeps its value up to the next point
    /// Each row has a scale of its own, from 0 to its highest end: units differ.
    bool own_scales = false;
    std::optional<double> reference = {};  // a line at this value: no difference
};

/// Where a file is from, the same for all tables of one answer.
struct Origin {
    std::string address;       // of the page, with its host where that is known
    std::string results = {};  // what the address of a result begins with
    std::string date;          // 2026-11-30, UTC: when the file was written
    std::string data_version;
    bool is_private = false;  // of a private view: it has no licence
};

struct AnswerTable {
    std::string name;  // of the file, without extension: "leaderboard"
    std::string title;
    std::string description = {};
    std::string notice = {};  // what a reader must know first: that a result is withdrawn
    std::vector<Column> columns = {};
    std::vector<std::vector<Cell>> rows = {};
    std::int64_t total = 0;  // rows of the whole answer, where it has more
    std::vector<std::string> notes = {};
    std::vector<Credit> credits = {};
    bool is_one_result = false;  // whose only credit is the whole citation
    Chart chart = {};
    Origin origin = {};
};

/// The place of the column with this name, which exists.
std::size_t place_of(const AnswerTable& table, std::string_view name);

/// What is said of the table in every format, a line each: title, description, address, date, data
/// version, licence, notes. Nothing in them ends a line.
/// `rows_max`: rows that the format holds.
std::vector<std::string> header_lines(const AnswerTable& table,
                                      std::size_t rows_max = std::size_t(-1));
/// "CC BY 4.0, https://..." or that there is none.
std::string licence_text(const Origin& origin);
/// "2026-11-30 · data version 7 · metric definitions 1.4"
std::string version_text(const Origin& origin);
/// "Showing the first 25 of 1,365." if a format holds fewer rows than there are, else empty.
std::string shortened_text(const AnswerTable& table, std::size_t rows_max);

}  // namespace lem::pages::exports
