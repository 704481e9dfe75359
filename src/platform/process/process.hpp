#pragma once
/// A child program with its whole tree: started without a shell in a session of its own, its output
/// in a log file, stopped by TERM and then KILL. It ends with its parent, however that ends, and so
/// does everything it started: a watcher (watch.hpp) stands between. Not thread-safe.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lem::process {

struct Exit {
    std::optional<int> code;
    std::optional<int> signal;
    /// "exit code 1", "signal SIGILL (illegal instruction; ...)".
    std::string describe() const;
};

/// What becomes of descendants that put themselves into a session of their own: an engine's are
/// ended with it; a container client's are of the container engine, which looks after them itself.
enum class Leavers { ended, kept };

class Process {
public:
    /// Throws Error(unavailable) when the program cannot be started.
    Process(const std::vector<std::string>& arguments, const std::filesystem::path& log_file,
            Leavers leavers = Leavers::ended);
    /// Kills what is left.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// The watcher's, below which the whole tree is.
    pid_t pid() const { return pid_; }
    /// Nothing while it runs, or while what it started is being ended after it.
    std::optional<Exit> poll();
    Exit stop(std::chrono::milliseconds patience);

private:
    void tell(char order) const;

    pid_t pid_ = -1;
    int watcher_ = -1;  // socket to it
    std::optional<Exit> exit_;
};

/// Resident memory of a process and all its descendants, in bytes; not that of watchers, whose
/// pages are their parent's.
double tree_resident_bytes(pid_t root);

/// The last lines of a file, for error messages.
std::string last_lines(const std::filesystem::path& file, std::size_t count);

/// Runs a program to its end and returns its standard output; nothing when it fails.
std::optional<std::string> output_of(const std::vector<std::string>& arguments);

}  // namespace lem::process
