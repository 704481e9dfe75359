#include "measure/run/study_run.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/result/result_wire.hpp"
#include "platform/process/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace lem::measure {

/// A line of study.jsonl. The first line of a file has the design alone.
struct JournalLine {
    std::optional<std::string> design_sha256;
    std::optional<std::string> point_sha256;
    std::optional<int> repeat;
    std::optional<std::string> folder;
};

}  // namespace lem::measure

namespace lem::schema {

template <>
struct description<measure::JournalLine> {
    using T = measure::JournalLine;
    static constexpr auto record = schema::record(
        "JournalLine", "A finished turn of a study, or the design of the study.",
        field("design_sha256", &T::design_sha256,
              {.doc = "SHA-256 of the points and repeats.",
               .format = TextFormat::sha256,
               .omit_null = true}),
        field("point_sha256", &T::point_sha256,
              {.doc = "SHA-256 of the point.", .format = TextFormat::sha256, .omit_null = true}),
        field("repeat", &T::repeat,
              {.doc = "Number of the repeat, from 1.", .minimum = 1, .omit_null = true}),
        field("folder", &T::folder,
              {.doc = "Folder of its result.", .length_max = 200, .omit_null = true}));
};

}  // namespace lem::schema

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

/// Two concurrent runs of one study would disturb each other.
process::FileLock::Messages lock_messages(const fs::path& folder) {
    return {.unwritable = "Cannot write " + (folder / "study.jsonl").string() + ".",
            .held = folder.string() +
                    " is in use by another lem that runs this study. Wait until it ends, or choose "
                    "another folder with -o."};
}

fs::path journal_in(const fs::path& folder) {
    fs::create_directories(folder);
    return folder / "study.jsonl";
}

/// Finished turns, each on disk before it counts.
class Journal {
public:
    Journal(const fs::path& folder, const std::string& design_sha256)
        : file_(journal_in(folder)), lock_(file_.string(), lock_messages(folder), 0644) {
        const std::size_t whole = read(design_sha256);
        fs::resize_file(file_, whole);  // removes a line that a crash left half written
        if (whole == 0) append({.design_sha256 = design_sha256});
    }

    bool finished(const std::string& point_sha256, int repeat) const {
        return finished_.contains({point_sha256, repeat});
    }
    void finish(const std::string& point_sha256, int repeat, const std::string& folder) {
        append({.point_sha256 = point_sha256, .repeat = repeat, .folder = folder});
        finished_.insert({point_sha256, repeat});
    }

private:
    /// The size of its complete lines.
    std::size_t read(const std::string& design_sha256) {
        std::ostringstream text;
        text << std::ifstream(file_, std::ios::binary).rdbuf();
        const std::string all = text.str();
        const std::size_t whole = all.rfind('\n') == std::string::npos ? 0 : all.rfind('\n') + 1;
        int number = 0;
        for (const std::string_view content :
             text::split(std::string_view(all).substr(0, whole), '\n')) {
            if (content.empty()) continue;
            ++number;
            const auto line = schema::from_text<JournalLine>(content);
            if (!line)
                throw Error(ErrorCode::invalid, file_.string() + ":" + std::to_string(number) +
                                                    ": " + line.error()[0].message +
                                                    "; choose another folder with -o.");
            if (line->design_sha256 && *line->design_sha256 != design_sha256)
                throw Error(
                    ErrorCode::conflict,
                    file_.parent_path().string() +
                        " contains a study with other points; choose another folder with -o.");
            if (line->point_sha256 && line->repeat)
                finished_.insert({*line->point_sha256, *line->repeat});
        }
        return whole;
    }

    void append(const JournalLine& line) const {
        const std::string text = schema::to_text(line) + "\n";
        const int descriptor = open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        const bool written =
            descriptor >= 0 &&
            write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
            fdatasync(descriptor) == 0;
        if (descriptor >= 0) close(descriptor);
        if (!written) throw Error(ErrorCode::storage_full, "Cannot write " + file_.string() + ".");
    }

    fs::path file_;
    process::FileLock lock_;
    std::set<std::pair<std::string, int>> finished_;
};

/// Hashes of the points; equal for points that describe the same work.
std::vector<std::string> point_hashes(const std::vector<domain::StudyPoint>& points) {
    std::vector<std::string> hashes;
    for (const domain::StudyPoint& point : points)
        hashes.push_back(sha256_hex(domain::work_of(point.experiment)));
    return hashes;
}

