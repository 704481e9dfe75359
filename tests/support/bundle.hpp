#pragma once
/// Bundles for tests: files with the manifest that names them.

#include "base/hash.hpp"
#include "domain/result/result.hpp"
#include "domain/result/result_wire.hpp"
#include "platform/archive/bundle.hpp"

#include <fstream>
#include <sstream>

namespace lem::test {

/// The bytes of the bundle as one file, packed through a file in `folder`.
inline std::string bundle_of(archive::Files files, const std::string& folder) {
    domain::Manifest manifest;
    for (const auto& [name, content] : files)
        manifest.files.push_back(
            {name, sha256_hex(content), static_cast<std::int64_t>(content.size())});
    files["manifest.json"] = schema::to_text(manifest);
    const std::string path = folder + "/packed.lem";
    archive::pack(files, path);
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(bytes).str();
}

}  // namespace lem::test
