#pragma once
/// The device flow: what a program on another machine asks for, and what its owner sees of it. The
/// forms and errors of the token endpoint are those of RFC 8628 and RFC 6749.

#include "domain/account.hpp"

#include <optional>

namespace lem::domain {

struct DeviceRequest {
    std::string client_id;
    std::optional<std::string> scope;
    std::string device_name;
    std::string system;
    std::string program;
};

inline constexpr std::string_view device_grant_type =
    "urn:ietf:params:oauth:grant-type:device_code";

struct DevicePoll {
    std::string grant_type;
    std::string device_code;
    std::optional<std::string> client_id;
};

struct TokenToRevoke {
    std::string token;
    std::optional<std::string> token_type_hint;
};

struct DeviceCode {
    std::string device_code;
    std::string user_code;
    std::string verification_uri;
    std::string verification_uri_complete;
    int expires_in = 0;
    int interval = 0;
};

struct DeviceToken {
    std::string access_token;
    std::string token_type = "bearer";
    std::string scope;
    std::optional<int> expires_in;
    std::string account;
};

struct DeviceError {
    std::string error;
    std::string error_description;
    std::optional<int> interval;
};

struct WaitingDevice {
    std::string user_code;
    std::string device_name;
    std::string system;
    std::string program;
    std::string address;
    bool same_address = false;
    std::vector<Scope> scopes;
    std::string asked_at;
    std::string expires_at;
};

struct DeviceDecision {
    bool approved = false;
    std::vector<Scope> scopes;
    int expires_days = 90;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::DeviceRequest> {
    using T = domain::DeviceRequest;
    static constexpr auto record = schema::record(
        "DeviceRequest", "The form of a program that asks to act for an account.",
        field("client_id", &T::client_id, {.doc = "lem-cli.", .length_max = 40}),
        field("scope", &T::scope,
              {.doc = "Scopes, separated by spaces; results:write if absent.", .length_max = 200}),
        field("device_name", &T::device_name,
              {.doc = "The machine's name, which the owner compares.",
               .length_max = 100,
               .format = TextFormat::name,
               .filled = true}),
        field("system", &T::system,
              {.doc = "Its operating system.",
               .length_max = 100,
               .format = TextFormat::name,
               .defaulted = true}),
        field("program", &T::program,
              {.doc = "The program and its version.",
               .length_max = 100,
               .format = TextFormat::name,
               .defaulted = true}));
};

template <>
struct description<domain::DevicePoll> {
    using T = domain::DevicePoll;
    static constexpr auto record = schema::record(
        "DevicePoll", "RFC 8628, section 3.4.",
        field("grant_type", &T::grant_type, {.doc = "The device grant.", .length_max = 100}),
        field("device_code", &T::device_code, {.doc = "The program's secret.", .length_max = 100}),
        field("client_id", &T::client_id, {.doc = "lem-cli.", .length_max = 40}));
};

template <>
struct description<domain::TokenToRevoke> {
    using T = domain::TokenToRevoke;
    static constexpr auto record = schema::record(
        "TokenToRevoke", "RFC 7009, section 2.1.",
        field("token", &T::token, {.doc = "The token.", .length_max = 200}),
        field("token_type_hint", &T::token_type_hint, {.doc = "Ignored.", .length_max = 40}));
};

template <>
struct description<domain::DeviceCode> {
    using T = domain::DeviceCode;
    static constexpr auto record = schema::record(
        "DeviceCode", "RFC 8628, section 3.2.",
        field("device_code", &T::device_code, {.doc = "The program's secret."}),
        field("user_code", &T::user_code, {.doc = "What the owner compares: BCDF-GHJK."}),
        field("verification_uri", &T::verification_uri, {.doc = "Where the owner approves."}),
        field("verification_uri_complete", &T::verification_uri_complete,
              {.doc = "The same with the code."}),
        field("expires_in", &T::expires_in, {.doc = "Until the code ends.", .unit = "s"}),
        field("interval", &T::interval, {.doc = "Between two polls.", .unit = "s"}));
};

template <>
struct description<domain::DeviceToken> {
    using T = domain::DeviceToken;
    static constexpr auto record = schema::record(
        "DeviceToken", "RFC 6749, section 5.1.",
        field("access_token", &T::access_token, {.doc = "The token."}),
        field("token_type", &T::token_type, {.doc = "bearer."}),
        field("scope", &T::scope, {.doc = "What the owner allowed, separated by spaces."}),
        field("expires_in", &T::expires_in, {.doc = "Until the token ends.", .unit = "s"}),
        field("account", &T::account, {.doc = "Name of the account that it acts for."}));
};

template <>
struct description<domain::DeviceError> {
    using T = domain::DeviceError;
    static constexpr auto record = schema::record(
        "DeviceError", "RFC 6749, section 5.2.",
        field("error", &T::error,
              {.doc = "authorization_pending, slow_down, access_denied, expired_token, "
                      "invalid_request or unsupported_grant_type."}),
        field("error_description", &T::error_description, {.doc = "In words."}),
        field("interval", &T::interval,
              {.doc = "Between two polls from now on.", .unit = "s", .omit_null = true}));
};

template <>
struct description<domain::WaitingDevice> {
    using T = domain::WaitingDevice;
    static constexpr auto record = schema::record(
        "WaitingDevice", "A program that asks to act for the caller's account, in its own words.",
        field("user_code", &T::user_code, {.doc = "Must be the one that the program shows."}),
        field("device_name", &T::device_name, {.doc = "The machine's name."}),
        field("system", &T::system, {.doc = "Its operating system."}),
        field("program", &T::program, {.doc = "The program and its version."}),
        field("address", &T::address, {.doc = "Where it asked from, as the server saw it."}),
        field("same_address", &T::same_address,
              {.doc = "Whether the caller has the same address."}),
        field("scopes", &T::scopes, {.doc = "What it asks for and the caller can grant."}),
        field("asked_at", &T::asked_at, {.doc = "When it asked.", .format = TextFormat::date_time}),
        field("expires_at", &T::expires_at,
              {.doc = "When the code ends.", .format = TextFormat::date_time}));
};

template <>
struct description<domain::DeviceDecision> {
    using T = domain::DeviceDecision;
    static constexpr auto record =
        schema::record("DeviceDecision", "What the owner of the account decides.",
                       field("approved", &T::approved, {.doc = "False: denied."}),
                       field("scopes", &T::scopes,
                             {.doc = "What the token may do; some of those asked for.",
                              .items_max = 10,
                              .defaulted = true}),
                       field("expires_days", &T::expires_days,
                             {.doc = "Days until the token ends.",
                              .minimum = 1,
                              .maximum = 365,
                              .defaulted = true}));
};

}  // namespace lem::schema
