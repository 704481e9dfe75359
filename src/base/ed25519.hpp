#pragma once
/// Ed25519 (RFC 8032) over OpenSSL's EVP. Keys and signatures are raw bytes. Thread-safe; nothing
/// here throws but for a broken OpenSSL.

#include <string>
#include <string_view>

namespace lem::ed25519 {

inline constexpr std::size_t seed_bytes = 32;  // the private key
inline constexpr std::size_t public_key_bytes = 32;
inline constexpr std::size_t signature_bytes = 64;

/// `seed` has seed_bytes.
std::string public_key_of(std::string_view seed);

/// The same seed and message give the same signature.
std::string sign(std::string_view seed, std::string_view message);

/// False also for a key or a signature of another length.
bool verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace lem::ed25519
