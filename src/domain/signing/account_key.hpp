#pragma once
/// Public keys of accounts: how one is claimed, and how a signature by one is judged and shown.

#include "domain/signing/dsse.hpp"

namespace lem::domain {

using schema::TextFormat;

/// What the holder of a key signs to make it a key of an account. The log names the server, so that
/// the claim is worth nothing at another one.
struct KeyClaim {
    std::string account;
    std::string log;
    std::string key;
};
inline constexpr std::string_view key_claim_media_type = "application/vnd.lem.key-claim+json";

struct KeyRegistration {
    std::string name;
    DsseEnvelope claim;
};

struct AccountKey {
    std::string id;
    std::string account;
    std::string name;
    std::string key;
    std::string fingerprint;
    std::string created_at;
    std::optional<std::string> revoked_at;
};

struct AccountKeyQuery {
    std::optional<std::string> account;
};

struct AccountKeyList {
    std::vector<AccountKey> items;
};

/// The key of a valid signature. Whose it is, is another question.
struct SignedBy {
    std::string key;
    std::string fingerprint;
};
inline SignedBy signed_by(const PublicKey& key) {
    return {.key = text_of(key), .fingerprint = fingerprint_of(key)};
}

/// What a server knows of the key that signed a result.
enum class SignerStanding { verified, unknown_key, revoked_key, foreign_key };

/// The signature of a published result, which was valid when the server accepted it.
struct ResultSignature {
    std::optional<std::string> key_id;
    std::string key;
    std::string fingerprint;
    std::optional<std::string> account;
    bool verified = false;
    SignerStanding standing = SignerStanding::unknown_key;
};

/// Where the log has the entry of a document.
struct LogQuery {
    std::string document_sha256;
};
struct LogPosition {
    std::optional<std::int64_t> index;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::KeyClaim> {
    using T = domain::KeyClaim;
    static constexpr auto record = schema::record(
        "KeyClaim", "The signed statement that a key is one of an account.",
        field("account", &T::account, {.doc = "Name of the account.", .length_max = 100}),
        field("log", &T::log, {.doc = "Origin of the server's log.", .length_max = 200}),
        field("key", &T::key, {.doc = "The public key.", .length_max = 200}));
};

template <>
struct description<domain::KeyRegistration> {
    using T = domain::KeyRegistration;
    static constexpr auto record = schema::record(
        "KeyRegistration", "A key for the caller's account, with the proof that the caller has it.",
        field(
            "name", &T::name,
            {.doc = "To tell it from others.", .length_max = 60, .format = TextFormat::identifier}),
        field("claim", &T::claim,
              {.doc = "An envelope of type application/vnd.lem.key-claim+json, signed by the key "
                      "that it names."}));
};

template <>
struct description<domain::AccountKey> {
    using T = domain::AccountKey;
    static constexpr auto record = schema::record(
        "AccountKey", "A public key of an account.", field("id", &T::id, {.doc = "Key id."}),
        field("account", &T::account, {.doc = "Name of the account."}),
        field("name", &T::name, {.doc = "Its name."}),
        field("key", &T::key, {.doc = "The public key: ed25519: and its base64."}),
        field("fingerprint", &T::fingerprint,
              {.doc = "SHA-256 of the key's 32 bytes.", .format = TextFormat::sha256}),
        field("created_at", &T::created_at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("revoked_at", &T::revoked_at,
              {.doc = "What it signed and was submitted from then on does not count; null while it "
                      "is valid.",
               .format = TextFormat::date_time}));
};

template <>
struct description<domain::AccountKeyQuery> {
    using T = domain::AccountKeyQuery;
    static constexpr auto record = schema::record(
        "AccountKeyQuery", "Whose keys.",
        field("account", &T::account,
              {.doc = "Name of the account; all accounts without it.", .length_max = 100}));
};

template <>
struct description<domain::AccountKeyList> {
    using T = domain::AccountKeyList;
    static constexpr auto record =
        schema::record("AccountKeyList", "Public keys, oldest first, at most 1000.",
                       field("items", &T::items, {.doc = "The keys, revoked ones too."}));
};

template <>
struct description<domain::SignedBy> {
    using T = domain::SignedBy;
    static constexpr auto record = schema::record(
        "SignedBy", "The key of a valid signature over all files.",
        field("key", &T::key, {.doc = "The public key: ed25519: and its base64."}),
        field("fingerprint", &T::fingerprint,
              {.doc = "SHA-256 of the key's 32 bytes.", .format = TextFormat::sha256}));
};

template <>
struct enumeration<domain::SignerStanding> {
    using S = domain::SignerStanding;
    static constexpr std::string_view name = "SignerStanding";
    static constexpr std::array values{
        Enumerator{S::verified, "verified", "the key belongs to the account that published it"},
        Enumerator{S::unknown_key, "unknown_key", "no account has registered the key"},
        Enumerator{S::revoked_key, "revoked_key", "the key was revoked before it was published"},
        Enumerator{S::foreign_key, "foreign_key", "the key belongs to another account"},
    };
};

template <>
struct description<domain::ResultSignature> {
    using T = domain::ResultSignature;
    static constexpr auto record = schema::record(
        "ResultSignature",
        "The signature over a bundle's files. It proves who sent them and that they are unchanged, "
        "not that the figures are true.",
        field("key_id", &T::key_id, {.doc = "Of a key that an account has registered, else null."}),
        field("key", &T::key, {.doc = "The public key: ed25519: and its base64."}),
        field("fingerprint", &T::fingerprint,
              {.doc = "SHA-256 of the key's 32 bytes.", .format = TextFormat::sha256}),
        field("account", &T::account, {.doc = "Account that has registered it, else null."}),
        field("verified", &T::verified,
              {.doc = "Whether the key is one of the account that published the result."}),
        field("standing", &T::standing, {.doc = "Why, or why not."}));
};

template <>
struct description<domain::LogQuery> {
    using T = domain::LogQuery;
    static constexpr auto record =
        schema::record("LogQuery", "Which entry.",
                       field("document_sha256", &T::document_sha256,
                             {.doc = "SHA-256 of result.json.", .format = TextFormat::sha256}));
};

template <>
struct description<domain::LogPosition> {
    using T = domain::LogPosition;
    static constexpr auto record = schema::record(
        "LogPosition", "Where the log of accepted results has an entry.",
        field("index", &T::index,
              {.doc = "Index of the newest entry about the document; null when there is none."}));
};

}  // namespace lem::schema
