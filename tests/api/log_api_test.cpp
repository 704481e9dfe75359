#include "domain/signing/log_entry.hpp"
#include "domain/signing/tiles.hpp"
#include "support/signing_server.hpp"

#include <set>
#include <thread>

/// The log of what was accepted, read over HTTP.
namespace lem {
namespace {

using test::result_number;

/// A reader of the log, who believes only the key.
class LogApi : public test::SigningServer {
protected:
    struct Seen {
        domain::Checkpoint checkpoint;
        std::vector<std::string> entries;
    };
    domain::Subtrees tree(std::uint64_t size) {
        return domain::subtrees_in(
            size, [this](const domain::TileName& name) -> std::optional<std::string> {
                const auto answer = get("/log/" + path_of(name));
                EXPECT_EQ(answer.status, 200) << path_of(name);
                return answer.body;
            });
    }
    /// The checkpoint and all entries; each is proven to be in the tree.
    Seen read_log() {
        const auto key = domain::read_note_key(get("/log/key").body).value();
        const auto checkpoint = domain::open_checkpoint(get("/log/checkpoint").body, key);
        EXPECT_TRUE(checkpoint);
        Seen seen{.checkpoint = *checkpoint, .entries = {}};
        const std::uint64_t size = checkpoint->size;
        EXPECT_EQ(domain::root_of(size, tree(size)), checkpoint->root);
        while (seen.entries.size() < size) {
            auto name = *domain::tile_of(size, 0, seen.entries.size());
            name.entries = true;
            const auto bundle =
                domain::read_entry_bundle(get("/log/" + path_of(name)).body, name.width).value();
            for (const std::string& entry : bundle)
                seen.entries.push_back(entry);
        }
        for (std::uint64_t i = 0; i < size; ++i) {
            const auto proof = domain::inclusion_proof(i, size, tree(size)).value();
            EXPECT_TRUE(domain::proves_inclusion(proof, domain::leaf_hash(seen.entries[i]), i, size,
                                                 checkpoint->root))
                << i;
        }
        return seen;
    }
    static domain::LogEntry entry_in(const std::string& text) {
        return schema::from_text<domain::LogEntry>(text).value();
    }
};

TEST_P(LogApi, HasAnEntryForEachAcceptedResultAndLosesNone) {
    EXPECT_EQ(read_log().checkpoint.size, 0U);
    const auto published = receipt(submit(result_number(1)));
    const std::string document = schema::to_text(result_number(1));
    const Seen first = read_log();
    ASSERT_EQ(first.entries.size(), 1U);
    EXPECT_EQ(entry_in(first.entries[0]).result, published.id.text);
    EXPECT_EQ(entry_in(first.entries[0]).document_sha256, sha256_hex(document));
    EXPECT_EQ(entry_in(first.entries[0]).signer_sha256, std::nullopt);
    EXPECT_EQ(submit(result_number(1)).status, 200);
    EXPECT_EQ(call("POST", "/api/v1/results", "{}", token_).status, 422);
    EXPECT_EQ(read_log().checkpoint, first.checkpoint) << "nothing new was accepted";

    send(signed_files(2, seed_), token_);
    submit(result_number(3));
    EXPECT_EQ(
        call("DELETE", "/api/v1/results/" + published.id.text, R"({"reason":"wrong"})", token_)
            .status,
        200);
    restart();
    const Seen later = read_log();
    ASSERT_EQ(later.entries.size(), 3U) << "a withdrawn one stays";
    EXPECT_EQ(later.entries[0], first.entries[0]);
    EXPECT_EQ(entry_in(later.entries[1]).signer_sha256,
              domain::fingerprint_of(domain::public_key_of(seed_)));
    const auto proof = domain::consistency_proof(1, 3, tree(3)).value();
    EXPECT_TRUE(
        domain::proves_consistency(proof, 1, first.checkpoint.root, 3, later.checkpoint.root));
    EXPECT_EQ(get("/api/v1/log?document_sha256=" + sha256_hex(document)).body, R"({"index":0})");
    EXPECT_EQ(get("/api/v1/log?document_sha256=" + sha256_hex("x")).body, R"({"index":null})");
    EXPECT_EQ(get("/api/v1/log?document_sha256=x").status, 400);
}

TEST_P(LogApi, HasNoTilesThatItHasNotYet) {
    submit(result_number(1));
    for (const char* path : {"0/000", "0/000.p/2", "0/001.p/1", "1/000.p/1", "7/000.p/1",
                             "entries/000", "entries/000.p/2", "0/x999/x999/x999/x999/x999/999.p/1",
                             "0/0", "8/000.p/1", "x", "0/000.p/0"})
        EXPECT_EQ(get(std::string("/log/tile/") + path).status, 404) << path;
    EXPECT_EQ(get("/log/tile/0/000.p/1").body.size(), 32U);
}

/// As many as publish at the same time, in two processes where the database serves several: one
/// log, without a gap, a fork or an entry that is there twice.
TEST_P(LogApi, IsOneLogWhoeverAppends) {
    std::unique_ptr<app::Service> second;
    std::uint16_t second_port = service_->port();
    if (config_.database) {
        second = std::make_unique<app::Service>(config_);
        second->start();
        second_port = second->port();
    }
    constexpr int threads = 4, each = 12;
    std::vector<std::thread> publishers;
    std::atomic<int> accepted{0};
    for (int thread = 0; thread < threads; ++thread) {
        publishers.emplace_back([&, thread] {
            for (int i = 0; i < each; ++i) {
                const std::uint16_t port = thread % 2 == 0 ? service_->port() : second_port;
                const auto answer = http::fetch(
                    {.method = "POST",
                     .url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/results",
                     .headers = {{"Authorization", "Bearer " + token_},
                                 {"Content-Type", "application/json"}},
                     .body = schema::to_text(result_number(1 + thread * each + i))});
                if (answer.status == 201) ++accepted;
            }
        });
    }
    for (std::thread& publisher : publishers)
        publisher.join();
    EXPECT_EQ(accepted, threads * each);
    const Seen seen = read_log();
    ASSERT_EQ(seen.entries.size(), static_cast<std::size_t>(threads * each));
    std::set<std::string> results;
    for (const std::string& entry : seen.entries)
        results.insert(entry_in(entry).result);
    EXPECT_EQ(results.size(), seen.entries.size());
    if (!second) return;
    const auto from_second =
        http::fetch({.url = "http://127.0.0.1:" + std::to_string(second_port) + "/log/checkpoint"});
    EXPECT_EQ(from_second.body, get("/log/checkpoint").body) << "the same key, the same tree";
}

INSTANTIATE_TEST_SUITE_P(Databases, LogApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
