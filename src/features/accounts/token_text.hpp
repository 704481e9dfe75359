#pragma once
/// The text of a credential: prefix, 40 base62 characters, 6 of CRC-32, so that typing errors are
/// found without asking the database. Pure but for the random bytes.

#include "base/id.hpp"
#include "domain/account.hpp"

namespace lem::accounts {

/// "lemu_..." for a token, "lems_..." for a session.
std::string make_token(RandomSource& random, domain::CredentialKind kind);
/// Whether a text, such as an address, has a well-formed token or session secret in it.
bool contains_token(std::string_view text);
bool is_well_formed(std::string_view token, domain::CredentialKind kind);

}  // namespace lem::accounts
