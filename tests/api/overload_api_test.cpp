#include "support/bundle.hpp"
#include "support/peer.hpp"
#include "support/server.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <thread>

/// Anonymous uploads keep the server busy, and reads stay fast.
namespace lem {
namespace {

class OverloadApi : public test::Server {
protected:
    static constexpr std::size_t uploads = 64;

    std::string head(std::size_t bytes) {
        return "POST /api/v1/results/check HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
               "Content-Type: application/octet-stream\r\nContent-Length: " +
               std::to_string(bytes) + "\r\n\r\n";
    }
    std::int64_t held(http::Resource resource) {
        return service_->gauges().resources[static_cast<std::size_t>(resource)].held;
    }
    std::int64_t waiting(http::WorkClass work) {
        return service_->gauges().work[static_cast<std::size_t>(work)].waiting;
    }
};

TEST_P(OverloadApi, ReadsAreAnsweredWhileUploadsCrawlAndBundlesQueue) {
    ASSERT_EQ(submit(test::sample_result()).status, 201);
    const std::string bundle =
        test::bundle_of({{"result.json", schema::to_text(test::sample_result())},
                         {"engine.log", std::string(4 * limits::mib, 'x')}},
                        folder_);

    std::vector<std::unique_ptr<test::Peer>> crawling, bundles;
    for (std::size_t i = 0; i < uploads; ++i) {
        crawling.push_back(std::make_unique<test::Peer>(service_->port()));
        crawling.back()->send(head(limits::bundle_bytes_max));
    }
    std::atomic<bool> done{false};
    std::thread crawl([&] {
        const std::string piece(8 * limits::kib, 'x');
        while (!done) {
            for (const auto& peer : crawling)
                peer->send(piece);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    while (held(http::Resource::upload_files) < static_cast<std::int64_t>(uploads))
        std::this_thread::yield();
    for (std::size_t i = 0; i < 40; ++i) {
        bundles.push_back(std::make_unique<test::Peer>(service_->port()));
        bundles.back()->send(head(bundle.size()) + bundle);
    }

    std::vector<double> reads_ms;
    std::int64_t waiting_max = 0;
    const std::string paths[]{"/api/v1/leaderboard?limit=5", "/readyz", "/api/v1/results"};
    for (int i = 0; i < 150; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(get(paths[i % 3]).status, 200) << paths[i % 3];
        reads_ms.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count());
        waiting_max = std::max(waiting_max, waiting(http::WorkClass::bundle));
    }
    EXPECT_EQ(waiting(http::WorkClass::read), 0) << "no read waits for uploads";
    std::size_t checked = 0;
    for (const auto& peer : bundles)
        checked += peer->receive_all().find("HTTP/1.1 200 ") == 0;
    EXPECT_EQ(checked, bundles.size());
    EXPECT_GT(waiting_max, 0) << "no bundle had to wait: the test is too gentle";
    done = true;
    crawl.join();
    EXPECT_EQ(held(http::Resource::upload_files), static_cast<std::int64_t>(uploads));
    crawling.clear();
    std::sort(reads_ms.begin(), reads_ms.end());
    fmt::print(
        "reads beside {} slow uploads and {} bundles: p50 {:.1f} ms, p99 {:.1f} ms; at most "
        "{} bundles waited\n",
        uploads, bundles.size(), reads_ms[75], reads_ms[148], waiting_max);
}

INSTANTIATE_TEST_SUITE_P(Databases, OverloadApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
