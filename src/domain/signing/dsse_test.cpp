#include "domain/signing/dsse.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

const std::string seed(32, 's');
constexpr std::string_view type = "text/plain";

TEST(Dsse, EncodesTheExampleOfTheSpecification) {
    EXPECT_EQ(pre_authentication_encoding("http://example.com/HelloWorld", "hello world"),
              "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    EXPECT_EQ(pre_authentication_encoding("", ""), "DSSEv1 0  0 ");
}

TEST(Dsse, OpensWhatItSigned) {
    const std::string body("a\0b", 3);
    const auto opened = open_envelope(sign_envelope(type, body, seed), type);
    ASSERT_TRUE(opened) << opened.error()[0].message;
    EXPECT_EQ(opened->body, body);
    EXPECT_EQ(opened->signer, public_key_of(seed));
}

/// The place of the first violation.
std::string refusal(const DsseEnvelope& envelope, std::string_view of_type = type) {
    const auto opened = open_envelope(envelope, of_type);
    return opened ? "opened" : opened.error()[0].pointer;
}

TEST(Dsse, RefusesAnyChange) {
    const DsseEnvelope whole = sign_envelope(type, "body", seed);
    EXPECT_EQ(refusal(whole), "opened");
    DsseEnvelope changed = whole;
    changed.payload = "Ym9keQ";  // the same bytes
    EXPECT_EQ(refusal(changed), "opened");
    changed.payload = "Ym9keg==";
    EXPECT_EQ(refusal(changed), "/signatures/0/sig");
    changed = whole;
    changed.payload = "?";
    EXPECT_EQ(refusal(changed), "/payload");
    changed = whole;
    changed.payload_type = "text/html";
    EXPECT_EQ(refusal(changed), "/payloadType");
    EXPECT_EQ(refusal(changed, "text/html"), "/signatures/0/sig") << "the type is signed";
    changed = whole;
    changed.signatures[0].keyid = text_of(public_key_of(std::string(32, 't')));
    EXPECT_EQ(refusal(changed), "/signatures/0/sig");
    changed.signatures[0].keyid = "4c52";
    EXPECT_EQ(refusal(changed), "/signatures/0/keyid");
    changed = whole;
    changed.signatures.push_back(changed.signatures[0]);
    EXPECT_EQ(refusal(changed), "/signatures");
    changed.signatures.clear();
    EXPECT_EQ(refusal(changed), "/signatures");
}

}  // namespace
}  // namespace lem::domain
