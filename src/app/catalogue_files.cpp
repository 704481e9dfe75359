#include "app/catalogue_files.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "domain/catalogue/built_in.hpp"
#include "platform/yaml/yaml.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <filesystem>

namespace lem::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 100;

Error wrong(const std::vector<std::string>& lines) {
    Violations violations;
    for (const std::string& line : lines)
        violations.push_back({"", line});
    return Error(ErrorCode::invalid, "The catalogue cannot be used as it is written.",
                 std::move(violations));
}

std::vector<fs::path> files_of(const std::string& folder) {
    std::error_code failure;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
        const std::string ending = entry.path().extension().string();
        if (ending == ".json" || ending == ".yaml" || ending == ".yml")
            files.push_back(entry.path());
    }
    if (failure)
        throw Error(ErrorCode::bad_request, "--catalogue: " + folder +
                                                " is not a folder that can be read (" +
                                                failure.message() + ").");
    if (files.size() > files_max)
        throw Error(ErrorCode::bad_request, "--catalogue: " + folder + " holds more than " +
                                                std::to_string(files_max) + " files.");
    std::ranges::sort(files);
    return files;
}

void add_file(domain::Catalogue& catalogue, const fs::path& file) {
    const auto document = yaml::parse(file::read(file, limits::config_bytes_max));
    if (!document) throw wrong({file.string() + ": " + document.error().at(0).message});
    auto entries = schema::from_json<domain::CatalogueFile>(document->value);
    if (!entries) throw wrong(yaml::describe(entries.error(), *document, file.string()));
    const Violations found = catalogue.add(std::move(*entries));
    if (!found.empty()) throw wrong(yaml::describe(found, *document, file.string()));
}

}  // namespace

domain::Catalogue read_catalogue(const std::optional<std::string>& folder) {
    domain::Catalogue catalogue = domain::built_in_catalogue();
    if (!folder) return catalogue;
    for (const fs::path& file : files_of(*folder))
        add_file(catalogue, file);
    return catalogue;
}

std::string fingerprint_of(const domain::Catalogue& catalogue) {
    return sha256_hex(schema::to_text(catalogue.hardware()) + schema::to_text(catalogue.models()));
}

}  // namespace lem::app
