#pragma once
/// Signing in, sessions, tokens and the device flow.

#include "base/error.hpp"

#include <functional>

namespace lem::http {
class Api;
struct Request;
struct Response;
}  // namespace lem::http

namespace lem::accounts {

class Accounts;
class DeviceGrants;
class Passwords;
class SignIn;

struct People {
    Accounts& accounts;
    Passwords& passwords;
    DeviceGrants& devices;
    SignIn& sign_in;
    bool members_only;
    std::string public_url;  // as people see the server; empty: as the request does
};

void add_routes(http::Api& api, People people);

/// What the routes to and from an issuer, where people see pages, need of the pages.
struct SignInPages {
    std::string public_url;  // as people see the server; empty: as the request does
    std::function<http::Response(const http::Request&, const Error&)> refusal;
};
void add_issuer_routes(http::Api& api, SignIn& sign_in, const SignInPages& pages);

}  // namespace lem::accounts
