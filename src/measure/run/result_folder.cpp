#include "measure/run/result_folder.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/checks/checks.hpp"
#include "domain/checks/trace_lines.hpp"
#include "domain/result/result_wire.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace lem::measure {
namespace {

bool ends_path(char c) {
    return c <= ' ' || c == '\'' || c == '"' || c == '`' || c == ',' || c == ')' || c == ']';
}

/// Shortens absolute paths below a private folder to the last name.
void shorten_paths(std::string& log, const std::string& folder) {
    if (folder.size() < 2) return;
    for (std::size_t at = log.find(folder); at != std::string::npos;
         at = log.find(folder, at + 1)) {
        std::size_t end = at;
        while (end < log.size() && !ends_path(log[end]))
            ++end;
        const std::string path = log.substr(at, end - at);
        log.replace(at, path.size(), "~/" + path.substr(path.rfind('/') + 1));
    }
}

/// The value after "api_key", "token" and the like.
void hide_secrets(std::string& log) {
    static const std::regex secret(
        R"re(((api[-_]?key|token|secret|password|bearer)["']?\s*[=: ]\s*["']?)([A-Za-z0-9_\-.]{16,}))re",
        std::regex::icase | std::regex::optimize);
    std::string out;
    out.reserve(log.size());
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);)
        out += (line.size() < 4096 ? std::regex_replace(line, secret, "$1***") : line) + "\n";
    log = std::move(out);
}

/// The log is published without the user's folders and keys.
std::string redacted(std::string log, const std::vector<std::string>& private_folders) {
    for (const std::string& folder : private_folders)
        shorten_paths(log, folder);
    hide_secrets(log);
    return log;
}

}  // namespace

std::optional<std::string> ResultFolder::add_requests(std::span<const Exchange> exchanges) {
    const std::size_t omitted = requests_.omitted_cycles().size();
    for (const Exchange& exchange : exchanges)
        requests_.add(exchange.record);
    if (requests_.omitted_cycles().size() == omitted) return std::nullopt;
    return "requests.jsonl is full (at most a million requests and 200 MB): it does not have the "
           "requests of this phase, which still count in the result.";
}

ResultFolder::Content ResultFolder::requests() const {
    return [this](const auto& write) { requests_.for_each_piece(write); };
}

domain::FileReference ResultFolder::reference_of(const std::string& name, const Content& content) {
    Sha256 hash;
    std::int64_t size = 0;
    content([&](std::string_view piece) {
        hash.update(piece);
        size += std::ssize(piece);
    });
    return {.name = name, .sha256 = hash.finish_hex(), .size_bytes = size};
}

void ResultFolder::put(const std::string& name, const std::string& content) {
    put(name, [&](const auto& write) { write(content); });
}

void ResultFolder::put(const std::string& name, const Content& content) {
    const auto file = path_ / name, temporary = path_ / (name + ".part");
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    content([&](std::string_view piece) { stream << piece; });
    stream.close();
    if (!stream) {
        std::error_code ignored;  // the disk has failed already
        std::filesystem::remove(temporary, ignored);
        const bool safe = std::filesystem::exists(path_ / "result.json", ignored);
        throw Error(
            ErrorCode::storage_full,
            "Cannot write " + file.string() + "; is the disk full?" +
                (safe ? " The result itself is safe in " + (path_ / "result.json").string() +
                            " and can be submitted without the other files."
                      : ""));
    }
    std::filesystem::rename(temporary, file);
    manifest_.files.push_back(reference_of(name, content));
}

ResultFolder::~ResultFolder() {
    release();
    std::error_code ignored;
    if (!made_) return;
    const auto log = path_ / "engine.log";
    if (std::filesystem::file_size(log, ignored) == 0) std::filesystem::remove(log, ignored);
    std::filesystem::remove(path_, ignored);  // succeeds only when empty
}

void ResultFolder::release() {
    if (reserve_ >= 0) close(reserve_);
    reserve_ = -1;
}

void ResultFolder::prepare() {
    constexpr std::size_t needed_bytes = 16 * limits::mib;
    made_ = std::filesystem::create_directories(path_);
    const auto name = path_ / "reserve.part";
    reserve_ = open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (reserve_ < 0)
        throw std::filesystem::filesystem_error("cannot write", path_,
                                                {errno, std::generic_category()});
    std::filesystem::remove(name);
    const int failure = posix_fallocate(reserve_, 0, needed_bytes);
    if (failure != ENOSPC && failure != EDQUOT)
        return;  // some file systems cannot reserve but can write
    throw Error(ErrorCode::storage_full, "The disk of " + path_.string() + " has no " +
                                             std::to_string(needed_bytes / limits::mib) +
                                             " MiB free, which a result may need. The run was not "
                                             "started. Free some space, or choose "
                                             "another folder with -o.");
}

void ResultFolder::put_result(domain::Result& result) {
    manifest_ = {};
    std::filesystem::create_directories(path_);
    std::filesystem::remove(path_ / "manifest.json");  // of the files that are replaced now
    result.requests_file = reference_of("requests.jsonl", requests());
    if (!power_csv_.empty())
        result.traces_file =
            reference_of("power.csv", [this](const auto& write) { write(power_csv_); });
    const std::vector<domain::RequestRecord> records = requests_.records();
    const domain::RequestTotals totals = domain::totals_of(result, records);
    // Dates are by the run's clock, even if the wall clock was set meanwhile.
    const auto now_ms = text::parse_rfc3339(result.experiment.ended_at.value());
    domain::TraceTotals trace(result);
    domain::TraceLines trace_lines(trace);
    trace_lines.append(power_csv_);
    trace_lines.finish();
    result.checks = domain::run_checks({.result = result,
                                        .received_at_ms = now_ms.value_or(0),
                                        .requests = &totals,
                                        .trace = &trace});
    // The irreplaceable files come first.
    put("result.json", schema::to_pretty_text(result));
    put("requests.jsonl", requests());
    if (!power_csv_.empty()) put("power.csv", power_csv_);
    put("config.json", schema::to_pretty_text(*result.experiment.config));
    put("environment.json", schema::to_pretty_text(result.environment));
}

void ResultFolder::write_so_far(domain::Result& result) {
    put_result(result);
    put("manifest.json", schema::to_pretty_text(manifest_));
}

void ResultFolder::write(domain::Result& result) {
    release();
    put_result(result);
    if (std::filesystem::exists(path_ / "engine.log")) {
        std::ostringstream log;
        log << std::ifstream(path_ / "engine.log").rdbuf();
        put("engine.log", redacted(log.str(), private_folders_));
    }
    put("manifest.json", schema::to_pretty_text(manifest_));
}

void ResultFolder::write_requests() {
    if (requests_.empty()) return;
    release();
    put("requests.jsonl", requests());
}

}  // namespace lem::measure
