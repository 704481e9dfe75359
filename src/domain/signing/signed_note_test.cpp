#include "domain/signing/signed_note.hpp"

#include "base/base64.hpp"
#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// The key and the signature of the example in the documentation of Go's package sumdb/note.
const std::string published_key =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string published_text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your "
    "problem is.\n";
const std::string published_note =
    published_text +
    "\n\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const std::string seed(32, 's');
NoteKey own_key() {
    return {.name = "log.example/1", .key = public_key_of(seed)};
}

TEST(SignedNote, OpensAPublishedOne) {
    const auto key = read_note_key(published_key);
    ASSERT_TRUE(key);
    EXPECT_EQ(text_of(*key), published_key);
    const auto text = open_note(published_note, *key);
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, published_text);
}

TEST(SignedNote, IsWrittenAsItIsRead) {
    const std::string text = "one\n\ntwo\n", note = sign_note(text, own_key().name, seed);
    EXPECT_EQ(open_note(note, own_key()), text);
    EXPECT_EQ(read_note_key(text_of(own_key())), own_key());
}

TEST(SignedNote, RefusesAnyChangedByte) {
    const auto key = read_note_key(published_key).value();
    for (std::size_t i = 0; i < published_note.size(); ++i) {
        std::string changed = published_note;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(open_note(changed, key)) << "byte " << i;
    }
}

TEST(SignedNote, IgnoresSignaturesOfOthersAndNeedsTheKnownOne) {
    const std::string text = "text\n", note = sign_note(text, own_key().name, seed);
    const std::string other = sign_note(text, "other.example", std::string(32, 't'));
    const std::string line = other.substr(text.size() + 1);
    EXPECT_EQ(open_note(note + line, own_key()), text);
    EXPECT_EQ(open_note(text + "\n" + line + note.substr(text.size() + 1), own_key()), text);
    EXPECT_FALSE(open_note(other, own_key()));
    const NoteKey same_name{.name = own_key().name, .key = public_key_of(std::string(32, 't'))};
    EXPECT_FALSE(open_note(note, same_name));
    EXPECT_FALSE(open_note(note + "not a signature\n", own_key()));
    for (const std::string& wrong : {std::string(), std::string("\n\n"), text, text + "\n",
                                     note.substr(0, note.size() - 1), "a\tb" + note})
        EXPECT_FALSE(open_note(wrong, own_key())) << wrong;
}

TEST(NoteKeys, AreRefusedWhenTheHashIsNotTheirs) {
    const std::string text = text_of(own_key());
    for (const std::string& wrong :
         {std::string(), std::string("name"), "other" + text, text + "A", "+" + text,
          text.substr(0, text.rfind('+')), std::string("a+00000000+AAAA")})
        EXPECT_EQ(read_note_key(wrong), std::nullopt) << wrong;
}

TEST(Checkpoints, AreNotesOfOriginSizeAndRoot) {
    const Checkpoint checkpoint{
        .origin = own_key().name, .size = 20'852'163, .root = sha256_bytes("root")};
    EXPECT_EQ(text_of(checkpoint),
              "log.example/1\n20852163\n" + base64(sha256_bytes("root")) + "\n");
    const auto opened =
        open_checkpoint(sign_note(text_of(checkpoint), own_key().name, seed), own_key());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(*opened, checkpoint);
    EXPECT_TRUE(read_checkpoint(text_of(checkpoint) + "an extension\n"));
}

TEST(Checkpoints, AreRefusedInAnyOtherForm) {
    const std::string root = base64(sha256_bytes("root"));
    for (const std::string& wrong :
         {std::string(), "log\n1\n" + root, "\n1\n" + root + "\n", "log\n01\n" + root + "\n",
          "log\n-1\n" + root + "\n", "log\nmany\n" + root + "\n", std::string("log\n1\nabcd\n"),
          "log\n99999999999999999999\n" + root + "\n"})
        EXPECT_FALSE(read_checkpoint(wrong)) << wrong;
    const std::string of_other = "other.example\n1\n" + root + "\n";
    EXPECT_FALSE(open_checkpoint(sign_note(of_other, own_key().name, seed), own_key()));
}

}  // namespace
}  // namespace lem::domain
