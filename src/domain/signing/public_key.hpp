#pragma once
/// Ed25519 keys as text: one line for envelopes and lists, PEM for files, and the fingerprint by
/// which people compare them. Pure; does not throw.

#include <optional>
#include <string>
#include <string_view>

namespace lem::domain {

struct PublicKey {
    std::string bytes;  // 32
    bool operator==(const PublicKey&) const = default;
};

PublicKey public_key_of(std::string_view seed);

/// "ed25519:" and the key in base64.
std::string text_of(const PublicKey& key);
/// nullopt for any other text.
std::optional<PublicKey> read_public_key(std::string_view text);

/// SHA-256 of the key's 32 bytes, in hex.
std::string fingerprint_of(const PublicKey& key);

/// PEM of the SubjectPublicKeyInfo (RFC 8410), as other programs read it.
std::string public_pem(const PublicKey& key);
/// PEM of the PKCS#8 structure (RFC 8410). `seed` has 32 bytes.
std::string private_pem(std::string_view seed);
/// The seed in a PEM that private_pem or OpenSSL wrote, after any text; nullopt for anything else.
std::optional<std::string> seed_of_pem(std::string_view pem);

}  // namespace lem::domain
