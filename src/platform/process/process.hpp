#pragma once
/// A child program with its whole process tree: started without a shell in its own session, with
/// output to a log file, stopped by TERM and then KILL. It and everything it started ends with lem,
/// however lem ends, because of a watcher process in between (watch.hpp). Not thread-safe.

#include <atomic>
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

/// Descendants that move into their own session: an engine's are ended with it; a container
/// client's belong to the container engine, which manages them itself.
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

    /// The process id of the watcher, the root of the whole tree.
    pid_t pid() const { return pid_; }
    /// nullopt while it runs, or while its descendants are being ended after it.
    std::optional<Exit> poll();
    Exit stop(std::chrono::milliseconds patience);

private:
    void tell(char order) const;

    pid_t pid_ = -1;
    int watcher_ = -1;  // socket to it
    std::optional<Exit> exit_;
};

/// Resident memory of a process and all its descendants, in bytes; without watchers, which share
/// the pages of their parent.
double tree_resident_bytes(pid_t root);

/// The last lines of a file, for error messages.
std::string last_lines(const std::filesystem::path& file, std::size_t count);

/// Runs a program to its end, at most for 20 s, and returns its standard output; nullopt if it
/// fails, or if `stop` (may be null) becomes true before.
std::optional<std::string> output_of(const std::vector<std::string>& arguments,
                                     const std::atomic<bool>* stop = nullptr);

}  // namespace lem::process
