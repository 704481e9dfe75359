#pragma once
/// Argon2id (RFC 9106) with the parameters of OWASP's password storage cheat sheet: 19 MiB of
/// memory, two passes, one lane. At most two run at once, so that many sign-ins do not use up the
/// memory; others wait for 3 s at most, then Error(unavailable). Thread-safe; blocks for some 50
/// ms.

#include "base/id.hpp"

#include <string>

namespace lem::accounts {

/// In PHC format, with 16 random bytes of salt.
std::string argon2id_hash(std::string_view password, RandomSource& random);
/// Compares in constant time.
bool argon2id_matches(const std::string& hash, std::string_view password);

}  // namespace lem::accounts
