#pragma once
/// SHA-256 over OpenSSL's EVP.

#include <memory>
#include <string>
#include <string_view>

namespace lem {

/// Lower-case hex, 64 characters.
std::string sha256_hex(std::string_view bytes);
/// The digest itself, 32 bytes.
std::string sha256_bytes(std::string_view bytes);

/// For content that arrives in pieces. Not thread-safe.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);
    /// Call one of these once, at the end.
    std::string finish_hex();
    std::string finish_bytes();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace lem
