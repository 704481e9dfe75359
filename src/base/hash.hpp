#pragma once
/// SHA-256 over OpenSSL's EVP.

#include <memory>
#include <string>
#include <string_view>

namespace lem {

/// Lower-case hex, 64 characters.
std::string sha256_hex(std::string_view bytes);

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
    /// Once, at the end.
    std::string finish_hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// HMAC-SHA-256, raw 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// Compares without revealing by its time where the difference is.
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace lem
