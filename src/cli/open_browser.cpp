#include "cli/open_browser.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace lem::cli {

bool has_desktop(const Variables& variables) {
    return !variables("SSH_CONNECTION") &&
           (variables("DISPLAY").has_value() || variables("WAYLAND_DISPLAY").has_value());
}

bool open_browser(const std::string& address) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
    // Ctrl-C is for lem alone; the signals that lem waits for are blocked in it.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    std::array arguments{std::string("xdg-open"), address};
    std::array<char*, 3> words{arguments[0].data(), arguments[1].data(), nullptr};
    pid_t child = 0;
    const bool started =
        posix_spawnp(&child, words[0], &actions, &attributes, words.data(), environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (started) std::thread([child] { waitpid(child, nullptr, 0); }).detach();
    return started;
}

}  // namespace lem::cli
