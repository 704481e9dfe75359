#pragma once
/// The watcher, a process between lem and a program that it starts. Descendants whose parent has
/// ended become its children, so it finds all of them, and it survives if lem is killed. It is a
/// fork of a threaded program: everything here is safe between fork and exec.

#include "platform/process/process.hpp"

namespace lem::process {

inline constexpr char watcher_name[] = "lem-watch";  // as /proc shows it

/// Orders to the watcher through its socket; a closed socket means the latter.
enum class Order : char { ask_to_end = 'T', kill = 'K' };

struct Watched {
    char* const* arguments;
    int log;
    int report;  // gets errno when the program cannot be started
    int socket;  // its last message is the program's wait status, an int
    Leavers leavers;
};
/// Turns this process into the watcher of the program that it starts.
[[noreturn]] void watch(const Watched& watched);

}  // namespace lem::process
