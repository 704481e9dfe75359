#include "platform/files/folder_watch.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

namespace lem::files {
namespace {

using std::chrono::milliseconds;

/// File systems on which another machine's writes reach no watch: the numbers of statfs(2), and of
/// parallel file systems outside of the kernel.
constexpr std::array<std::uint32_t, 14> remote_file_systems{
    0x6969,      // NFS
    0x517B,      // SMB
    0xFF534D42,  // CIFS
    0xFE534D42,  // SMB 2
    0x564C,      // NCP
    0x73757245,  // Coda
    0x5346414F,  // AFS
    0x6B414653,  // AFS of the kernel
    0x00C36400,  // Ceph
    0x0BD00BD0,  // Lustre
    0x47504653,  // GPFS
    0x19830326,  // BeeGFS
    0x65735546,  // FUSE, behind which anything may be
    0x01021997,  // 9P
};

bool is_remote(const std::filesystem::path& folder) {
    struct statfs status{};
    if (statfs(folder.c_str(), &status) != 0) return false;
    return std::ranges::find(remote_file_systems, static_cast<std::uint32_t>(status.f_type)) !=
           remote_file_systems.end();
}

constexpr std::uint32_t watched = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM |
                                  IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF |
                                  IN_ATTRIB | IN_ONLYDIR;

}  // namespace

FolderWatch::FolderWatch(const WatchTimes& times)
    : times_(times),
      changes_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      polls_(changes_ < 0) {
    if (stop_ >= 0) return;
    if (changes_ >= 0) close(changes_);
    throw Error(ErrorCode::unavailable, "The program has no file descriptors left.");
}

FolderWatch::~FolderWatch() {
    if (changes_ >= 0) close(changes_);
    close(stop_);
}

void FolderWatch::add(const std::filesystem::path& folder) {
    if (polls_) return;
    if (is_remote(folder)) return poll_from_now_on();
    const bool added = inotify_add_watch(changes_, folder.c_str(), watched) >= 0;
    if (!added && (errno == ENOSPC || errno == ENOMEM)) poll_from_now_on();
}

/// Gives the watches back: the user's other programs need them too.
void FolderWatch::poll_from_now_on() {
    polls_ = true;
    close(std::exchange(changes_, -1));
}

FolderWatch::Heard FolderWatch::listen(milliseconds at_most) {
    std::array<pollfd, 2> sources{pollfd{stop_, POLLIN, 0}, pollfd{changes_, POLLIN, 0}};
    const int ready =
        poll(sources.data(), changes_ >= 0 ? 2 : 1, static_cast<int>(at_most.count()));
    if (ready > 0 && sources[0].revents != 0) return Heard::stop;
    if (ready <= 0 || sources[1].revents == 0) return Heard::nothing;
    std::array<char, 64 * 1024> events;
    while (read(changes_, events.data(), events.size()) > 0) {
    }
    return Heard::change;
}

bool FolderWatch::wait(std::optional<milliseconds> at_most) {
    constexpr milliseconds always{-1};
    milliseconds patience = at_most.value_or(always);
    if (polls_)
        patience = at_most ? std::min(*at_most, times_.poll_interval) : times_.poll_interval;
    Heard heard = listen(patience);
    const auto enough = std::chrono::steady_clock::now() + times_.gather_max;
    while (heard == Heard::change && std::chrono::steady_clock::now() < enough)
        heard = listen(times_.quiet);
    return heard != Heard::stop;
}

bool FolderWatch::rest(milliseconds time) const {
    pollfd stop{stop_, POLLIN, 0};
    return poll(&stop, 1, static_cast<int>(time.count())) <= 0;
}

void FolderWatch::stop() {
    const std::uint64_t one = 1;
    // A full counter has been stopped before.
    [[maybe_unused]] const ssize_t written = write(stop_, &one, sizeof one);
}

}  // namespace lem::files
