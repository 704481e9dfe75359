#include "features/accounts/argon2id.hpp"

#include "base/error.hpp"

#include <argon2.h>
#include <array>
#include <chrono>
#include <semaphore>

namespace lem::accounts {
namespace {

constexpr std::uint32_t passes = 2, memory_kib = 19'456, lanes = 1;
constexpr std::size_t salt_bytes = 16, hash_bytes = 32, encoded_bytes_max = 128;

std::counting_semaphore<2>& places() {
    static std::counting_semaphore<2> semaphore{2};
    return semaphore;
}

class Turn {
public:
    Turn() {
        if (!places().try_acquire_for(std::chrono::seconds(3)))
            throw Error(ErrorCode::unavailable,
                        "Too many people sign in at this moment; try again in some seconds.");
    }
    ~Turn() { places().release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
};

}  // namespace

std::string argon2id_hash(std::string_view password, RandomSource& random) {
    const Turn turn;
    const std::string salt = random.bytes(salt_bytes);
    std::array<char, encoded_bytes_max> encoded{};
    const int status =
        argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(),
                              salt.data(), salt.size(), hash_bytes, encoded.data(), encoded.size());
    if (status != ARGON2_OK)
        throw Error(ErrorCode::unavailable, "The password cannot be hashed now; try again.")
            .because(argon2_error_message(status));
    return encoded.data();
}

bool argon2id_matches(const std::string& hash, std::string_view password) {
    const Turn turn;
    return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace lem::accounts
