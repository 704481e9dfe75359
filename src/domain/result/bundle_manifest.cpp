#include "domain/result/bundle_manifest.hpp"

#include "base/hash.hpp"

#include <set>

namespace lem::domain {

Violations disagreements(const Manifest& manifest, const FilesByName& files) {
    Violations violations;
    std::set<std::string_view> listed{"manifest.json"};
    for (std::size_t i = 0; i < manifest.files.size(); ++i) {
        const FileReference& stated = manifest.files[i];
        const std::string pointer = "/files/" + std::to_string(i);
        const auto file = files.find(stated.name);
        if (!listed.insert(stated.name).second) {
            violations.push_back({pointer, "lists " + stated.name + " a second time"});
        } else if (file == files.end()) {
            violations.push_back(
                {pointer, "names " + stated.name + ", which is not in the bundle"});
        } else if (file->second.size_bytes != stated.size_bytes ||
                   file->second.sha256 != stated.sha256) {
            violations.push_back(
                {pointer, stated.name + " differs from the manifest in size or SHA-256"});
        }
    }
    for (const auto& [name, file] : files) {
        if (!listed.contains(name)) violations.push_back({"/files", "does not list " + name});
    }
    return violations;
}

Violations disagreements(const Manifest& manifest,
                         const std::map<std::string, std::string>& files) {
    FilesByName references;
    for (const auto& [name, content] : files)
        references[name] = {name, sha256_hex(content), static_cast<std::int64_t>(content.size())};
    return disagreements(manifest, references);
}

}  // namespace lem::domain
