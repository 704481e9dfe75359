#include "platform/power/trace_file.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fstream>

namespace lem::power {
namespace {

constexpr std::size_t lines_max = 5'000'000, devices_max = 64;

enum class TraceTime { run, wall };

/// The format of the time in the first column.
enum class TimeColumn { run_s, unix_s, unix_ms, date };

/// The cells of one line (RFC 4180, except line ends inside quotes), without quotes and surrounding
/// spaces. nullopt: a quote is not closed.
std::optional<std::vector<std::string>> cells_of(std::string_view line, char separator) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            cells.back() += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == separator && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    if (quoted) return std::nullopt;
    for (std::string& cell : cells)
        cell = std::string(text::trim(cell));
    return cells;
}

/// Spreadsheets of countries with a decimal comma separate cells by semicolons.
char separator_of(std::string_view header) {
    for (const char candidate : {';', '\t'}) {
        if (header.find(candidate) != std::string_view::npos) return candidate;
    }
    return ',';
}

/// A date and time as meters write it, in the form of RFC 3339: with a space instead of the T,
/// spaces or "UTC" before or instead of the offset, an offset without its colon or minutes, and a
/// fraction behind a comma. Other text is left unchanged.
std::string to_rfc3339(std::string_view cell) {
    constexpr std::size_t date_length = 10, time_length = 19;
    std::string date(text::trim(cell));
    if (date.size() < time_length) return date;
    if (date[date_length] == ' ') date[date_length] = 'T';
    std::size_t zone = time_length;
    if (zone < date.size() && (date[zone] == ',' || date[zone] == '.')) {
        date[zone++] = '.';
        zone = std::min(date.find_first_not_of("0123456789", zone), date.size());
    }
    std::string offset(text::trim(std::string_view(date).substr(zone)));
    if (text::iequals(offset, "UTC") || text::iequals(offset, "GMT")) offset = "Z";
    const bool is_offset = !offset.empty() && (offset[0] == '+' || offset[0] == '-');
    if (is_offset && offset.size() == 3) offset += ":00";
    if (is_offset && offset.size() == 5) offset.insert(3, ":");
    return date.substr(0, zone) + offset;
}

class Reader {
public:
    Reader(const std::filesystem::path& csv, TraceTime time)
        : csv_(csv), time_(time), stream_(csv) {
        if (!stream_)
            throw Error(ErrorCode::bad_request,
                        "Cannot read the power trace " + csv.string() + ".");
    }

    std::vector<TraceLine> trace() {
        header();
        std::vector<TraceLine> lines;
        while (next()) {
            if (blank()) continue;
            TraceLine line = parse();
            if (!lines.empty() && line.t_s <= lines.back().t_s)
                fail("its time is not after that of the line before");
            lines.push_back(std::move(line));
            if (lines.size() > lines_max) fail("the trace is too long");
        }
        if (lines.empty()) fail("it has no sample");
        return lines;
    }

    WallRecord wall_record() {
        header();
        WallRecord record;
        while (next() && !stream_.eof()) {
            if (blank()) continue;
            try {
                add(parse(), record.lines);
            } catch (const Error& error) {
                if (record.left_out++ == 0) record.first_left_out = error.message();
            }
            if (record.lines.size() > lines_max) fail("the record is too long");
        }
        return record;
    }

private:
    bool next() {
        ++number_;
        return static_cast<bool>(std::getline(stream_, text_));
    }

    /// Spreadsheets fill lines after the last one with separators.
    bool blank() const { return text_.find_first_not_of(" \t\r,;") == std::string::npos; }

    void header() {
        next();
        constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
        if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
            fail("the file is UTF-16; save it as UTF-8");
        if (text_.starts_with(utf8_mark)) text_.erase(0, utf8_mark.size());
        separator_ = separator_of(text_);
        const auto names = cells_of(text::lower(text::trim(text_)), separator_);
        columns_ = names ? names->size() : 0;
        bool watts_known = columns_ >= 2 && columns_ <= devices_max + 1;
        for (std::size_t i = 1; i < columns_ && watts_known; ++i) {
            const std::string& name = (*names)[i];
            watts_known =
                (columns_ == 2 && name == "watts") || name == "watts_" + std::to_string(i - 1);
        }
        // Another column's numbers would be added as watts.
        if (!watts_known || !set_time_column(names->front()))
            fail("the header is \"" + text::cut(text_, 60) + "\"");
    }

