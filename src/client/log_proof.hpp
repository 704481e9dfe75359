#pragma once
/// Proves that a log has an entry about a document, and that the log continues the one that was
/// seen before, which is remembered. Not thread-safe.

#include "client/log_place.hpp"
#include "domain/signing/log_entry.hpp"
#include "domain/signing/signed_note.hpp"

#include <filesystem>

namespace lem::client {

/// What was proven, all of it by the signed checkpoint.
struct LogProof {
    std::string log;
    std::string key;
    bool key_is_new = false;  // nobody but the place itself says that it is the log's key
    std::int64_t size = 0;
    std::string root;
    std::optional<std::int64_t> size_before;  // of the log when it was seen last; nullopt: never
    std::int64_t index = 0;
    domain::LogEntry entry;
};

struct LogTrust {
    std::filesystem::path seen_folder;        // what was seen of logs is remembered here
    std::optional<domain::NoteKey> key = {};  // the log's key, if the user knows it
};

/// Throws Error(conflict) when the log contradicts what was seen of it before or itself, and
/// Error(not_found) when it has no entry about the document.
LogProof prove_in_log(LogPlace& place, const std::string& document_sha256, const LogTrust& trust);

}  // namespace lem::client

namespace lem::schema {

template <>
struct description<client::LogProof> {
    using T = client::LogProof;
    static constexpr auto record = schema::record(
        "LogProof", "What a log was proven to hold.", field("log", &T::log, {.doc = "Its origin."}),
        field("key", &T::key, {.doc = "The key that signed its checkpoint."}),
        field("key_is_new", &T::key_is_new,
              {.doc = "true: the key is the one that the log itself gave, at first sight."}),
        field("size", &T::size, {.doc = "Entries in the checkpoint."}),
        field("root", &T::root, {.doc = "Root of its tree, in base64."}),
        field("size_before", &T::size_before,
              {.doc = "Entries when it was seen last, which it continues; null at first sight."}),
        field("index", &T::index, {.doc = "Index of the entry."}),
        field("entry", &T::entry, {.doc = "The entry."}));
};

}  // namespace lem::schema
