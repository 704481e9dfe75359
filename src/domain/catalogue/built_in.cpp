#include "domain/catalogue/built_in.hpp"

#include "base/embedded.hpp"
#include "schema/read.hpp"

namespace lem::domain {
namespace {

Catalogue read_built_in() {
    Catalogue catalogue;
    for (const embedded::File& file : embedded::catalogue()) {
        auto entries = schema::from_text<CatalogueFile>(file.content);
        if (entries) catalogue.add(std::move(*entries));
    }
    return catalogue;
}

}  // namespace

const Catalogue& built_in_catalogue() {
    static const Catalogue catalogue = read_built_in();
    return catalogue;
}

FoundModel find_model(std::string_view name) {
    return built_in_catalogue().find_model(name);
}

const HardwareProfile* find_profile(std::string_view name, std::optional<double> memory_mb) {
    return built_in_catalogue().find_profile(name, memory_mb);
}

const HardwareProfile* profile_by_id(std::string_view id) {
    return built_in_catalogue().profile_by_id(id);
}

}  // namespace lem::domain
