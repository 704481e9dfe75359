#include "base/ed25519.hpp"

#include "base/error.hpp"

#include <memory>
#include <openssl/evp.h>

namespace lem::ed25519 {
namespace {

struct Closers {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Closers>;
using Context = std::unique_ptr<EVP_MD_CTX, Closers>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Key private_key(std::string_view seed) {
    LEM_ASSERT(seed.size() == seed_bytes);
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size()));
    LEM_ASSERT(key != nullptr);
    return key;
}

}  // namespace

std::string public_key_of(std::string_view seed) {
    const Key key = private_key(seed);
    std::string bytes(public_key_bytes, '\0');
    std::size_t length = bytes.size();
    LEM_ASSERT(EVP_PKEY_get_raw_public_key(
                   key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &length) == 1);
    LEM_ASSERT(length == public_key_bytes);
    return bytes;
}

std::string sign(std::string_view seed, std::string_view message) {
    const Key key = private_key(seed);
    const Context context(EVP_MD_CTX_new());
    std::string signature(signature_bytes, '\0');
    std::size_t length = signature.size();
    LEM_ASSERT(context &&
               EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    LEM_ASSERT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                              &length, bytes_of(message), message.size()) == 1);
    LEM_ASSERT(length == signature_bytes);
    return signature;
}

bool verify(std::string_view public_key, std::string_view message, std::string_view signature) {
    if (public_key.size() != public_key_bytes || signature.size() != signature_bytes) return false;
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key),
                                              public_key.size()));
    if (!key) return false;
    const Context context(EVP_MD_CTX_new());
    LEM_ASSERT(context != nullptr);
    return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                            message.size()) == 1;
}

}  // namespace lem::ed25519
