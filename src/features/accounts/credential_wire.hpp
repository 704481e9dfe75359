#pragma once
/// Tokens and sessions as their owner sees them.

#include "domain/account.hpp"

#include <optional>

namespace lem::accounts {

inline constexpr int token_days_default = 90, token_days_max = 365;

struct TokenRequest {
    std::string name;
    std::vector<domain::Scope> scopes{domain::Scope::results_write};
    int expires_days = token_days_default;
};

struct TokenInfo {
    std::string id;
    std::string account;
    std::string name;
    std::string start;
    std::vector<domain::Scope> scopes;
    std::string created_at;
    std::optional<std::string> expires_at;
    std::optional<std::string> last_used_at;
    std::optional<std::string> last_used_from;
    std::optional<std::string> revoked_at;
};

struct TokenList {
    std::vector<TokenInfo> items;
};

struct NewToken {
    std::string secret;
    TokenInfo token;
};

struct BrowserSession {
    std::string id;
    std::string description;
    std::string origin;
    std::string created_at;
    std::optional<std::string> last_used_at;
    std::optional<std::string> last_used_from;
    bool is_current = false;
};

struct SessionList {
    std::vector<BrowserSession> items;
};

}  // namespace lem::accounts

namespace lem::schema {

template <>
struct description<accounts::TokenRequest> {
    using T = accounts::TokenRequest;
    static constexpr auto record =
        schema::record("TokenRequest", "A token that its owner asks for.",
                       field("name", &T::name,
                             {.doc = "What it is for, such as the machine.",
                              .length_max = 100,
                              .format = TextFormat::name,
                              .filled = true}),
                       field("scopes", &T::scopes,
                             {.doc = "What it may do; not more than the caller.",
                              .items_max = 10,
                              .defaulted = true}),
                       field("expires_days", &T::expires_days,
                             {.doc = "Days until it ends.",
                              .minimum = 1,
                              .maximum = accounts::token_days_max,
                              .defaulted = true}));
};

template <>
struct description<accounts::TokenInfo> {
    using T = accounts::TokenInfo;
    static constexpr auto record = schema::record(
        "TokenInfo", "A token, without its secret.", field("id", &T::id, {.doc = "tok_..."}),
        field("account", &T::account, {.doc = "Name of the account that it acts for."}),
        field("name", &T::name, {.doc = "What it is for."}),
        field("start", &T::start,
              {.doc = "The first characters of the secret; empty for tokens that are older than "
                      "this field."}),
        field("scopes", &T::scopes, {.doc = "What it may do."}),
        field("created_at", &T::created_at,
              {.doc = "When it was made.", .format = TextFormat::date_time}),
        field("expires_at", &T::expires_at,
              {.doc = "When it ends; null if it does not.", .format = TextFormat::date_time}),
        field("last_used_at", &T::last_used_at,
              {.doc = "To the minute; null if it was not used.", .format = TextFormat::date_time}),
        field("last_used_from", &T::last_used_from, {.doc = "The address of the last use."}),
        field("revoked_at", &T::revoked_at,
              {.doc = "Null if it is not revoked.", .format = TextFormat::date_time}));
};

template <>
struct description<accounts::TokenList> {
    using T = accounts::TokenList;
    static constexpr auto record =
        schema::record("TokenList", "The tokens of an account.",
                       field("items", &T::items, {.doc = "Newest first."}));
};

template <>
struct description<accounts::NewToken> {
    using T = accounts::NewToken;
    static constexpr auto record = schema::record(
        "NewToken", "A token that was just made.",
        field("secret", &T::secret, {.doc = "The token itself, which is shown only now."}),
        field("token", &T::token, {.doc = "What is known of it later."}));
};

template <>
struct description<accounts::BrowserSession> {
    using T = accounts::BrowserSession;
    static constexpr auto record = schema::record(
        "BrowserSession", "A browser that is signed in.", field("id", &T::id, {.doc = "ses_..."}),
        field("description", &T::description, {.doc = "The browser and its system."}),
        field("origin", &T::origin, {.doc = "How it was signed in."}),
        field("created_at", &T::created_at,
              {.doc = "When it was signed in.", .format = TextFormat::date_time}),
        field("last_used_at", &T::last_used_at,
              {.doc = "To the minute; null if it was not used.", .format = TextFormat::date_time}),
        field("last_used_from", &T::last_used_from, {.doc = "The address of the last use."}),
        field("is_current", &T::is_current, {.doc = "Whether the caller uses it."}));
};

template <>
struct description<accounts::SessionList> {
    using T = accounts::SessionList;
    static constexpr auto record =
        schema::record("SessionList", "The open sessions of an account.",
                       field("items", &T::items, {.doc = "Last used first."}));
};

}  // namespace lem::schema
