#pragma once
/// Keys of accounts (/api/v1/keys), and the log of accepted results as files (/log).

namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::signing {

class AccountKeys;
class TransparencyLog;

void add_routes(http::Api& api, AccountKeys& keys, TransparencyLog& log);

}  // namespace lem::signing
