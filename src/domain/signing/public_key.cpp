#include "domain/signing/public_key.hpp"

#include "base/base64.hpp"
#include "base/ed25519.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace lem::domain {
namespace {

constexpr std::string_view scheme = "ed25519:";

// The DER before the 32 bytes, which is the same for all keys of Ed25519 (RFC 8410).
constexpr std::string_view public_der{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12};
constexpr std::string_view private_der{
    "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16};

std::string pem(std::string_view label, const std::string& der) {
    return "-----BEGIN " + std::string(label) + "-----\n" + base64(der) + "\n-----END " +
           std::string(label) + "-----\n";
}

}  // namespace

PublicKey public_key_of(std::string_view seed) {
    return {ed25519::public_key_of(seed)};
}

std::string text_of(const PublicKey& key) {
    return std::string(scheme) + base64(key.bytes);
}

std::optional<PublicKey> read_public_key(std::string_view text) {
    if (!text.starts_with(scheme)) return std::nullopt;
    auto bytes = from_base64(text.substr(scheme.size()));
    if (!bytes || bytes->size() != ed25519::public_key_bytes) return std::nullopt;
    PublicKey key{std::move(*bytes)};
    // Base64 has several texts for the same bytes, and a key is to have one.
    if (text_of(key) != text) return std::nullopt;
    return key;
}

std::string fingerprint_of(const PublicKey& key) {
    return sha256_hex(key.bytes);
}

std::string public_pem(const PublicKey& key) {
    return pem("PUBLIC KEY", std::string(public_der) + key.bytes);
}

std::string private_pem(std::string_view seed) {
    return pem("PRIVATE KEY", std::string(private_der) + std::string(seed));
}

std::optional<std::string> seed_of_pem(std::string_view pem) {
    constexpr std::string_view begin = "-----BEGIN PRIVATE KEY-----",
                               end = "-----END PRIVATE KEY-----";
    const std::size_t from = pem.find(begin);
    if (from == std::string_view::npos) return std::nullopt;
    pem = text::trim(pem.substr(from + begin.size()));
    if (!pem.ends_with(end)) return std::nullopt;
    const auto der = from_base64(text::trim(pem.substr(0, pem.size() - end.size())));
    if (!der || !der->starts_with(private_der) ||
        der->size() != private_der.size() + ed25519::seed_bytes)
        return std::nullopt;
    return der->substr(private_der.size());
}

}  // namespace lem::domain
