#include "platform/power/trace_file.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <fstream>

namespace lem::power {
namespace {

constexpr std::size_t lines_max = 5'000'000, devices_max = 64;

enum class TraceTime { run, wall };

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
            if (text::trim(text_).empty()) continue;
            TraceLine line = parse();
            if (!lines.empty() && line.t_s <= lines.back().t_s)
                fail("its time is not after the line before");
            lines.push_back(std::move(line));
            if (lines.size() > lines_max) fail("the trace is too long");
        }
        if (lines.empty()) fail("there is no sample");
        return lines;
    }

    WallRecord wall_record() {
        header();
        WallRecord record;
        while (next() && !stream_.eof()) {
            if (text::trim(text_).empty()) continue;
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

    void header() {
        next();
        const auto names = text::split(text::trim(text_), ',');
        const std::string_view first = text::trim(names[0]);
        columns_ = names.size();
        dates_ = first == "time";
        const bool time_known =
            time_ == TraceTime::run ? first == "t_s" : dates_ || first == "unix_s";
        bool watts_known = columns_ >= 2 && columns_ <= devices_max + 1;
        for (std::size_t i = 1; i < columns_ && watts_known; ++i) {
            const std::string_view name = text::trim(names[i]);
            watts_known =
                (columns_ == 2 && name == "watts") || name == "watts_" + std::to_string(i - 1);
        }
        // Another column's numbers would be added as watts.
        if (!time_known || !watts_known) fail("the header is \"" + text_.substr(0, 60) + "\"");
    }

    TraceLine parse() const {
        const auto cells = text::split(text::trim(text_), ',');
        if (cells.size() != columns_)
            fail("it has " + std::to_string(cells.size()) + " cells instead of " +
                 std::to_string(columns_));
        TraceLine line{.t_s = time_of(cells[0]), .watts = {}};
        for (std::size_t i = 1; i < cells.size(); ++i) {
            const bool empty = text::trim(cells[i]).empty();
            line.watts.push_back(empty ? std::nullopt : std::optional(number_in(cells[i])));
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

    double time_of(std::string_view cell) const {
        if (!dates_) return number_in(cell);
        const auto unix_ms = text::parse_rfc3339(text::trim(cell));
        if (!unix_ms)
            fail("\"" + std::string(cell.substr(0, 40)) +
                 "\" is not a time as 2026-11-20T14:02:00.500Z");
        return static_cast<double>(*unix_ms) / 1000;
    }

    double number_in(std::string_view cell) const {
        const auto value = text::to_double(text::trim(cell));
        if (!value || *value < 0)
            fail("\"" + std::string(cell.substr(0, 40)) + "\" is not a number of at least 0");
        return *value;
    }

    [[noreturn]] void fail(const std::string& why) const {
        const char* columns = time_ == TraceTime::run
                                  ? "a trace has the columns t_s,watts or t_s,watts_0,watts_1,..."
                                  : "a wall meter's record has the columns unix_s,watts or "
                                    "time,watts (several outlets: watts_0,watts_1,...)";
        throw Error(ErrorCode::invalid, csv_.filename().string() + ":" + std::to_string(number_) +
                                            ": " + why + "; " + columns);
    }

    const std::filesystem::path csv_;
    const TraceTime time_;
    std::ifstream stream_;
    std::string text_;
    std::size_t number_ = 0;
    std::size_t columns_ = 0;
    bool dates_ = false;
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
