#pragma once
/// What is signed about files: an in-toto Statement v1 (github.com/in-toto/attestation), which
/// names them by their SHA-256.

#include "domain/signing/log_entry.hpp"

#include <map>
#include <vector>

namespace lem::domain {

inline constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view statement_media_type = "application/vnd.in-toto+json";
/// The files of a run, by the key of the person who publishes it; there is no predicate.
inline constexpr std::string_view run_predicate_type = "https://lem.example/attestation/run/v1";
/// The acceptance of a result, by the server's key; the predicate is the entry of its log.
inline constexpr std::string_view acceptance_predicate_type =
    "https://lem.example/attestation/acceptance/v1";

struct Subject {
    std::string name;
    std::map<std::string, std::string> digest;  // by the name of the algorithm
};

struct Statement {
    std::string type = std::string(statement_type);
    std::vector<Subject> subject;
    std::string predicate_type;
    std::optional<LogEntry> predicate = {};
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Subject> {
    using T = domain::Subject;
    static constexpr auto record = schema::record(
        "Subject", "A file that a statement is about.",
        field("name", &T::name, {.doc = "Its name.", .length_max = 200}),
        field(
            "digest", &T::digest,
            {.doc = "Its digests; sha256 in lower-case hex.", .length_max = 200, .items_max = 16}));
};

template <>
struct description<domain::Statement> {
    using T = domain::Statement;
    static constexpr auto record = schema::record(
        "Statement", "An in-toto statement.",
        field("_type", &T::type, {.doc = "Of the statement's form.", .length_max = 200}),
        field("subject", &T::subject, {.doc = "The files.", .items_max = 100}),
        field("predicateType", &T::predicate_type,
              {.doc = "What it says about them.", .length_max = 200}),
        field("predicate", &T::predicate,
              {.doc = "The details, for an acceptance.", .omit_null = true}));
};

}  // namespace lem::schema
