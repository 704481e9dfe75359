#include "base/id.hpp"

#include "base/error.hpp"

#include <openssl/rand.h>

namespace lem {

std::string SystemRandom::bytes(std::size_t count) {
    std::string bytes(count, '\0');
    const int done =
        RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
    LEM_ASSERT(done == 1);
    return bytes;
}

std::string FakeRandom::bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint64_t value = next_++;
    for (std::size_t i = count; i-- > 0 && value != 0; value >>= 8) {
        bytes[i] = static_cast<char>(value & 255);
    }
    return bytes;
}

std::string new_id(std::string_view prefix, const Clock& clock, RandomSource& random) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string payload;
    auto ms = static_cast<std::uint64_t>(clock.now_ms());
    for (int shift = 40; shift >= 0; shift -= 8)
        payload += static_cast<char>(ms >> shift & 255);
    payload += random.bytes(10);

    std::string id(prefix);
    id += '_';
    unsigned buffered = 0;  // 128 bits in 26 characters: two zero bits lead
    int bits = 2;
    for (const char c : payload) {
        buffered = buffered << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5)
            id += alphabet[buffered >> (bits - 5) & 31];
    }
    return id;
}

}  // namespace lem
