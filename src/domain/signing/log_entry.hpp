#pragma once
/// An entry of the log of accepted results. Its text, byte for byte, is what the tree holds.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

struct LogEntry {
    int schema_version = 1;
    std::string result;
    std::string document_sha256;
    std::string submission_sha256;
    std::string accepted_at;
    std::optional<std::string> signer_sha256;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::LogEntry> {
    using T = domain::LogEntry;
    static constexpr auto record = schema::record(
        "LogEntry", "What the server accepted, as its log states it.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("result", &T::result, {.doc = "Result id.", .length_max = 60}),
        field("document_sha256", &T::document_sha256,
              {.doc = "SHA-256 of result.json.", .format = TextFormat::sha256}),
        field("submission_sha256", &T::submission_sha256,
              {.doc = "SHA-256 of the bytes as submitted: the bundle, or result.json alone.",
               .format = TextFormat::sha256}),
        field("accepted_at", &T::accepted_at,
              {.doc = "UTC, by the server's clock.", .format = TextFormat::date_time}),
        field("signer_sha256", &T::signer_sha256,
              {.doc = "Fingerprint of the key that signed the bundle; null when nobody did.",
               .format = TextFormat::sha256}));
};

}  // namespace lem::schema
