#include "client/lem_client.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/result/bundle_manifest.hpp"
#include "platform/archive/bundle.hpp"
#include "platform/http/api/problem.hpp"
#include "platform/http/client.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace lem::client {
namespace {

constexpr std::string_view bundle_media_type = "application/vnd.lem.bundle";

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ErrorCode::bad_request, "Cannot read " + path.string() + ".");
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

domain::Manifest manifest_of(const archive::Files& files, const std::filesystem::path& path) {
    const auto text = files.find("manifest.json");
    if (text == files.end())
        throw Error(ErrorCode::invalid, path.string() + " lacks manifest.json.");
    auto manifest = schema::from_text<domain::Manifest>(text->second);
    if (!manifest)
        throw Error(ErrorCode::invalid, "The manifest.json of " + path.string() + " is wrong.",
                    std::move(manifest.error()));
    return std::move(*manifest);
}

archive::Files read_folder(const std::filesystem::path& folder) {
    archive::Files files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[entry.path().filename().string()] = read_file(entry.path());
    }
    if (!files.contains("result.json") || !files.contains("manifest.json")) {
        throw Error(
            ErrorCode::bad_request,
            folder.string() + " is not a result folder: it lacks result.json or manifest.json.");
    }
    // What else lies there is not of the result: a log that was still being written, a note.
    const domain::Manifest manifest = manifest_of(files, folder);
    std::erase_if(files, [&](const auto& file) {
        return file.first != "manifest.json" &&
               std::ranges::none_of(manifest.files, [&](const domain::FileReference& listed) {
                   return listed.name == file.first;
               });
    });
    return files;
}

std::string pack(const archive::Files& files) {
    std::string name = (std::filesystem::temp_directory_path() / "lem-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0)
        throw Error(ErrorCode::unavailable, "Cannot write to the temporary folder.");
    close(descriptor);
    archive::pack(files, name);
    std::string bytes = read_file(name);
    std::filesystem::remove(name);
    return bytes;
}

ErrorCode code_of(int status) {
    switch (status) {
        case 401:
            return ErrorCode::unauthenticated;
        case 403:
            return ErrorCode::forbidden;
        case 413:
            return ErrorCode::too_large;
        case 422:
            return ErrorCode::invalid;
        default:
            return status >= 500 ? ErrorCode::unavailable : ErrorCode::bad_request;
    }
}

[[noreturn]] void refuse(const http::ClientResponse& response) {
    auto problem = schema::from_text<http::Problem>(response.body);
    if (!problem) {
        throw Error(ErrorCode::bad_request, "The server answered " +
                                                std::to_string(response.status) +
                                                " in an unknown form; is --server right?");
    }
    Violations violations;
    for (const auto& [pointer, message] : problem->errors)
        violations.push_back({pointer, message});
    throw Error(code_of(response.status),
                problem->detail + " (request " + problem->request_id + ")", std::move(violations));
}

domain::Receipt submit_once(const http::ClientRequest& request) {
    const http::ClientResponse response = http::fetch(request);
    if (response.status >= 300) refuse(response);
    auto receipt = schema::from_text<domain::Receipt>(response.body);
    if (!receipt)
        throw Error(ErrorCode::internal,
                    "The server's receipt cannot be read; is the server a newer version?");
    return std::move(*receipt);
}

}  // namespace

Package package_of(const std::filesystem::path& path) {
    Package package;
    const auto say = [&](const std::string& name, std::size_t size) {
        package.contents.push_back(name + ", " + std::to_string(size) + " bytes");
    };
    if (std::filesystem::is_directory(path)) {
        const archive::Files files = read_folder(path);
        for (const auto& [name, content] : files)
            say(name, content.size());
        package.bytes = pack(files);
        package.media_type = bundle_media_type;
        return package;
    }
    package.bytes = read_file(path);
    package.media_type = archive::is_bundle(package.bytes) ? bundle_media_type : "application/json";
    say(path.filename().string(), package.bytes.size());
    return package;
}

Contents read_result(const std::filesystem::path& path) {
    archive::Files files;
    if (std::filesystem::is_directory(path)) {
        files = read_folder(path);
    } else {
        std::string bytes = read_file(path);
        if (archive::is_bundle(bytes))
            files = archive::unpack(path);
        else
            files["result.json"] = std::move(bytes);
    }
    if (!files.contains("result.json"))
        throw Error(ErrorCode::invalid, path.string() + " lacks result.json.");
    Violations disagreements;
    if (files.size() > 1) disagreements = domain::disagreements(manifest_of(files, path), files);
    return {std::move(files["result.json"]), std::move(files["requests.jsonl"]),
            std::move(disagreements)};
}

domain::Receipt submit(const Credentials& credentials, const Package& package) {
    if (credentials.token.empty()) {
        throw Error(ErrorCode::unauthenticated,
                    "Publishing needs a token: set LEM_TOKEN or --token. The server's operator "
                    "makes one with `lem admin token create`.");
    }
    http::ClientRequest request{.method = "POST",
                                .url = credentials.server + "/api/v1/results",
                                .headers = {{"Authorization", "Bearer " + credentials.token},
                                            {"Content-Type", package.media_type}},
                                .body = package.bytes};
    request.timeout = std::chrono::minutes(5);
    constexpr int tries_max = 3;
    for (int attempt = 1;; ++attempt) {
        try {
            return submit_once(request);
        } catch (const Error& error) {
            // Repeating is safe: the same bytes are the same result.
            if (!error.retryable() || attempt == tries_max) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(500 * attempt));
    }
}

}  // namespace lem::client
