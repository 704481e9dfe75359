#include "client/sign_result.hpp"

#include "base/error.hpp"
#include "client/lem_client.hpp"
#include "client/result_files.hpp"
#include "client/stored_result.hpp"
#include "support/bundle.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

class SignResult : public testing::Test {
protected:
    fs::path bundle(const archive::Files& files = {{"result.json", "{}"}, {"a.log", "a"}}) const {
        return scratch_.put("run.lem", test::bundle_of(files, scratch_.path().string()));
    }
    static std::string message_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const Error& error) {
            return error.message();
        }
        return "";
    }

    const test::Folder scratch_;
    const SigningKey key_{.name = "one", .created_at = {}, .seed = std::string(32, 's')};
    const SigningKey other_{.name = "two", .created_at = {}, .seed = std::string(32, 't')};
};

TEST_F(SignResult, ABundleIsSignedInItsPlaceAndStaysSignedByTheFirstKey) {
    const fs::path path = bundle();
    EXPECT_EQ(open_result(path).signer, std::nullopt);
    EXPECT_EQ(sign_on_disk(path, key_), key_.public_key());
    EXPECT_EQ(open_result(path).signer, key_.public_key());
    EXPECT_TRUE(open_result(path).disagreements.empty());
    EXPECT_EQ(sign_on_disk(path, other_), key_.public_key());
    EXPECT_EQ(open_result(path).signer, key_.public_key());
}

TEST_F(SignResult, WhatIsSentIsTheSameEachTimeWhateverItsForm) {
    const fs::path path = bundle();
    const Package first = package_of(path, key_);
    EXPECT_EQ(package_of(path, key_).bytes, first.bytes);
    EXPECT_EQ(first.signer, key_.public_key());
    EXPECT_EQ(first.media_type, "application/vnd.lem.bundle");
    sign_on_disk(path, key_);
    EXPECT_EQ(package_of(path, key_).bytes, first.bytes) << "signed on the disk or while sent";
    EXPECT_EQ(package_of(path, other_).signer, key_.public_key());

    const fs::path document = scratch_.put("result.json", "{}");
    EXPECT_EQ(package_of(document).bytes, "{}");
    const Package sent = package_of(document, key_);
    const fs::path received = scratch_.put("sent.lem", sent.bytes);
    EXPECT_EQ(open_result(received).signer, key_.public_key());
    EXPECT_EQ(open_result(received).document, "{}");
}

TEST_F(SignResult, WhatIsDamagedOrHasNoPlaceForASignatureIsNotSigned) {
    const fs::path document = scratch_.put("result.json", "{}");
    EXPECT_NE(message_of([&] { sign_on_disk(document, key_); }).find("a document alone"),
              std::string::npos);
    archive::Files files = read_result_files(bundle()).files;
    files["a.log"] = "b";
    const fs::path changed = scratch_.put("changed.lem", packed(files));
    EXPECT_NE(message_of([&] { sign_on_disk(changed, key_); }).find("does not match its manifest"),
              std::string::npos);
    const fs::path forged =
        bundle({{"result.json", "{}"}, {"result.dsse.json", R"({"payload":"e30="})"}});
    EXPECT_NE(message_of([&] { package_of(forged, key_); }).find("is wrong"), std::string::npos);
    EXPECT_FALSE(open_result(forged).disagreements.empty());
    EXPECT_EQ(open_result(forged).signer, std::nullopt);
}

}  // namespace
}  // namespace lem::client
