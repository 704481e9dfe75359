#include "features/names/aliases.hpp"

#include "domain/audit_action.hpp"
#include "domain/board/topics.hpp"
#include "platform/sql/audit.hpp"
#include "schema/read.hpp"

namespace lem::names {
namespace {

constexpr sql::Query upsert_alias{
    "set_alias",
    "INSERT INTO name_alias (kind, alias, name) VALUES (:p1, :p2, :p3) ON CONFLICT (kind, alias) "
    "DO UPDATE SET name = excluded.name"};
constexpr sql::Query delete_alias{
    "remove_alias", "DELETE FROM name_alias WHERE kind = :p1 AND alias = :p2 RETURNING alias"};
constexpr sql::Query find_alias{"find_alias",
                                "SELECT name FROM name_alias WHERE kind = :p1 AND alias = :p2"};
constexpr sql::Query find_by_name{
    "find_aliases_of_name", "SELECT alias FROM name_alias WHERE kind = :p1 AND name = :p2 LIMIT 1"};
constexpr sql::Query select_aliases{
    "list_aliases", "SELECT kind, alias, name FROM name_alias ORDER BY kind, name, alias"};

void require_name(AliasKind kind, const std::string& what, const std::string& name) {
    const auto format =
        kind == AliasKind::model ? schema::TextFormat::identifier : schema::TextFormat::name;
    const schema::FieldOptions limits{.length_max = 200, .format = format, .filled = true};
    if (const auto problem = schema::text_problem(name, limits))
        throw Error(ErrorCode::bad_request, "The " + what + " \"" + name + "\" " + *problem + ".");
}

}  // namespace

std::string Aliases::spelled(AliasKind kind, const std::string& name) const {
    const bool is_model = kind == AliasKind::model;
    const domain::FoundModel model = is_model ? catalogue_.find_model(name) : domain::FoundModel();
    const domain::FoundHardware device =
        is_model ? domain::FoundHardware() : catalogue_.find_hardware(name);
    if (model.names != nullptr) return model.names->name;
    if (device.profile != nullptr) return device.profile->name;
    if ((is_model ? model.standing : device.standing) != domain::NameStanding::ambiguous)
        return name;
    std::string entries;
    for (const std::string& entry :
         is_model ? catalogue_.similar_models(name, 5) : catalogue_.similar_hardware(name, 5))
        entries += (entries.empty() ? "" : ", ") + entry;
    throw Error(
        ErrorCode::bad_request,
        name + " means several entries of the catalogue. Name one of them: " + entries + ".");
}

std::string Aliases::set(const Alias& alias) {
    require_name(alias.kind, "alias", alias.alias);
    require_name(alias.kind, "name", alias.name);
    const std::string name = spelled(alias.kind, alias.name);
    if (alias.alias == name)
        throw Error(ErrorCode::bad_request, "The alias and the name are the same.");
    const std::string_view kind = schema::name_of(alias.kind);
    database_.write([&](sql::Transaction& transaction) {
        // One step from alias to name: chains would have to be followed, and could be cyclic.
        if (const auto further = transaction.row<std::string>(find_alias, kind, name))
            throw Error(ErrorCode::bad_request,
                        name + " is itself an alias, of " + std::get<0>(*further) + ".");
        if (const auto other = transaction.row<std::string>(find_by_name, kind, alias.alias))
            throw Error(ErrorCode::bad_request, alias.alias + " is the name that the alias " +
                                                    std::get<0>(*other) +
                                                    " is shown by; change that alias first.");
        transaction.execute(upsert_alias, kind, alias.alias, name);
        note_change(transaction, alias.kind, alias.alias);
        sql::audit(transaction, {clock_.now_ms(),
                                 sql::AuditActor::command_line(),
                                 domain::AuditAction::alias_set,
                                 alias.alias,
                                 {{"kind", kind}, {"name", name}}});
    });
    return name;
}

/// Results with this name mean something else from now on.
void Aliases::note_change(sql::Transaction& transaction, AliasKind kind, const std::string& alias) {
    transaction.change(kind == AliasKind::model ? domain::topics::models : domain::topics::hardware,
                       alias);
    if (changed_) changed_(transaction, kind, alias);
}

bool Aliases::remove(AliasKind kind, const std::string& alias) {
    return database_.write([&](sql::Transaction& transaction) {
        if (!transaction.row<std::string>(delete_alias, schema::name_of(kind), alias)) return false;
        note_change(transaction, kind, alias);
        sql::audit(transaction, {clock_.now_ms(),
                                 sql::AuditActor::command_line(),
                                 domain::AuditAction::alias_removed,
                                 alias,
                                 {{"kind", schema::name_of(kind)}}});
        return true;
    });
}

std::vector<Alias> aliases_in(sql::Database& database) {
    return database.read([](sql::Reader& reader) {
        std::vector<Alias> aliases;
        for (auto& [kind, alias, name] :
             reader.rows<std::string, std::string, std::string>(select_aliases)) {
            if (const auto known = schema::value_of<AliasKind>(kind))
                aliases.push_back({*known, std::move(alias), std::move(name)});
        }
        return aliases;
    });
}

}  // namespace lem::names
