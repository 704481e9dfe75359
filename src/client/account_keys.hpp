#pragma once
/// The keys of the caller's account at a server. Throws Error with the server's message.
/// Thread-safe.

#include "client/credentials.hpp"
#include "client/key_folder.hpp"
#include "domain/signing/account_key.hpp"

namespace lem::client {

/// Makes a key one of the account that the token belongs to; again for a registered key, the same.
domain::AccountKey register_key(const Credentials& credentials, const SigningKey& key);

/// `id` as the server names it. The key stays listed, as revoked.
domain::AccountKey revoke_key(const Credentials& credentials, const std::string& id);

}  // namespace lem::client
