#include "features/accounts/token_text.hpp"

#include <zlib.h>

namespace lem::accounts {
namespace {

constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t random_length = 40, checksum_length = 6;

std::string_view prefix_of(domain::CredentialKind kind) {
    return kind == domain::CredentialKind::session ? "lems_" : "lemu_";
}

std::string checksum(std::string_view text) {
    std::uint64_t crc =
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    std::string digits(6, '0');
    for (std::size_t i = 6; i-- > 0; crc /= 62)
        digits[i] = base62[crc % 62];
    return digits;
}

}  // namespace

std::string make_token(RandomSource& random, domain::CredentialKind kind) {
    std::string token(prefix_of(kind));
    const std::size_t length = token.size() + random_length;
    while (token.size() < length) {
        for (const char c : random.bytes(random_length)) {
            const auto byte = static_cast<unsigned char>(c);
            constexpr unsigned unbiased =
                248;  // 4 * 62: higher bytes would favour the first digits
            if (byte < unbiased && token.size() < length) token += base62[byte % 62];
        }
    }
    return token + checksum(token);
}

bool contains_token(std::string_view text) {
    constexpr std::string_view start = "lem";
    for (std::size_t at = text.find(start); at != std::string_view::npos;
         at = text.find(start, at + 1)) {
        for (const domain::CredentialKind kind :
             {domain::CredentialKind::token, domain::CredentialKind::session}) {
            const std::size_t length = prefix_of(kind).size() + random_length + checksum_length;
            if (is_well_formed(text.substr(at, length), kind)) return true;
        }
    }
    return false;
}

bool is_well_formed(std::string_view token, domain::CredentialKind kind) {
    const std::string_view prefix = prefix_of(kind);
    if (token.size() != prefix.size() + random_length + checksum_length ||
        !token.starts_with(prefix))
        return false;
    return checksum(token.substr(0, token.size() - checksum_length)) ==
           token.substr(token.size() - checksum_length);
}

}  // namespace lem::accounts
