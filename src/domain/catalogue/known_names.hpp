#pragma once
/// What the names in a result mean: the operator's aliases first, then the catalogue. A name that
/// neither has stays as it was submitted; it never becomes an entry by itself. Immutable,
/// thread-safe; does not throw.

#include "domain/catalogue/catalogue.hpp"
#include "domain/result/environment.hpp"

#include <functional>
#include <memory>

namespace lem::domain {

/// The name that is shown, by the name as submitted.
using Aliases = std::map<std::string, std::string, std::less<>>;

struct OperatorAliases {
    Aliases models;
    Aliases hardware;  // of one device, or of a whole set: "2 x NVIDIA H100 + NVIDIA L4"
};

struct ResolvedModel {
    std::string submitted;
    std::string shown;
    NameStanding standing = NameStanding::unknown;  // known too if an alias names it
    const ModelFacts* facts = nullptr;              // null: none are known
};

/// All devices of a result.
struct ResolvedHardware {
    std::string submitted;
    std::string submitted_device;  // the name of one device, if all have the same; else the set's
    std::string shown;
    int count = 1;
    NameStanding standing = NameStanding::unknown;  // the least certain of its devices
};

class KnownNames {
public:
    /// `catalogue` must outlive it.
    explicit KnownNames(const Catalogue& catalogue, OperatorAliases aliases = {})
        : catalogue_(catalogue), aliases_(std::move(aliases)) {}

    ResolvedModel model(std::string_view submitted) const;
    ResolvedHardware hardware(const Environment& environment) const;
    /// By its profile's id or, without one, by its name and memory; null if it is not known.
    const HardwareProfile* profile_of(const Device& device) const;

    const Catalogue& catalogue() const { return catalogue_; }

private:
    struct DeviceName {
        std::string shown;
        NameStanding standing = NameStanding::unknown;
    };
    DeviceName name_of(const Device& device) const;

    const Catalogue& catalogue_;
    OperatorAliases aliases_;
};

/// The names of today; they change while a server runs.
using KnownNamesSource = std::function<std::shared_ptr<const KnownNames>()>;

/// lem's own catalogue, without aliases.
const KnownNames& built_in_names();
std::shared_ptr<const KnownNames> share_built_in_names();

}  // namespace lem::domain
