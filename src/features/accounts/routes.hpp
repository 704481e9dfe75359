#pragma once
/// Sessions of browsers: a token is exchanged for a cookie that scripts cannot read.

namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::accounts {

class Accounts;

void add_routes(http::Api& api, Accounts& accounts);

}  // namespace lem::accounts
