#include "features/audit/audit.hpp"

#include "base/text.hpp"

#include <limits>

namespace lem::audit {
namespace {

constexpr sql::Query select_name{"name_of_actor", "SELECT name FROM account WHERE id = :p1"};

std::int64_t sequence_of(const std::optional<std::string>& cursor) {
    if (!cursor) return std::numeric_limits<std::int64_t>::max();
    if (const auto sequence = text::to_int(*cursor); sequence && *sequence > 0) return *sequence;
    throw Error(ErrorCode::bad_request, "The cursor does not belong to this list.",
                {{"/cursor", "is not a next_cursor of this list; start again without it"}});
}

/// An action of another version of lem has its name alone.
std::string words_of(const std::string& action) {
    for (const auto& known : schema::enumeration<domain::AuditAction>::values)
        if (known.name == action) return std::string(known.doc);
    return action;
}

}  // namespace

Page AuditLog::list(const Query& query) const {
    sql::AuditFilter filter{.actor = query.actor, .action = std::nullopt, .object = query.object};
    if (query.action) filter.action = std::string(schema::name_of(*query.action));
    return database_.read([&](sql::Reader& reader) {
        Page page;
        for (auto& entry :
             sql::audit_entries(reader, filter, sequence_of(query.cursor), query.limit + 1)) {
            if (std::ssize(page.items) == query.limit) {
                page.next_cursor = std::to_string(page.items.back().sequence);
                break;
            }
            const auto name = reader.row<std::string>(select_name, entry.actor.account);
            page.items.push_back(
                {.sequence = entry.sequence,
                 .at = text::rfc3339(entry.at_ms),
                 .actor = std::move(entry.actor.account),
                 .actor_name = name ? std::optional(std::get<0>(*name)) : std::nullopt,
                 .address = std::move(entry.actor.address),
                 .action = entry.action,
                 .action_words = words_of(entry.action),
                 .object = std::move(entry.object),
                 .details = std::move(entry.details),
                 .hash = std::move(entry.hash)});
        }
        return page;
    });
}

sql::AuditVerdict AuditLog::verify(const std::string& expected) const {
    return database_.read([&](sql::Reader& reader) { return sql::verify_audit(reader, expected); });
}

}  // namespace lem::audit
