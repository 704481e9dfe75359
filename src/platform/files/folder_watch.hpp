#pragma once
/// Says when something may have changed in folders: by the kernel's word (inotify), or after each
/// interval where the kernel does not see every change, as on a network file system, or has no
/// watches left. It says so too often rather than too rarely. One thread adds and waits; any thread
/// may stop it.

#include <chrono>
#include <filesystem>
#include <optional>

namespace lem::files {

struct WatchTimes {
    /// How often to look where the kernel does not tell.
    std::chrono::milliseconds poll_interval{2'000};
    /// After a change: until nothing has changed for so long, since one is seldom alone.
    std::chrono::milliseconds quiet{60};
    /// At most so long, where something changes all the time.
    std::chrono::milliseconds gather_max{1'000};
};

class FolderWatch {
public:
    explicit FolderWatch(const WatchTimes& times = {});
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;

    /// Watches the entries of a folder, but not of folders in it. Harmless if it is watched
    /// already, or gone: its parent's watch tells when it comes back.
    void add(const std::filesystem::path& folder);
    /// Waits until something may have changed, at most for `at_most`. False: it was stopped.
    bool wait(std::optional<std::chrono::milliseconds> at_most = {});
    /// Waits so long, whatever changes. False: it was stopped.
    bool rest(std::chrono::milliseconds time) const;
    /// Ends this and every later `wait` and `rest`.
    void stop();
    /// Whether it looks after each interval.
    bool polls() const { return polls_; }

private:
    /// Waits for the kernel's word, and forgets what exactly it says.
    enum class Heard { change, nothing, stop };
    Heard listen(std::chrono::milliseconds at_most);
    void poll_from_now_on();

    const WatchTimes times_;
    int changes_ = -1;  // inotify; -1: the kernel has none left
    int stop_ = -1;     // eventfd
    bool polls_ = false;
};

}  // namespace lem::files
