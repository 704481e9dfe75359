#include "platform/sql/audit.hpp"

#include "base/hash.hpp"

namespace lem::sql {
namespace {

// Nobody follows it; the change is for its lock.
constexpr std::string_view topic = "audit";

constexpr Query select_last{
    "last_audit_entry", "SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1"};
constexpr Query insert_entry{
    "append_audit_entry",
    "INSERT INTO audit_entry (sequence, at_ms, actor, address, action, object, details, hash) "
    "VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8)"};
constexpr Query select_page{
    "list_audit_entries",
    "SELECT sequence, at_ms, actor, address, action, object, details, hash FROM audit_entry WHERE "
    "sequence < :p1 AND (:p2 = '' OR actor = :p2) AND (:p3 = '' OR action = :p3) AND (:p4 = '' OR "
    "object = :p4) ORDER BY sequence DESC LIMIT :p5"};
constexpr Query select_all{
    "read_audit_log",
    "SELECT sequence, at_ms, actor, address, action, object, details, hash FROM audit_entry ORDER "
    "BY sequence"};

/// Over RFC 8785's form of the entry: its members in the order of their names, and only texts and
/// small integers in them.
std::string hash_of(const StoredAuditEntry& entry, const std::string& previous) {
    const schema::json canonical{{"action", entry.action},         {"actor", entry.actor.account},
                                 {"address", entry.actor.address}, {"at_ms", entry.at_ms},
                                 {"details", entry.details},       {"object", entry.object},
                                 {"previous", previous},           {"sequence", entry.sequence}};
    // A damaged text is no UTF-8; it must give another hash, not an exception.
    return sha256_hex(canonical.dump(-1, ' ', false, schema::json::error_handler_t::replace));
}

StoredAuditEntry entry_of(const Row& row) {
    return {.sequence = from_value<std::int64_t>(row[0]),
            .at_ms = from_value<std::int64_t>(row[1]),
            .actor = {from_value<std::string>(row[2]), from_value<std::string>(row[3])},
            .action = from_value<std::string>(row[4]),
            .object = from_value<std::string>(row[5]),
            .details = from_value<std::string>(row[6]),
            .hash = from_value<std::string>(row[7])};
}

}  // namespace

void audit(Transaction& transaction, const AuditEntry& entry) {
    transaction.change(topic, entry.object);
    const auto last = transaction.row<std::int64_t, std::string>(select_last);
    StoredAuditEntry stored{.sequence = last ? std::get<0>(*last) + 1 : 1,
                            .at_ms = entry.at_ms,
                            .actor = entry.actor,
                            .action = std::string(entry.action.name()),
                            .object = entry.object,
                            .details = entry.details.dump()};
    stored.hash = hash_of(stored, last ? std::get<1>(*last) : std::string());
    transaction.execute(insert_entry, stored.sequence, stored.at_ms, stored.actor.account,
                        stored.actor.address, stored.action, stored.object, stored.details,
                        stored.hash);
}

std::vector<StoredAuditEntry> audit_entries(Reader& reader, const AuditFilter& filter,
                                            std::int64_t before, int limit) {
    std::vector<StoredAuditEntry> entries;
    reader.for_each(select_page,
                    {to_value(before), to_value(filter.actor.value_or("")),
                     to_value(filter.action.value_or("")), to_value(filter.object.value_or("")),
                     to_value(limit)},
                    [&](const Row& row) { entries.push_back(entry_of(row)); });
    return entries;
}

AuditVerdict verify_audit(Reader& reader, const std::string& expected) {
    AuditVerdict verdict;
    reader.for_each(select_all, {}, [&](const Row& row) {
        if (verdict.broken) return;
        const StoredAuditEntry entry = entry_of(row);
        if (entry.sequence != verdict.entries + 1) {
            verdict.broken = verdict.entries + 1;
            verdict.problem = "it is missing";
        } else if (hash_of(entry, verdict.head) != entry.hash) {
            verdict.broken = entry.sequence;
            verdict.problem = "its content does not have its hash";
        } else {
            verdict.entries = entry.sequence;
            verdict.head = entry.hash;
            if (entry.hash == expected) verdict.has_expected = true;
        }
    });
    return verdict;
}

}  // namespace lem::sql