    bool set_time_column(std::string_view name) {
        if (time_ == TraceTime::run) return name == "t_s";
        time_column_ = name == "unix_s"    ? TimeColumn::unix_s
                       : name == "unix_ms" ? TimeColumn::unix_ms
                                           : TimeColumn::date;
        return time_column_ != TimeColumn::date || name == "time";
    }

    TraceLine parse() const {
        const auto cells = cells_of(text::trim(text_), separator_);
        if (!cells) fail("a quote is not closed");
        if (cells->size() != columns_)
            fail("it has " + std::to_string(cells->size()) + " cells instead of " +
                 std::to_string(columns_));
        TraceLine line{.t_s = time_of(cells->front()), .watts = {}};
        for (std::size_t i = 1; i < cells->size(); ++i) {
            const std::string& cell = (*cells)[i];
            line.watts.push_back(cell.empty() ? std::nullopt : std::optional(number_in(cell)));
        }
        return line;
    }

    void add(TraceLine line, std::vector<TraceLine>& lines) {
        if (lines.empty() || line.t_s > lines.back().t_s) {
            lines.push_back(std::move(line));
            readings_.assign(columns_, 1);
            return;
        }
        if (line.t_s < lines.back().t_s) fail("its time is before that of the line before");
        for (std::size_t i = 0; i < line.watts.size(); ++i) {
            auto& mean = lines.back().watts[i];
            if (!line.watts[i]) continue;
            if (!mean) {
                mean = line.watts[i];
                continue;
            }
            *mean += (*line.watts[i] - *mean) / ++readings_[i];
        }
    }

    double time_of(const std::string& cell) const {
        constexpr double milliseconds_from = 1e11;  // in seconds, the year 5138
        if (time_column_ == TimeColumn::unix_ms) return number_in(cell) / 1000;
        if (time_column_ != TimeColumn::date) {
            const double seconds = number_in(cell);
            if (time_column_ == TimeColumn::unix_s && seconds >= milliseconds_from)
                fail("\"" + text::cut(cell, 40) +
                     "\" looks like milliseconds: name the column unix_ms");
            return seconds;
        }
        const std::string date = to_rfc3339(cell);
        if (const auto unix_ms = text::parse_rfc3339(date))
            return static_cast<double>(*unix_ms) / 1000;
        if (text::parse_rfc3339(date + "Z"))
            fail("\"" + text::cut(cell, 40) +
                 "\" has no time zone: add Z for UTC, or an offset such as +01:00");
        fail("\"" + text::cut(cell, 40) + "\" is not a time as 2026-11-20T14:02:00.500Z");
    }

    double number_in(const std::string& cell) const {
        std::string number = cell;
        if (separator_ != ',' && number.find('.') == std::string::npos)
            std::ranges::replace(number, ',', '.');
        const auto value = text::to_double(number);
        if (!value || *value < 0)
            fail("\"" + text::cut(cell, 40) + "\" is not a number of at least 0");
        return *value;
    }

    [[noreturn]] void fail(const std::string& why) const {
        const char* columns = time_ == TraceTime::run
                                  ? "a trace has the columns t_s,watts or t_s,watts_0,watts_1,..."
                                  : "a wall meter's record has the columns unix_s,watts, "
                                    "unix_ms,watts or time,watts (several outlets: "
                                    "watts_0,watts_1,...)";
        throw Error(ErrorCode::invalid, csv_.filename().string() + ":" + std::to_string(number_) +
                                            ": " + why + "; " + columns);
    }

    const std::filesystem::path csv_;
    const TraceTime time_;
    std::ifstream stream_;
    std::string text_;
    std::size_t number_ = 0;
    std::size_t columns_ = 0;
    char separator_ = ',';
    TimeColumn time_column_ = TimeColumn::run_s;
    std::vector<int> readings_;  // of each device at the last line's time
};

}  // namespace

std::vector<TraceLine> read_trace(const std::filesystem::path& csv) {
    return Reader(csv, TraceTime::run).trace();
}

WallRecord read_wall_record(const std::filesystem::path& csv) {
    return Reader(csv, TraceTime::wall).wall_record();
}

}  // namespace lem::power