std::string design_of(int repeats, const std::vector<std::string>& point_hashes) {
    std::string text = std::to_string(repeats);
    for (const std::string& hash : point_hashes)
        text += "\n" + hash;
    return sha256_hex(text);
}

std::string folder_name(const domain::StudyPoint& point, const domain::Turn& turn, int repeats) {
    constexpr std::size_t length_max = 60;
    return fmt::format("{:03}-{}{}", turn.point + 1, text::slug(point.label, length_max),
                       repeats > 1 ? fmt::format("-r{}", turn.repeat) : "");
}

/// Keeps an unfinished folder under another name.
void move_aside(const fs::path& folder) {
    for (int i = 1; fs::exists(folder); ++i) {
        const fs::path aside = folder.string() + ".interrupted-" + std::to_string(i);
        if (!fs::exists(aside)) fs::rename(folder, aside);
    }
}

domain::Result read_result(const fs::path& folder) {
    std::ostringstream text;
    text << std::ifstream(folder / "result.json", std::ios::binary).rdbuf();
    auto result = schema::from_text<domain::Result>(text.str());
    if (!result)
        throw Error(ErrorCode::invalid,
                    (folder / "result.json").string() +
                        " is finished according to the study's journal, but cannot be read: " +
                        result.error()[0].message +
                        ". Restore it, or remove its line from study.jsonl to measure the point "
                        "again.");
    return std::move(*result);
}

}  // namespace

StudyOutcome run_study(const StudyOptions& options) {
    const std::vector<std::string> hashes = point_hashes(options.points);
    Journal journal(options.output_folder, design_of(options.study.repeats, hashes));
    StudyOutcome outcome;
    const std::int64_t started_ns = monotonic_ns();
    const auto order = domain::turns(options.points.size(), options.study.repeats,
                                     options.study.order, options.study.seed);
    std::set<std::string> shown;
    // Notes that are the same for every point, such as missing energy sources, are shown once.
    const auto once_each = [&](const Progress& progress) {
        if (progress.stage != Stage::note || shown.insert(progress.message.value_or("")).second)
            options.on_progress(progress);
    };
    int failures_in_a_row = 0;
    bool measured = false;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const domain::Turn& turn = order[i];
        const domain::StudyPoint& point = options.points[turn.point];
        const std::string& sha256 = hashes[turn.point];
        const std::string name = folder_name(point, turn, options.study.repeats);
        PointOutcome now{.label = point.label,
                         .repeat = turn.repeat,
                         .folder = options.output_folder / name,
                         .finished_before = journal.finished(sha256, turn.repeat)};
        if (now.finished_before) {
            now.result = read_result(now.folder);
            outcome.turns.push_back(std::move(now));
            continue;
        }
        const double elapsed_s = static_cast<double>(monotonic_ns() - started_ns) / 1e9;
        if (options.stop)
            outcome.ended_early = "stopped by the user";
        else if (elapsed_s > options.study.wall_clock_limit_s.value_or(INFINITY))
            outcome.ended_early = "the time limit was reached (wall_clock_limit_s)";
        else if (failures_in_a_row >= options.study.failures_in_a_row_max)
            outcome.ended_early = std::to_string(failures_in_a_row) +
                                  " points failed in a row (failures_in_a_row_max)";
        if (outcome.ended_early) break;
        const std::int64_t gap_end_ns =
            monotonic_ns() + static_cast<std::int64_t>(options.study.gap_s * 1e9);
        while (measured && monotonic_ns() < gap_end_ns && !options.stop)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        options.on_turn(turn, i + 1, order.size());
        move_aside(now.folder);
        measured = true;
        try {
            now.result = run_experiment({.config = point.experiment,
                                         .config_folder = options.config_folder,
                                         .output_folder = now.folder,
                                         .on_progress = once_each,
                                         .stop = options.stop,
                                         .wall_clock = options.wall_clock,
                                         .random = options.random,
                                         .variables = options.variables});
            if (!now.result->experiment.complete)
                now.failure = now.result->experiment.incomplete_reason.value_or("incomplete");
        } catch (const Error& error) {
            now.failure = error.message();
        }
        if (now.failure) {
            ++failures_in_a_row;
        } else {
            failures_in_a_row = 0;
            journal.finish(sha256, turn.repeat, name);
        }
        outcome.turns.push_back(std::move(now));
    }
    return outcome;
}

}  // namespace lem::measure
