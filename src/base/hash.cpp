#include "base/hash.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <array>
#include <openssl/evp.h>

namespace lem {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() { LEM_ASSERT(context && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    LEM_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish_bytes() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned length = 0;
    LEM_ASSERT(EVP_DigestFinal_ex(state_->context, digest.data(), &length) == 1);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string Sha256::finish_hex() {
    return text::hex(finish_bytes());
}

std::string sha256_bytes(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish_bytes();
}

std::string sha256_hex(std::string_view bytes) {
    return text::hex(sha256_bytes(bytes));
}

}  // namespace lem
