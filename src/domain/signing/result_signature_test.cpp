#include "domain/signing/result_signature.hpp"

#include "base/base64.hpp"
#include "base/hash.hpp"
#include "domain/signing/statement.hpp"
#include "schema/write.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

const std::string seed(32, 's');

FilesByName files_of(const std::map<std::string, std::string>& contents) {
    FilesByName files;
    for (const auto& [name, content] : contents)
        files[name] = {name, sha256_hex(content), static_cast<std::int64_t>(content.size())};
    return files;
}

const std::map<std::string, std::string> contents{
    {"result.json", "{}"}, {"engine.log", "ready"}, {"manifest.json", "{}"}};

std::string message_of(const std::string& signature, const FilesByName& files) {
    const auto signer = signer_of(signature, files);
    return signer ? "signed" : signer.error()[0].pointer + " " + signer.error()[0].message;
}

TEST(ResultSignature, NamesItsSignerAndIsRepeatable) {
    const FilesByName files = files_of(contents);
    const std::string signature = sign_files(files, seed);
    EXPECT_EQ(signature, sign_files(files, seed));
    const auto signer = signer_of(signature, files);
    ASSERT_TRUE(signer) << signer.error()[0].message;
    EXPECT_EQ(*signer, public_key_of(seed));
}

TEST(ResultSignature, CoversNeitherItselfNorTheManifest) {
    auto signed_contents = contents;
    const std::string signature = sign_files(files_of(contents), seed);
    signed_contents[std::string(signature_name)] = signature;
    signed_contents["manifest.json"] = "that names the signature";
    EXPECT_EQ(message_of(signature, files_of(signed_contents)), "signed");
}

TEST(ResultSignature, NamesTheFileThatDiffers) {
    const std::string signature = sign_files(files_of(contents), seed);
    auto changed = contents;
    changed["engine.log"] = "Ready";
    EXPECT_EQ(message_of(signature, files_of(changed)),
              "/result.dsse.json engine.log is not the file that was signed");
    changed = contents;
    changed.erase("engine.log");
    EXPECT_NE(message_of(signature, files_of(changed)).find("engine.log, which is not here"),
              std::string::npos);
    changed = contents;
    changed["power.csv"] = "1";
    EXPECT_EQ(message_of(signature, files_of(changed)),
              "/result.dsse.json power.csv is not signed");
}

TEST(ResultSignature, RefusesAnyChangedByte) {
    const FilesByName files = files_of(contents);
    const std::string signature = sign_files(files, seed);
    for (std::size_t i = 0; i + 1 < signature.size(); ++i) {
        std::string changed = signature;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_NE(message_of(changed, files), "signed") << "byte " << i << ": " << changed[i];
    }
}

TEST(ResultSignature, RefusesStatementsAboutOtherThings) {
    const FilesByName files = files_of(contents);
    const auto signature_of = [&](const Statement& statement) {
        return schema::to_text(
            sign_envelope(statement_media_type, schema::to_text(statement), seed));
    };
    Statement statement{.subject = {}, .predicate_type = std::string(acceptance_predicate_type)};
    EXPECT_NE(message_of(signature_of(statement), files).find("not about the files of a run"),
              std::string::npos);
    statement.predicate_type = std::string(run_predicate_type);
    EXPECT_NE(message_of(signature_of(statement), files), "signed") << "no file is signed";
    for (const auto& [name, file] : files)
        statement.subject.push_back({name, {{"sha512", file.sha256}}});
    EXPECT_NE(message_of(signature_of(statement), files).find("gives no SHA-256"),
              std::string::npos);
    for (const std::string& wrong : {std::string(), std::string("{}"), std::string("[]"),
                                     std::string(limits::signature_bytes_max + 1, ' ')})
        EXPECT_NE(message_of(wrong, files), "signed");
    const std::string body = "not JSON";
    EXPECT_NE(message_of(schema::to_text(sign_envelope(statement_media_type, body, seed)), files),
              "signed");
}

/// Other programs may write members that lem does not know.
TEST(ResultSignature, IgnoresUnknownMembers) {
    const FilesByName files = files_of({{"result.json", "{}"}});
    const std::string body = R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":)"
                             R"("result.json","digest":{"sha256":")" +
                             files.at("result.json").sha256 +
                             R"("},"uri":"x"}],"predicateType":")" +
                             std::string(run_predicate_type) + R"(","more":1})";
    const std::string envelope = schema::to_text(sign_envelope(statement_media_type, body, seed));
    EXPECT_EQ(message_of(R"({"note":"x",)" + envelope.substr(1), files), "signed");
}

}  // namespace
}  // namespace lem::domain
