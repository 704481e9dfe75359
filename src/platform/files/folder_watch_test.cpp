#include "platform/files/folder_watch.hpp"

#include "support/folder.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace lem::files {
namespace {

using std::chrono::milliseconds, std::chrono::steady_clock;

constexpr milliseconds long_time{20'000}, moment{30};

/// Whether the watch spoke before the time was up.
bool tells(FolderWatch& watch, milliseconds at_most = long_time) {
    const auto start = steady_clock::now();
    EXPECT_TRUE(watch.wait(at_most));
    return steady_clock::now() - start < at_most;
}

TEST(FolderWatch, TellsWhatIsMadeWrittenMovedAndRemoved) {
    const test::Folder folder;
    FolderWatch watch;
    watch.add(folder.path());
    watch.add(folder.path());  // harmless
    ASSERT_FALSE(watch.polls());
    EXPECT_FALSE(tells(watch, moment));
    folder.put("a.json", "{");
    EXPECT_TRUE(tells(watch));
    std::ofstream(folder.path() / "a.json", std::ios::app) << "}";
    EXPECT_TRUE(tells(watch));
    std::filesystem::rename(folder.path() / "a.json", folder.path() / "b.json");
    EXPECT_TRUE(tells(watch));
    std::filesystem::remove(folder.path() / "b.json");
    EXPECT_TRUE(tells(watch));
    EXPECT_FALSE(tells(watch, moment)) << "all is told";
}

TEST(FolderWatch, LooksAfterAWhileWhereSomethingChangesAllTheTime) {
    const test::Folder folder;
    FolderWatch watch({.quiet = milliseconds(200), .gather_max = milliseconds(300)});
    watch.add(folder.path());
    std::atomic<bool> ended{false};
    std::thread writer([&] {
        while (!ended) {
            folder.put("log", "more");
            std::this_thread::sleep_for(milliseconds(5));
        }
    });
    EXPECT_TRUE(tells(watch));
    ended = true;
    writer.join();
}

TEST(FolderWatch, IsStoppedFromAnotherThread) {
    FolderWatch watch;
    std::thread stopper([&] { watch.stop(); });
    EXPECT_FALSE(watch.wait());
    EXPECT_FALSE(watch.rest(long_time));
    stopper.join();
}

TEST(FolderWatch, AFolderThatIsGoneIsNoError) {
    FolderWatch watch;
    watch.add("/no/such/folder");
    EXPECT_FALSE(watch.polls());
    EXPECT_TRUE(watch.rest(milliseconds(1)));
}

}  // namespace
}  // namespace lem::files
