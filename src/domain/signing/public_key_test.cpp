#include "domain/signing/public_key.hpp"

#include "base/base64.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// The keys of RFC 8410, section 10.
const std::string public_text = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
const std::string private_text = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";

TEST(PublicKey, ReadsAndWritesThePemOfTheStandard) {
    const std::string pem =
        "-----BEGIN PRIVATE KEY-----\n" + private_text + "\n-----END PRIVATE KEY-----\n";
    const auto seed = seed_of_pem(pem);
    ASSERT_TRUE(seed);
    EXPECT_EQ(private_pem(*seed), pem);
    EXPECT_EQ(public_pem(public_key_of(*seed)),
              "-----BEGIN PUBLIC KEY-----\n" + public_text + "\n-----END PUBLIC KEY-----\n");
}

TEST(PublicKey, RefusesOtherPem) {
    const std::string begin = "-----BEGIN PRIVATE KEY-----", end = "-----END PRIVATE KEY-----";
    for (const std::string& wrong :
         {std::string(), begin, begin + end, begin + "\n" + public_text + "\n" + end,
          begin + "\n" + private_text.substr(4) + "\n" + end,
          "-----BEGIN RSA PRIVATE KEY-----\n" + private_text + "\n-----END RSA PRIVATE KEY-----"})
        EXPECT_EQ(seed_of_pem(wrong), std::nullopt) << wrong;
}

TEST(PublicKey, IsOneLineOfTextWithAFingerprint) {
    const PublicKey key = public_key_of(std::string(32, 's'));
    EXPECT_EQ(read_public_key(text_of(key)), key);
    EXPECT_EQ(fingerprint_of(key).size(), 64U);
    EXPECT_NE(fingerprint_of(key), fingerprint_of(public_key_of(std::string(32, 't'))));
    for (const std::string& wrong :
         {std::string("ed25519:"), "ed25519:" + base64(key.bytes + "x"), "rsa:" + base64(key.bytes),
          text_of(key) + " ", base64(key.bytes)})
        EXPECT_EQ(read_public_key(wrong), std::nullopt) << wrong;
}

/// Envelopes are compared and keys are searched by this text.
TEST(PublicKey, HasOneText) {
    const PublicKey key{std::string(32, '\xfb')};
    const std::string text = text_of(key);
    std::string other_alphabet = text;
    std::ranges::replace(other_alphabet, '+', '-');
    ASSERT_NE(other_alphabet, text);
    EXPECT_EQ(read_public_key(text), key);
    EXPECT_EQ(read_public_key(other_alphabet), std::nullopt);
    EXPECT_EQ(read_public_key(text.substr(0, text.size() - 1)), std::nullopt);
}

}  // namespace
}  // namespace lem::domain
