#include "platform/process/watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lem::process {
namespace {

constexpr int poll_interval_ms = 5;
/// Processes that left the program's session, such as a container's monitor, may need time to clean
/// up.
constexpr int grace_ms = 1000;
/// A process that even KILL does not end (a driver that hangs) must not block lem forever.
constexpr int cleanup_timeout_ms = 10'000;

/// The directory entry of getdents64(2), as the kernel writes it.
struct KernelEntry {
    std::uint64_t inode;
    std::int64_t offset;
    std::uint16_t length;
    std::uint8_t type;
    char name[1];
};

pid_t number_of(const char* text) {
    pid_t number = 0;
    for (; *text >= '0' && *text <= '9'; ++text)
        number = number * 10 + (*text - '0');
    return *text == '\0' ? number : 0;
}

/// 0 if it has ended.
pid_t parent_of(int proc, const char* pid) {
    std::array<char, 32> path{};
    std::array<char, 512> stat{};
    std::strncat(std::strncat(path.data(), pid, 20), "/stat", 6);
    const int file = openat(proc, path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const ssize_t size = read(file, stat.data(), stat.size());
    close(file);
    const std::string_view text(stat.data(), static_cast<std::size_t>(std::max<ssize_t>(0, size)));
    // "PID (NAME) STATE PARENT ": the name may contain anything.
    const std::size_t begin = text.rfind(')') + 4;
    const std::size_t end = begin < text.size() ? text.find(' ', begin) : std::string_view::npos;
    if (end == std::string_view::npos) return 0;
    stat[end] = '\0';
    return number_of(&stat[begin]);
}

/// Their children then become the watcher's, and are found the next time.
void kill_children() {
    const pid_t self = getpid();
    const int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) return;
    alignas(KernelEntry) std::array<char, 8192> entries{};
    for (long size = 1; size > 0;) {
        size = syscall(SYS_getdents64, proc, entries.data(), entries.size());
        const char* at = entries.data();
        while (at < entries.data() + size) {
            const auto* entry = reinterpret_cast<const KernelEntry*>(at);
            const char* name = at + offsetof(KernelEntry, name);
            const pid_t pid = number_of(name);
            if (pid > 0 && parent_of(proc, name) == self) kill(pid, SIGKILL);
            at += entry->length;
        }
    }
    close(proc);
}

[[noreturn]] void become(char* const* arguments, int log, int report, pid_t parent) {
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execvp(arguments[0], arguments);
    const int reason = errno;
    const ssize_t ignored = write(report, &reason, sizeof reason);
    static_cast<void>(ignored);
    _exit(127);
}

/// Closes the files of lem: others may wait for its sockets to close.
void close_all_but(int one, int other) {
    const auto low = static_cast<unsigned>(std::min(one, other)),
               high = static_cast<unsigned>(std::max(one, other));
    if (low > 0) syscall(SYS_close_range, 0U, low - 1, 0U);
    if (high > low + 1) syscall(SYS_close_range, low + 1, high - 1, 0U);
    syscall(SYS_close_range, high + 1, ~0U, 0U);
}

class Watcher {
public:
    Watcher(pid_t program, int socket, int deaths)
        : program_(program), socket_(socket), deaths_(deaths) {}

    /// Returns when the program has ended or must be killed.
    void follow() {
        while (!status_known_ && !kill_) {
            std::array<pollfd, 2> both{{{.fd = socket_, .events = POLLIN, .revents = 0},
                                        {.fd = deaths_, .events = POLLIN, .revents = 0}}};
            poll(both.data(), both.size(), -1);
            signalfd_siginfo which;
            if (both[1].revents != 0 && read(deaths_, &which, sizeof which) > 0) collect();
            if (both[0].revents != 0) obey();
        }
    }

    void end_the_rest() {
        for (int waited_ms = 0; waited_ms < cleanup_timeout_ms; waited_ms += poll_interval_ms) {
            if (!status_known_ || waited_ms == 0) kill(-program_, SIGKILL);
            if (kill_ || waited_ms >= grace_ms) kill_children();
            if (!collect()) return;
            pollfd order{.fd = socket_, .events = POLLIN, .revents = 0};
            if (kill_)
                poll(nullptr, 0, poll_interval_ms);
            else if (poll(&order, 1, poll_interval_ms) > 0)
                obey();
        }
    }

    /// If the status is unknown, the watcher kills itself: lem then reports the program as killed.
    void report() const {
        if (!status_known_) kill(getpid(), SIGKILL);
        const ssize_t ignored = write(socket_, &status_, sizeof status_);  // lem may have ended
        static_cast<void>(ignored);
    }

private:
    /// True if any children are left.
    bool collect() {
        int status = 0;
        pid_t ended = 0;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
            if (ended != program_) continue;
            status_ = status;
            status_known_ = true;
        }
        return ended == 0;
    }
    void obey() {
        char order = 0;
        kill_ = read(socket_, &order, 1) != 1 || order == static_cast<char>(Order::kill);
        if (!kill_) kill(-program_, SIGTERM);
    }

    pid_t program_;
    int socket_;
    int deaths_;
    bool kill_ = false;
    bool status_known_ = false;
    int status_ = 0;
};

}  // namespace

void watch(const Watched& watched) {
    setsid();  // so that a terminal's Ctrl-C reaches only lem
    sigset_t all, death;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    sigemptyset(&death);
    sigaddset(&death, SIGCHLD);
    signal(SIGCHLD, SIG_DFL);  // if it is ignored, wait() finds no child
    const int deaths = signalfd(-1, &death, SFD_CLOEXEC | SFD_NONBLOCK);
    if (watched.leavers == Leavers::ended) prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, watcher_name);
    const pid_t self = getpid();
    const pid_t program = deaths < 0 ? -1 : fork();
    if (program == 0) become(watched.arguments, watched.log, watched.report, self);
    if (program < 0) {
        const int reason = errno;
        const ssize_t ignored = write(watched.report, &reason, sizeof reason);
        static_cast<void>(ignored);
        _exit(127);
    }
    close_all_but(watched.socket, deaths);
    Watcher watcher(program, watched.socket, deaths);
    watcher.follow();
    watcher.end_the_rest();
    watcher.report();
    _exit(0);
}

}  // namespace lem::process
