#pragma once
/// Devices and models that are known, found by any of their names. Built from files that all have
/// the form of CatalogueFile: lem's own and then the operator's, whose entries replace those with
/// the same id or model name. Reading is thread-safe; does not throw. Pointers to entries are valid
/// until the next `add`.

#include "base/violation.hpp"
#include "domain/catalogue/model_facts.hpp"

#include <map>

namespace lem::domain {

struct CatalogueFile {
    std::vector<HardwareProfile> hardware;
    std::vector<ModelFacts> models;
};

/// What a name says: one entry; several, among which nothing decides; or none.
enum class NameStanding { known, ambiguous, unknown };

struct FoundHardware {
    NameStanding standing = NameStanding::unknown;
    const HardwareProfile* profile = nullptr;  // null unless it is known
};

struct FoundModel {
    NameStanding standing = NameStanding::unknown;
    const ModelFacts* facts = nullptr;  // null unless it is known, as the next
    const ModelNames* names = nullptr;
};

class Catalogue {
public:
    /// Adds entries, or returns why not, by JSON pointers into `more`: names that other entries
    /// have, models without a name. After a violation the catalogue is not to be used.
    Violations add(CatalogueFile more);

    /// Looks a name up in any spelling (name_key.hpp). Never finds a part of a device, one of
    /// another vendor than the name states, or one whose memory differs from `memory_mb`.
    FoundHardware find_hardware(std::string_view name,
                                std::optional<double> memory_mb = std::nullopt) const;
    /// The same, or null.
    const HardwareProfile* find_profile(std::string_view name,
                                        std::optional<double> memory_mb = std::nullopt) const;
    const HardwareProfile* profile_by_id(std::string_view id) const;
    FoundModel find_model(std::string_view name) const;

    /// Names of the entries whose names look most like this one, the most similar first; those of
    /// an ambiguous name come before others.
    std::vector<std::string> similar_hardware(std::string_view name, std::size_t count) const;
    std::vector<std::string> similar_models(std::string_view name, std::size_t count) const;

    const std::vector<HardwareProfile>& hardware() const { return hardware_; }
    const std::vector<ModelFacts>& models() const { return models_; }

private:
    /// The entry that a key belongs to, and which of its models.
    struct Claim {
        std::size_t entry = 0;
        std::size_t model = 0;
        bool shared = false;
    };
    using Index = std::map<std::string, std::vector<Claim>, std::less<>>;

    void leave_out_replaced(const CatalogueFile& more);
    void index_hardware(std::size_t entry, const std::string& pointer, Violations& found);
    void index_model(std::size_t entry, const std::string& pointer, Violations& found);
    void claim(Index& index, const std::string& key, Claim claim, const std::string& pointer,
               Violations& found) const;
    std::string name_of(const Index& index, const Claim& claim) const;
    std::vector<std::string> similar(const Index& index, const std::string& key,
                                     std::size_t count) const;

    std::vector<HardwareProfile> hardware_;
    std::vector<ModelFacts> models_;
    Index hardware_index_, model_index_;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::NameStanding> {
    static constexpr std::string_view name = "NameStanding";
    static constexpr std::array values{
        Enumerator{domain::NameStanding::known, "known", "the catalogue has it"},
        Enumerator{domain::NameStanding::ambiguous, "ambiguous",
                   "several entries of the catalogue have this name, and nothing decides"},
        Enumerator{domain::NameStanding::unknown, "unknown", "the catalogue does not have it"},
    };
};

template <>
struct description<domain::CatalogueFile> {
    using T = domain::CatalogueFile;
    static constexpr auto record = schema::record(
        "Catalogue", "Known devices and models.",
        field("hardware", &T::hardware, {.doc = "Devices.", .items_max = 5'000, .defaulted = true}),
        field("models", &T::models, {.doc = "Models.", .items_max = 5'000, .defaulted = true}));
};

}  // namespace lem::schema
