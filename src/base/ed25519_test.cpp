#include "base/ed25519.hpp"

#include "base/text.hpp"

#include <gtest/gtest.h>

namespace lem {
namespace {

std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
    return bytes;
}

struct Vector {
    const char *seed, *public_key, *message, *signature;
};

/// RFC 8032, section 7.1, tests 1 to 3.
const Vector vectors[]{
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519, SignsAndVerifiesTheVectorsOfTheStandard) {
    for (const Vector& one : vectors) {
        const std::string seed = from_hex(one.seed), message = from_hex(one.message);
        EXPECT_EQ(text::hex(ed25519::public_key_of(seed)), one.public_key);
        EXPECT_EQ(text::hex(ed25519::sign(seed, message)), one.signature);
        EXPECT_TRUE(ed25519::verify(from_hex(one.public_key), message, from_hex(one.signature)));
    }
}

TEST(Ed25519, RefusesOtherMessagesKeysSignaturesAndLengths) {
    const std::string key = from_hex(vectors[2].public_key), message = from_hex("af82"),
                      signature = from_hex(vectors[2].signature);
    EXPECT_FALSE(ed25519::verify(key, from_hex("af83"), signature));
    EXPECT_FALSE(ed25519::verify(from_hex(vectors[1].public_key), message, signature));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        std::string changed = signature;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(ed25519::verify(key, message, changed)) << "byte " << i;
    }
    EXPECT_FALSE(ed25519::verify(key.substr(1), message, signature));
    EXPECT_FALSE(ed25519::verify(key, message, signature.substr(1)));
    EXPECT_FALSE(ed25519::verify("", "", ""));
}

}  // namespace
}  // namespace lem
