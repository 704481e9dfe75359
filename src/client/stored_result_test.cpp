#include "client/stored_result.hpp"

#include "base/file.hpp"
#include "base/limits.hpp"
#include "support/bundle.hpp"
#include "support/folder.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

class StoredResult : public testing::Test {
protected:
    fs::path write(const archive::Files& files) {
        const fs::path folder = scratch_.path() / "result";
        fs::create_directory(folder);
        for (const auto& [name, content] : files)
            std::ofstream(folder / name, std::ios::binary) << content;
        return folder;
    }
    fs::path unpacked(const archive::Files& files) {
        const fs::path bundle = packed(files);
        return write(archive::unpack(bundle));
    }
    fs::path packed(const archive::Files& files) {
        test::bundle_of(files, scratch_.path().string());
        return scratch_.path() / "packed.lem";
    }
    static std::string read(const domain::RequestSource& source) {
        std::string text;
        source([&](std::string_view piece) {
            text += piece;
            return true;
        });
        return text;
    }
    static std::string requests_of(const client::StoredResult& stored) {
        return read(stored.requests);
    }
    static ErrorCode code_of(const fs::path& path) {
        try {
            open_result(path);
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::internal;
    }

    const test::Folder scratch_;
    const std::string document_ = schema::to_text(test::sample_result());
    const std::string lines_ = std::string(700'000, ' ') + "\n";  // several pieces
    const archive::Files files_{
        {"result.json", document_}, {"requests.jsonl", lines_}, {"power.csv", "t_s,watts\n"}};
};

TEST_F(StoredResult, FolderBundleAndDocumentGiveTheSame) {
    for (const fs::path& path : {unpacked(files_), packed(files_)}) {
        const auto stored = open_result(path);
        EXPECT_EQ(stored.document, document_);
        EXPECT_TRUE(stored.disagreements.empty());
        EXPECT_EQ(requests_of(stored), lines_);
        EXPECT_EQ(requests_of(stored), lines_) << "read a second time";
        EXPECT_EQ(read(stored.trace), "t_s,watts\n");
    }
    const auto alone = open_result(scratch_.path() / "result" / "result.json");
    EXPECT_EQ(alone.document, document_);
    EXPECT_EQ(requests_of(alone), "");
}

TEST_F(StoredResult, OnlyWhatTheManifestListsBelongsToAFolder) {
    const fs::path folder = unpacked(files_);
    std::ofstream(folder / "note.txt") << "not part of the result";
    EXPECT_TRUE(open_result(folder).disagreements.empty());
    std::ofstream(folder / "requests.jsonl") << "{}";
    const auto changed = open_result(folder);
    ASSERT_EQ(changed.disagreements.size(), 1U);
    EXPECT_NE(changed.disagreements[0].message.find("requests.jsonl"), std::string::npos);
    fs::remove(folder / "requests.jsonl");
    ASSERT_EQ(open_result(folder).disagreements.size(), 1U);
    EXPECT_EQ(requests_of(open_result(folder)), "");
}

TEST_F(StoredResult, ManifestCannotNameAFileOfAnotherFolder) {
    const fs::path folder = unpacked(files_);
    std::ofstream(scratch_.path() / "outside") << "x";
    auto manifest =
        read_manifest(file::read(folder / "manifest.json", limits::manifest_bytes_max), folder);
    manifest.files.push_back({"../outside", sha256_hex("x"), 1});
    std::ofstream(folder / "manifest.json") << schema::to_text(manifest);
    EXPECT_TRUE(code_of(folder) == ErrorCode::invalid ||
                open_result(folder).disagreements.size() == 1U);
}

TEST_F(StoredResult, LimitsHold) {
    archive::Files large = files_;
    large["result.json"] = std::string(limits::result_bytes_max + 1, ' ');
    EXPECT_EQ(code_of(packed(large)), ErrorCode::too_large);
    const fs::path folder = unpacked(large);
    EXPECT_EQ(code_of(folder), ErrorCode::too_large);
    EXPECT_EQ(code_of(folder / "result.json"), ErrorCode::too_large);
    EXPECT_EQ(code_of(packed({{"requests.jsonl", lines_}})), ErrorCode::invalid);
    EXPECT_EQ(code_of(scratch_.path()), ErrorCode::bad_request);
    EXPECT_EQ(code_of(scratch_.path() / "missing"), ErrorCode::bad_request);
}

}  // namespace
}  // namespace lem::client
