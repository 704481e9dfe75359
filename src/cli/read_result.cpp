#include "cli/read_result.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "client/stored_result.hpp"
#include "domain/result/request_lines.hpp"

#include <algorithm>
#include <filesystem>

namespace lem::cli {

namespace fs = std::filesystem;

ReadResult read_result(const std::string& path) {
    client::StoredResult stored = client::open_result(path);
    ReadResult made{.name = path,
                    .document = domain::derive({stored.document, stored.requests, stored.trace},
                                               {.received_at_ms = SystemClock().now_ms()}),
                    .requests = std::move(stored.requests)};
    if (!made.document.report.violations.empty()) {
        Violations violations;
        for (const auto& [pointer, message] : made.document.report.violations)
            violations.push_back({pointer, message});
        throw Error(ErrorCode::invalid, path + " is not a valid result.", std::move(violations));
    }
    return made;
}

domain::RequestDigest digest_of_requests(const ReadResult& result) {
    domain::RequestDigest digest;
    domain::RequestLines lines([&](const domain::RequestRecord& request) {
        domain::add(digest, request, result.document.result);
    });
    result.requests([&](std::string_view piece) { return lines.append(piece); });
    lines.finish();  // its violations are in the report
    return digest;
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
