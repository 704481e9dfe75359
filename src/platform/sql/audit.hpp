#pragma once
/// The audit log: who did what to what, written in the transaction of what it records. Append-only
/// by triggers of the database; the hash of each entry covers the hash of the entry before it.
/// Never write secrets or texts of messages into it.

#include "platform/sql/database.hpp"
#include "schema/record.hpp"

namespace lem::sql {

/// Who acts: the id of an account and the address of its client; or one of the two below.
struct AuditActor {
    std::string account;
    std::string address = {};

    /// Whoever can read the data folder: `lem admin`.
    static AuditActor command_line() { return {"command line"}; }
    /// A caller, by the application's own type.
    template <class Principal>
    static AuditActor of(const Principal& principal) {
        return {principal.account.id, principal.address};
    }
    /// The program itself.
    static AuditActor server() { return {"server"}; }
};

/// What was done, by its name in the application.
class AuditAction {
public:
    template <schema::Enumerated Action>
    constexpr AuditAction(Action action) : name_(schema::name_of(action)) {}
    constexpr std::string_view name() const { return name_; }

private:
    std::string_view name_;
};

struct AuditEntry {
    std::int64_t at_ms = 0;
    AuditActor actor;
    AuditAction action;
    std::string object;  // an id, or what names the thing
    /// What else says what happened.
    schema::json details = schema::json::object();
};

/// Appends. Takes the lock that `Transaction::change` takes, so entries have an order on both
/// databases; they are as many as they say, without gaps.
void audit(Transaction& transaction, const AuditEntry& entry);

struct StoredAuditEntry {
    std::int64_t sequence = 0;
    std::int64_t at_ms = 0;
    AuditActor actor;
    std::string action;
    std::string object;
    std::string details;  // JSON
    std::string hash;
};

struct AuditFilter {
    std::optional<std::string> actor;  // id of an account, or one of the actors without one
    std::optional<std::string> action;
    std::optional<std::string> object;
};

/// At most `limit` entries with a sequence below `before`, newest first.
std::vector<StoredAuditEntry> audit_entries(Reader& reader, const AuditFilter& filter,
                                            std::int64_t before, int limit);

struct AuditVerdict {
    std::int64_t entries = 0;            // that are sound
    std::string head;                    // hash of the last sound one; empty if there is none
    std::optional<std::int64_t> broken;  // the sequence where the first fault is
    std::string problem;
    bool has_expected = false;  // an entry has the hash that was asked for
};

/// Reads all of it, oldest first. Entries that were removed from the end leave no trace in the
/// table: `expected`, the head of an earlier verdict, finds that out.
AuditVerdict verify_audit(Reader& reader, const std::string& expected = {});

}  // namespace lem::sql
