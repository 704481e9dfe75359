#include "platform/process/process.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "platform/process/watch.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace lem::process {
namespace {

std::string signal_name(int signal) {
    switch (signal) {
        case SIGILL:
            return "SIGILL (illegal instruction; the processor lacks what the engine uses: try "
                   "float32 instead of bfloat16)";
        case SIGKILL:
            return "SIGKILL (killed, often for lack of memory)";
        case SIGSEGV:
            return "SIGSEGV (invalid memory access)";
        case SIGABRT:
            return "SIGABRT (aborted)";
        case SIGTERM:
            return "SIGTERM (asked to stop)";
        case SIGINT:
            return "SIGINT (interrupted)";
        case SIGBUS:
            return "SIGBUS (memory that could not be read; a model file that was cut short, or a "
                   "full /dev/shm)";
        case SIGFPE:
            return "SIGFPE (arithmetic error)";
        default:
            return std::to_string(signal);
    }
}

Exit exit_of(int status) {
    if (WIFSIGNALED(status)) return {.code = std::nullopt, .signal = WTERMSIG(status)};
    return {.code = WEXITSTATUS(status), .signal = std::nullopt};
}

}  // namespace

std::string Exit::describe() const {
    if (signal) return "signal " + signal_name(*signal);
    return "exit code " + std::to_string(code.value_or(-1));
}

Process::Process(const std::vector<std::string>& arguments, const std::filesystem::path& log_file,
                 Leavers leavers) {
    std::vector<char*> raw;
    for (const std::string& argument : arguments)
        raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    const int log = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    int report[2] = {-1, -1}, ends[2] = {-1, -1};
    if (log < 0 || pipe2(report, O_CLOEXEC) != 0)
        throw Error(ErrorCode::unavailable, "Cannot write " + log_file.string() + ".");
    int reason = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) pid_ = fork();
    if (pid_ < 0) reason = errno;
    if (pid_ == 0) watch({raw.data(), log, report[1], ends[1], leavers});
    watcher_ = ends[0];
    close(log);
    close(report[1]);
    close(ends[1]);
    const bool failed = pid_ < 0 || read(report[0], &reason, sizeof reason) == sizeof reason;
    close(report[0]);
    if (!failed) return;
    close(watcher_);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    throw Error(ErrorCode::unavailable,
                "Cannot start " + arguments.front() + ": " + std::strerror(reason) + ".");
}

Process::~Process() {
    if (!exit_) stop(std::chrono::milliseconds(0));
    close(watcher_);
}

std::optional<Exit> Process::poll() {
    if (exit_) return exit_;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    // Its last message. Without one the watcher has ended, and the program with it.
    int told = 0;
    const bool known = recv(watcher_, &told, sizeof told, MSG_DONTWAIT) == sizeof told;
    exit_ = exit_of(known ? told : status);
    return exit_;
}

void Process::tell(char order) const {
    send(watcher_, &order, 1, MSG_NOSIGNAL);  // poll() shows whether it still exists
}

Exit Process::stop(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    if (!poll()) tell(static_cast<char>(Order::ask_to_end));
    while (!poll() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (!exit_) tell(static_cast<char>(Order::kill));
    while (!poll())
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return *exit_;
}

double tree_resident_bytes(pid_t root) {
    struct Seen {
        pid_t parent;
        double bytes;
    };
    std::map<pid_t, Seen> all;
    std::error_code gone;  // processes may end meanwhile
    for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
        const auto pid = text::to_int(entry.path().filename().string());
        if (!pid) continue;
        std::ifstream stat(entry.path() / "stat"), memory(entry.path() / "statm");
        std::string line;
        std::getline(stat, line);
        const std::size_t name_end = line.rfind(')');
        if (name_end == std::string::npos) continue;
        std::istringstream rest(line.substr(name_end + 1));
        char state = ' ';
        pid_t parent = 0;
        rest >> state >> parent;
        double total_pages = 0, resident_pages = 0;
        memory >> total_pages >> resident_pages;
        if (std::string_view(line).substr(0, name_end).ends_with(watcher_name)) resident_pages = 0;
        all[static_cast<pid_t>(*pid)] = {
            parent, resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE))};
    }
    double bytes = 0;
    for (const auto& [pid, seen] : all) {
        pid_t at = pid;
        for (int depth = 0; at > 1 && at != root && depth < 64; ++depth)
            at = all.contains(at) ? all[at].parent : 0;
        if (at == root) bytes += seen.bytes;
    }
    return bytes;
}

std::string last_lines(const std::filesystem::path& file, std::size_t count) {
    std::ifstream stream(file);
    std::vector<std::string> lines;
    // Only the end: a log may be large.
    stream.seekg(0, std::ios::end);
    constexpr std::streamoff tail_bytes = 64 * 1024;
    const std::streamoff size = stream.tellg();
    stream.seekg(std::max<std::streamoff>(0, size - tail_bytes));
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line.substr(0, 300));
        if (lines.size() > count) lines.erase(lines.begin());
    }
    std::string text;
    for (const std::string& line : lines)
        text += "  " + line + "\n";
    return text;
}

std::optional<std::string> output_of(const std::vector<std::string>& arguments,
                                     const std::atomic<bool>* stop) {
    std::string name = (std::filesystem::temp_directory_path() / "lem-output-XXXXXX").string();
    const int made = mkstemp(name.data());
    if (made < 0) return std::nullopt;
    close(made);
    const std::filesystem::path file = name;
    std::optional<std::string> output;
    try {
        Process child(arguments, file, Leavers::kept);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        const auto stopped = [&] { return stop != nullptr && *stop; };
        while (!child.poll() && !stopped() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        const Exit exit = child.stop(std::chrono::milliseconds(0));
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        if (exit.code == 0) output = text.str();
    } catch (const Error&) {
        // Not available: the result is nullopt.
    }
    std::error_code gone;
    std::filesystem::remove(file, gone);
    return output;
}

}  // namespace lem::process
