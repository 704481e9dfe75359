#pragma once
/// The process between lem and a program that it starts. Descendants whose own parent has ended
/// become its children, so it finds all of them, and it outlives lem when that is killed. It is a
/// fork of a program with threads: everything here is safe between fork and exec.

#include "platform/process/process.hpp"

namespace lem::process {

inline constexpr char watcher_name[] = "lem-watch";  // as /proc shows it

/// Orders to the watcher through its socket; when the socket closes, the latter is assumed.
enum class Order : char { ask_to_end = 'T', kill = 'K' };

struct Watched {
    char* const* arguments;
    int log;
    int report;  // gets errno when the program cannot be started
    int socket;  // its last word is the program's wait status, an int
    Leavers leavers;
};
/// Becomes the watcher of what it starts.
[[noreturn]] void watch(const Watched& watched);

}  // namespace lem::process
