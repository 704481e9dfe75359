#include "cli/read_result.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "client/lem_client.hpp"
#include "domain/result/request_lines.hpp"

#include <algorithm>
#include <filesystem>

namespace lem::cli {

namespace fs = std::filesystem;

ReadResult read_result(const std::string& path) {
    const client::Contents contents = client::read_result(path);
    ReadResult made{.name = path,
                    .document = domain::derive(
                        {contents.document, domain::requests_in(contents.requests_jsonl)},
                        {.received_at_ms = SystemClock().now_ms()}),
                    .requests = {}};
    if (!made.document.report.violations.empty()) {
        Violations violations;
        for (const auto& [pointer, message] : made.document.report.violations)
            violations.push_back({pointer, message});
        throw Error(ErrorCode::invalid, path + " is not a result that can be read.",
                    std::move(violations));
    }
    domain::RequestLines lines(
        [&](domain::RequestRecord request) { made.requests.push_back(std::move(request)); });
    lines.append(contents.requests_jsonl);
    lines.finish();  // its violations are in the report
    return made;
}

std::vector<std::string> results_below(const std::string& path) {
    std::error_code unreadable;
    std::vector<std::string> results;
    if (fs::is_directory(path, unreadable) && !fs::exists(fs::path(path) / "result.json")) {
        for (const auto& entry : fs::directory_iterator(path, unreadable)) {
            if (fs::exists(entry.path() / "result.json", unreadable))
                results.push_back(entry.path().string());
        }
        std::sort(results.begin(), results.end());
    }
    if (results.empty()) results.push_back(path);
    return results;
}

}  // namespace lem::cli
