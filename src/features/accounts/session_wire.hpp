#pragma once
/// The requests and answers of /api/v1/session and of signing in.

#include "domain/session_info.hpp"
#include "features/accounts/passwords.hpp"

#include <optional>

namespace lem::accounts {

struct SessionRequest {
    std::optional<std::string> token;
    std::optional<std::string> account;
    std::optional<std::string> password;
};

struct PasswordChoice {
    std::string code;
    std::string password;
};

struct SignInOption {
    std::string id;
    std::string title;
    std::string url;
};

struct SignInOptions {
    std::vector<SignInOption> issuers;
    bool password = false;
    bool members_only = false;
};

}  // namespace lem::accounts

namespace lem::schema {

template <>
struct description<accounts::SessionRequest> {
    using T = accounts::SessionRequest;
    static constexpr auto record = schema::record(
        "SessionRequest", "Opens a browser session: with a token, or with a name and a password.",
        field("token", &T::token, {.doc = "A token of the account.", .length_max = 200}),
        field("account", &T::account,
              {.doc = "Name of the account, with its password.", .length_max = 100}),
        field("password", &T::password, {.doc = "Its password.", .length_max = 200}));
};

template <>
struct description<accounts::PasswordChoice> {
    using T = accounts::PasswordChoice;
    static constexpr auto record = schema::record(
        "PasswordChoice", "A password for the account of a one-time address.",
        field("code", &T::code, {.doc = "From the address, after #.", .length_max = 100}),
        field("password", &T::password,
              {.doc = "At least 12 characters.", .length_max = accounts::password_length_max}));
};

template <>
struct description<accounts::SignInOption> {
    using T = accounts::SignInOption;
    static constexpr auto record =
        schema::record("SignInOption", "An issuer that people sign in with.",
                       field("id", &T::id, {.doc = "github or oidc."}),
                       field("title", &T::title, {.doc = "What people call it."}),
                       field("url", &T::url, {.doc = "Where a browser begins; takes return_to."}));
};

template <>
struct description<accounts::SignInOptions> {
    using T = accounts::SignInOptions;
    static constexpr auto record = schema::record(
        "SignInOptions", "How people sign in to this server.",
        field("issuers", &T::issuers, {.doc = "Those that the operator has set up."}),
        field("password", &T::password, {.doc = "Whether an account has a password."}),
        field("members_only", &T::members_only, {.doc = "Whether reading needs to sign in, too."}));
};

}  // namespace lem::schema
