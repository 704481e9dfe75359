#include "features/results/results.hpp"
#include "features/results/stored_document.hpp"

namespace lem::results {

Results::Download Results::located(const std::string& sha256, std::string media_type,
                                   std::int64_t size_bytes) const {
    auto path = blobs_.locate(sha256);
    if (!path) throw lost(sha256);
    return {.content = std::move(*path),
            .sha256 = sha256,
            .media_type = std::move(media_type),
            .size_bytes = size_bytes};
}

Results::Download Results::original(const std::string& id) const {
    const Submission result = submission(id);
    if (auto document = document_in_database(database_, result))
        return {.content = std::move(*document),
                .sha256 = result.sha256,
                .media_type = result.media_type,
                .size_bytes = result.size_bytes};
    return located(result.sha256, result.media_type, result.size_bytes);
}

std::string Results::document(const std::string& id) const {
    const Download found = file(id, "result.json");
    if (const auto* bytes = std::get_if<std::string>(&found.content)) return *bytes;
    std::ifstream stream(std::get<std::filesystem::path>(found.content), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (bytes.empty()) throw lost(found.sha256);
    return bytes;
}

Results::Download Results::file(const std::string& id, const std::string& name) const {
    const Submission result = submission(id);
    for (const domain::FileReference& file : result.files) {
        const bool json = name.ends_with(".json");
        const std::string type = json ? "application/json" : "text/plain; charset=utf-8";
        if (file.name == name) return located(file.sha256, type, file.size_bytes);
    }
    if (name == "result.json" && result.files.empty()) return original(id);
    throw Error(ErrorCode::not_found, "Result " + id + " has no file " + name.substr(0, 100) + ".");
}

}  // namespace lem::results
