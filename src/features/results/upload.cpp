#include "features/results/upload.hpp"

#include "base/limits.hpp"
#include "domain/result/bundle_manifest.hpp"
#include "schema/read.hpp"

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
    Violations violations = domain::disagreements(*manifest, files);
    if (!violations.empty())
        throw Error(ErrorCode::invalid, "The bundle and its manifest disagree.",
                    std::move(violations));
}

}  // namespace

std::string_view Upload::requests_jsonl() const {
    const auto found = files.find("requests.jsonl");
    return found == files.end() ? std::string_view{} : std::string_view(found->second);
}

Upload open_upload(const blob::StagedFile& file) {
    Upload upload;
    if (archive::is_bundle(file.first_bytes)) {
        upload.media_type = bundle_media_type;
        upload.files = archive::unpack(file.path());
        require_manifest(upload.files);
        const auto document = upload.files.find("result.json");
        if (document == upload.files.end())
            throw Error(ErrorCode::invalid, "The bundle lacks result.json.");
        upload.document = document->second;
        return upload;
    }
    if (file.size_bytes > limits::result_bytes_max)
        throw Error(ErrorCode::too_large,
                    "A result document may hold at most 8 MiB; send a bundle.");
    upload.media_type = "application/json";
    upload.document = read_file(file.path());
    return upload;
}

}  // namespace lem::results
