#include "features/results/upload.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "schema/read.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace lem::results {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(content).str();
}

void require_manifest(const archive::Files& files) {
    const auto text = files.find("manifest.json");
    if (text == files.end()) throw Error(ErrorCode::invalid, "The bundle lacks manifest.json.");
    auto manifest = schema::from_text<domain::Manifest>(text->second);
    if (!manifest)
        throw Error(ErrorCode::invalid, "The bundle's manifest.json is wrong.",
                    std::move(manifest.error()));
    Violations violations;
    for (std::size_t i = 0; i < manifest->files.size(); ++i) {
        const domain::FileReference& listed = manifest->files[i];
        const std::string pointer = "/files/" + std::to_string(i);
        const auto file = files.find(listed.name);
        if (file == files.end()) {
            violations.push_back(
                {pointer, "names " + listed.name + ", which is not in the bundle"});
        } else if (static_cast<std::int64_t>(file->second.size()) != listed.size_bytes ||
                   sha256_hex(file->second) != listed.sha256) {
            violations.push_back(
                {pointer, listed.name + " has another size or SHA-256 than the manifest says"});
        }
    }
    for (const auto& [name, content] : files) {
        const bool listed = name == "manifest.json" ||
                            std::any_of(manifest->files.begin(), manifest->files.end(),
                                        [&](const auto& file) { return file.name == name; });
        if (!listed) violations.push_back({"/files", "does not list " + name});
    }
    if (!violations.empty())
        throw Error(ErrorCode::invalid, "The bundle and its manifest disagree.",
                    std::move(violations));
}

}  // namespace

std::string_view Upload::requests_jsonl() const {
    const auto found = files.find("requests.jsonl");
    return found == files.end() ? std::string_view{} : std::string_view(found->second);
}

Upload open_upload(const http::SpooledBody& body) {
    Upload upload;
    char magic[4] = {};
    std::ifstream(body.path(), std::ios::binary).read(magic, sizeof magic);
    if (archive::is_bundle({magic, sizeof magic})) {
        upload.media_type = bundle_media_type;
        upload.files = archive::unpack(body.path());
        require_manifest(upload.files);
        const auto document = upload.files.find("result.json");
        if (document == upload.files.end())
            throw Error(ErrorCode::invalid, "The bundle lacks result.json.");
        upload.document = document->second;
        return upload;
    }
    if (body.size_bytes > limits::result_bytes_max)
        throw Error(ErrorCode::too_large,
                    "A result document may hold at most 8 MiB; send a bundle.");
    upload.media_type = "application/json";
    upload.document = read_file(body.path());
    return upload;
}

}  // namespace lem::results
