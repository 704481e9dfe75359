#pragma once
/// Aliases of models and devices: a result submitted under an alias is shown under the alias's
/// name. Stored results are not rewritten; names are joined when rows are read. Thread-safe; calls
/// block.

#include "platform/sql/database.hpp"
#include "schema/record.hpp"

namespace lem::names {

enum class AliasKind { model, hardware };

struct Alias {
    AliasKind kind = AliasKind::model;
    std::string alias;
    std::string name;
};

class Aliases {
public:
    explicit Aliases(sql::Database& database) : database_(database) {}

    /// Adds the alias or changes its name. Throws Error(bad_request) for a name that is invalid for
    /// its kind, or that is itself an alias.
    void set(const Alias& alias);
    /// False when there is no such alias.
    bool remove(AliasKind kind, const std::string& alias);
    std::vector<Alias> list() const;

private:
    sql::Database& database_;
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
