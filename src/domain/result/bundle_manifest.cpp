#include "domain/result/bundle_manifest.hpp"

#include "base/hash.hpp"

#include <algorithm>

namespace lem::domain {

Violations disagreements(const Manifest& manifest,
                         const std::map<std::string, std::string>& files) {
    Violations violations;
    for (std::size_t i = 0; i < manifest.files.size(); ++i) {
        const FileReference& listed = manifest.files[i];
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
                            std::ranges::any_of(manifest.files, [&](const FileReference& file) {
                                return file.name == name;
                            });
        if (!listed) violations.push_back({"/files", "does not list " + name});
    }
    return violations;
}

}  // namespace lem::domain
