#pragma once
/// Aliases of models and devices, which an operator sets: a result submitted under an alias is
/// shown under the alias's name at once, and is derived again with what is known of it.
/// Thread-safe; calls block.

#include "base/clock.hpp"
#include "domain/catalogue/built_in.hpp"
#include "platform/sql/database.hpp"
#include "schema/record.hpp"

#include <functional>

namespace lem::names {

enum class AliasKind { model, hardware };

struct Alias {
    AliasKind kind = AliasKind::model;
    std::string alias;
    std::string name;
};

/// Every alias, in the order of kind, name and alias.
std::vector<Alias> aliases_in(sql::Database& database);

class Aliases {
public:
    /// Called in the transaction of a change, for the results that have the alias.
    using Changed =
        std::function<void(sql::Transaction&, AliasKind kind, const std::string& alias)>;

    Aliases(sql::Database& database, const Clock& clock,
            const domain::Catalogue& catalogue = domain::built_in_catalogue(), Changed changed = {})
        : database_(database), clock_(clock), catalogue_(catalogue), changed_(std::move(changed)) {}

    /// Adds the alias or changes its name. A name that the catalogue has is stored as the catalogue
    /// spells it; it may also have none. Returns the name as stored. Throws Error(bad_request) for
    /// a name that is invalid for its kind, that means several entries, or that is itself an alias.
    std::string set(const Alias& alias);
    /// False when there is no such alias.
    bool remove(AliasKind kind, const std::string& alias);
    std::vector<Alias> list() const { return aliases_in(database_); }

private:
    /// The name as the catalogue spells it.
    std::string spelled(AliasKind kind, const std::string& name) const;
    void note_change(sql::Transaction& transaction, AliasKind kind, const std::string& alias);

    sql::Database& database_;
    const Clock& clock_;
    const domain::Catalogue& catalogue_;
    const Changed changed_;
};

}  // namespace lem::names

namespace lem::schema {

template <>
struct enumeration<names::AliasKind> {
    static constexpr std::string_view name = "AliasKind";
    static constexpr std::array values{
        Enumerator{names::AliasKind::model, "model"},
        Enumerator{names::AliasKind::hardware, "hardware"},
    };
};

template <>
struct description<names::Alias> {
    using T = names::Alias;
    static constexpr auto record = schema::record(
        "Alias", "Another name of a model or device.", field("kind", &T::kind, {.doc = "Of what."}),
        field("alias", &T::alias, {.doc = "The name as submitted.", .length_max = 200}),
        field("name", &T::name, {.doc = "The name that is shown.", .length_max = 200}));
};

}  // namespace lem::schema
