#include "client/log_proof.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "schema/write.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

const std::string log_seed(32, 'l');
const std::string log_name = "log.example";

std::string document_number(int number) {
    return sha256_hex("document " + std::to_string(number));
}

/// Logs in folders, as a mirror would copy them.
class LogProofs : public testing::Test {
protected:
    static std::vector<std::string> entries(int count) {
        std::vector<std::string> entries;
        for (int i = 0; i < count; ++i)
            entries.push_back(schema::to_text(
                domain::LogEntry{.result = "res_" + std::to_string(i),
                                 .document_sha256 = document_number(i),
                                 .submission_sha256 = document_number(i),
                                 .accepted_at = text::rfc3339(1'700'000'000'000 + i)}));
        return entries;
    }

    /// Tiles of one level and bundles suffice below 65,536 entries, but for the roots of full
    /// tiles.
    void write(const std::vector<std::string>& entries, const std::string& seed = log_seed) {
        fs::remove_all(log_);
        std::string above;
        for (std::size_t first = 0; first < entries.size(); first += domain::tile_width) {
            domain::TileName name = *domain::tile_of(entries.size(), 0, first);
            std::string tile;
            for (std::size_t i = first; i < first + name.width; ++i)
                tile += domain::leaf_hash(entries[i]);
            put(path_of(name), tile);
            if (name.width == domain::tile_width) above += domain::root_over(tile);
            name.entries = true;
            put(path_of(name), domain::entry_bundle(std::span(entries).subspan(first, name.width)));
        }
        if (!above.empty()) put(path_of(*domain::tile_of(entries.size(), 1, 0)), above);
        const auto root = domain::root_of(
            entries.size(), domain::subtrees_in(entries.size(), [&](const domain::TileName& name) {
                return LogPlace(log_.string()).tile(name);
            }));
        put("checkpoint", domain::sign_note(text_of(domain::Checkpoint{.origin = log_name,
                                                                       .size = entries.size(),
                                                                       .root = root.value()}),
                                            log_name, seed));
        put("key", text_of(key_of(seed)) + "\n");
    }
    static domain::NoteKey key_of(const std::string& seed) {
        return {.name = log_name, .key = domain::public_key_of(seed)};
    }
    void put(const std::string& name, const std::string& content) const {
        scratch_.put(fs::path("log") / name, content);
    }

    LogProof prove(int number, std::optional<domain::NoteKey> key = {}) {
        LogPlace place(log_.string());
        return prove_in_log(place, document_number(number),
                            {.seen_folder = scratch_.path() / "seen", .key = std::move(key)});
    }
    /// What is said against it; "" if it is proven.
    std::string objection(int number, std::optional<domain::NoteKey> key = {}) {
        try {
            prove(number, std::move(key));
        } catch (const Error& error) {
            return error.message();
        }
        return "";
    }
    void expect_objection(int number, const std::string& words) {
        const std::string said = objection(number);
        EXPECT_NE(said.find(words), std::string::npos) << said;
    }

    const test::Folder scratch_;
    const fs::path log_ = scratch_.path() / "log";
};

TEST_F(LogProofs, SayWhatWasProven) {
    write(entries(300));
    const LogProof first = prove(7);
    EXPECT_EQ(first.log, log_name);
    EXPECT_TRUE(first.key_is_new);
    EXPECT_EQ(first.size, 300);
    EXPECT_EQ(first.size_before, std::nullopt);
    EXPECT_EQ(first.index, 7);
    EXPECT_EQ(first.entry.result, "res_7");
    write(entries(600));
    const LogProof second = prove(599);
    EXPECT_FALSE(second.key_is_new);
    EXPECT_EQ(second.size_before, 300);
    EXPECT_EQ(prove(0).size_before, 600);
    EXPECT_EQ(prove(0).entry.result, "res_0");
}

TEST_F(LogProofs, FindNothingThatIsNotThere) {
    write(entries(3));
    expect_objection(4, "has no entry about this document");
    write({});
    expect_objection(0, "was cut");
}

TEST_F(LogProofs, NoticeThatALogWasCut) {
    write(entries(20));
    EXPECT_EQ(objection(3), "");
    write(entries(19));
    expect_objection(3, "20 were seen before");
    write(entries(20));
    EXPECT_EQ(objection(3), "");
}

TEST_F(LogProofs, NoticeThatHistoryWasRewritten) {
    write(entries(20));
    EXPECT_EQ(objection(3), "");
    auto rewritten = entries(25);
    rewritten[5] = rewritten[6];
    write(rewritten);
    expect_objection(3, "its history was rewritten");
    rewritten.resize(20);
    write(rewritten);
    expect_objection(3, "its history was rewritten");
    write(entries(25));
    EXPECT_EQ(objection(3), "") << "what was seen is not forgotten for a forgery";
}

TEST_F(LogProofs, NoticeThatAnEntryIsNotInTheTree) {
    write(entries(20));
    auto other = entries(20);
    other[3].replace(other[3].find("res_3"), 5, "res_9");
    put("tile/entries/000.p/20", domain::entry_bundle(other));
    expect_objection(3, "is not in the tree that it signed");
}

TEST_F(LogProofs, NoticeDamagedAndMissingParts) {
    write(entries(300));
    fs::remove(log_ / "tile/0/000");
    expect_objection(3, "lacks parts");
    write(entries(300));
    put("tile/0/000", "short");
    expect_objection(3, "lacks parts");
    write(entries(300));
    put("tile/entries/001.p/44", "short");
    expect_objection(3, "has no whole tile/entries/001.p/44");
    write(entries(300));
    put("checkpoint", "not a note");
    expect_objection(3, "is not a signed note");
    fs::remove_all(log_);
    fs::create_directory(log_);
    expect_objection(3, "There is no log at");
}

TEST_F(LogProofs, TakeANarrowTileFromTheFullOne) {
    write(entries(256));
    const std::string full_tile = LogPlace(log_.string()).tile({.index = 0}).value();
    const std::string bundle = LogPlace(log_.string()).tile({.entries = true}).value();
    write(entries(200));
    fs::remove_all(log_ / "tile");
    put("tile/0/000", full_tile);
    put("tile/entries/000", bundle);
    EXPECT_EQ(objection(150), "");
}

TEST_F(LogProofs, BelieveTheKeyThatIsKnown) {
    write(entries(3));
    const std::string other_seed(32, 'm');
    EXPECT_NE(objection(1, key_of(other_seed)).find("no signature by the key"), std::string::npos);
    EXPECT_FALSE(prove(1, key_of(log_seed)).key_is_new);
    EXPECT_EQ(objection(1), "");
    write(entries(3), other_seed);
    expect_objection(1, "no signature by the key");
    EXPECT_EQ(objection(1, key_of(other_seed)), "") << "when the user says that it is another one";
}

TEST_F(LogProofs, AMemoryThatCannotBeReadIsNotForgotten) {
    write(entries(3));
    EXPECT_EQ(objection(1), "");
    for (const auto& entry : fs::directory_iterator(scratch_.path() / "seen"))
        fs::resize_file(entry.path(), 20);
    expect_objection(1, "holds what was seen of the log");
}

}  // namespace
}  // namespace lem::client
