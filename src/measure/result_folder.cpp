#include "measure/result_folder.hpp"

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/checks.hpp"
#include "schema/write.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace lem::measure {
namespace {

/// The log is published: the user's folders are not.
std::string without_folders(std::string log) {
    const char* home = std::getenv("HOME");
    const std::string here = std::filesystem::current_path().string();
    for (const std::string& folder : {here, std::string(home == nullptr ? "" : home)}) {
        if (folder.size() < 2) continue;
        for (std::size_t at = log.find(folder); at != std::string::npos; at = log.find(folder, at))
            log.replace(at, folder.size(), "~");
    }
    return log;
}

}  // namespace

void ResultFolder::add_request(const domain::RequestRecord& record) {
    requests_ += schema::to_text(record) + "\n";
    records_.push_back(record);
}

domain::FileReference ResultFolder::put(const std::string& name, std::string_view content) {
    const auto file = path_ / name, temporary = path_ / (name + ".part");
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    stream << content;
    stream.close();
    if (!stream)
        throw Error(ErrorCode::storage_full,
                    "Cannot write " + file.string() + "; is the disk full?");
    std::filesystem::rename(temporary, file);
    domain::FileReference reference{.name = name,
                                    .sha256 = sha256_hex(content),
                                    .size_bytes = static_cast<std::int64_t>(content.size())};
    manifest_.files.push_back(reference);
    return reference;
}

void ResultFolder::write(domain::Result& result) {
    std::filesystem::create_directories(path_);
    std::ostringstream log;
    if (std::filesystem::exists(path_ / "engine.log")) {
        log << std::ifstream(path_ / "engine.log").rdbuf();
        put("engine.log", without_folders(log.str()));
    }
    result.requests_file = put("requests.jsonl", requests_);
    if (!power_csv_.empty()) result.traces_file = put("power.csv", power_csv_);
    put("config.json", schema::to_pretty_text(result.experiment.config));
    put("environment.json", schema::to_pretty_text(result.environment));
    result.checks = domain::run_checks({result, SystemClock().now_ms(), records_});
    put("result.json", schema::to_pretty_text(result));
    put("manifest.json", schema::to_pretty_text(manifest_));
}

}  // namespace lem::measure
