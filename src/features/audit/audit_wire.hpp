#pragma once
/// The audit log as /api/v1/admin/audit and `lem admin audit` show it.

#include "domain/audit_action.hpp"

#include <optional>

namespace lem::audit {

struct Entry {
    std::int64_t sequence = 0;
    std::string at;
    std::string actor;
    std::optional<std::string> actor_name;
    std::string address;
    std::string action;
    std::string action_words;
    std::string object;
    std::string details;
    std::string hash;
};

struct Page {
    std::vector<Entry> items;
    std::optional<std::string> next_cursor;
};

struct Query {
    int limit = 50;
    std::optional<std::string> cursor;
    std::optional<std::string> actor;
    std::optional<domain::AuditAction> action;
    std::optional<std::string> object;
};

}  // namespace lem::audit

namespace lem::schema {

template <>
struct description<audit::Entry> {
    using T = audit::Entry;
    static constexpr auto record = schema::record(
        "AuditEntry", "Who did what, and when.",
        field("sequence", &T::sequence, {.doc = "Counts from 1 without gaps."}),
        field("at", &T::at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("actor", &T::actor,
              {.doc = "Id of the account that did it; \"command line\" for lem admin, \"server\" "
                      "for the program itself."}),
        field("actor_name", &T::actor_name,
              {.doc = "The account's name today; null when there is no such account."}),
        field("address", &T::address, {.doc = "Of its client; empty when there was none."}),
        field("action", &T::action, {.doc = "What was done."}),
        field("action_words", &T::action_words, {.doc = "The same in words."}),
        field("object", &T::object, {.doc = "To what: an id, or a name."}),
        field("details", &T::details, {.doc = "What else says what happened; JSON."}),
        field("hash", &T::hash,
              {.doc = "SHA-256 of the entry and of the hash of the entry before it."}));
};

template <>
struct description<audit::Page> {
    using T = audit::Page;
    static constexpr auto record =
        schema::record("AuditPage", "Entries of the audit log, newest first.",
                       field("items", &T::items, {.doc = "The entries."}),
                       field("next_cursor", &T::next_cursor, {.doc = "null on the last page."}));
};

template <>
struct description<audit::Query> {
    using T = audit::Query;
    static constexpr auto record = schema::record(
        "AuditQuery", "Which entries.",
        field("limit", &T::limit,
              {.doc = "Items per page.", .minimum = 1, .maximum = 200, .defaulted = true}),
        field("cursor", &T::cursor, {.doc = "next_cursor of the page before.", .length_max = 20}),
        field("actor", &T::actor, {.doc = "Only what this account did; its id.", .length_max = 60}),
        field("action", &T::action, {.doc = "Only this."}),
        field("object", &T::object, {.doc = "Only what was done to this.", .length_max = 400}));
};

}  // namespace lem::schema
