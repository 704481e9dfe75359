#include "platform/process/process.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace lem::process {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class ProcessTest : public testing::Test {
protected:
    fs::path log() const { return folder_ / "log"; }
    std::string logged() const {
        std::ostringstream text;
        text << std::ifstream(log()).rdbuf();
        return text.str();
    }
    std::unique_ptr<Process> shell(const std::string& script) const {
        return std::make_unique<Process>(std::vector<std::string>{"sh", "-c", script}, log());
    }
    static Exit end_of(Process& process) {
        while (!process.poll())
            std::this_thread::yield();
        return *process.poll();
    }
    /// Waits for the log to hold a line with a process id.
    pid_t pid_in_log() const {
        while (logged().find('\n') == std::string::npos)
            std::this_thread::yield();
        return std::stoi(logged());
    }
    /// Starts a program in a session of its own, whose parent ends at once; its id is in the log.
    std::string leave_session() const {
        return "setsid -f sh -c 'echo $$; exec sleep 1000'; until [ -s " + log().string() +
               " ]; do sleep 0.01; done; ";
    }
    static bool runs(pid_t pid) {
        std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
        std::string line;
        return std::getline(stat, line) && line.find(") Z") == std::string::npos;
    }

    const test::Folder scratch_;
    const fs::path& folder_ = scratch_.path();
};

TEST_F(ProcessTest, OutputGoesToTheLogAndTheExitCodeComesBack) {
    const auto process = shell("echo out; echo err >&2; exit 3");
    const Exit exit = end_of(*process);
    EXPECT_EQ(exit.code, 3);
    EXPECT_EQ(exit.describe(), "exit code 3");
    EXPECT_EQ(logged(), "out\nerr\n");
}

TEST_F(ProcessTest, ArgumentsAreNotReadByAShell) {
    Process process({"echo", "$(id); `id` * \"quoted\""}, log());
    end_of(process);
    EXPECT_EQ(logged(), "$(id); `id` * \"quoted\"\n");
}

TEST_F(ProcessTest, SignalsAreNamedWithWhatToTry) {
    const auto process = shell("kill -ILL $$");
    const std::string described = end_of(*process).describe();
    EXPECT_NE(described.find("SIGILL"), std::string::npos) << described;
    EXPECT_NE(described.find("float32"), std::string::npos) << described;
}

TEST_F(ProcessTest, StopTakesTheWholeTree) {
    const auto process = shell("sleep 1000 & echo $!; wait");
    const pid_t grandchild = pid_in_log();
    EXPECT_TRUE(runs(grandchild));
    const Exit exit = process->stop(milliseconds(2000));
    EXPECT_EQ(exit.signal, SIGTERM);
    while (runs(grandchild))
        std::this_thread::yield();
}

TEST_F(ProcessTest, WhatIgnoresTermIsKilled) {
    const auto process = shell("trap '' TERM; echo $$; while :; do sleep 0.05; done");
    pid_in_log();
    EXPECT_EQ(process->stop(milliseconds(100)).signal, SIGKILL);
}

TEST_F(ProcessTest, DestructorLeavesNothingBehind) {
    pid_t child = 0;
    {
        const auto process = shell("echo $$; sleep 1000");
        child = pid_in_log();
    }
    EXPECT_FALSE(runs(child));
}

TEST_F(ProcessTest, KilledParentTakesItsChildAlong) {
    const pid_t parent = fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        const auto process = shell("echo $$; exec sleep 1000");
        while (true)
            pause();
    }
    const pid_t child = pid_in_log();
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    while (runs(child))
        std::this_thread::yield();
}

TEST_F(ProcessTest, StopTakesWhatLeftTheSession) {
    const auto process = shell(leave_session() + "exec sleep 1000");
    const pid_t left = pid_in_log();
    EXPECT_TRUE(runs(left));
    EXPECT_EQ(process->stop(milliseconds(2000)).signal, SIGTERM);
    EXPECT_FALSE(runs(left));
}

TEST_F(ProcessTest, KilledParentTakesWhatLeftTheSessionAlong) {
    const pid_t parent = fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        const auto process = shell(leave_session() + "exec sleep 1000");
        while (true)
            pause();
    }
    const pid_t left = pid_in_log();
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    while (runs(left))
        std::this_thread::yield();
}

TEST_F(ProcessTest, ProgramThatEndsTakesWhatLeftTheSessionAlong) {
    const auto process = shell(leave_session() + "exit 4");
    EXPECT_EQ(end_of(*process).code, 4);
    EXPECT_FALSE(runs(pid_in_log()));
}

TEST_F(ProcessTest, WhatLeftTheSessionIsKeptWhereItIsToBe) {
    Process process({"sh", "-c", leave_session() + "exit 4"}, log(), Leavers::kept);
    EXPECT_EQ(end_of(process).code, 4);
    const pid_t left = pid_in_log();
    EXPECT_TRUE(runs(left));
    kill(left, SIGKILL);
}

TEST_F(ProcessTest, ProgramThatIsNotThereIsNamed) {
    try {
        const Process process({"/nonexistent/engine", "--port", "1"}, log());
        FAIL() << "it started";
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "Cannot start /nonexistent/engine: No such file or directory.");
    }
}

TEST_F(ProcessTest, LastLinesAreTheEndOfALargeLog) {
    std::ofstream stream(log());
    for (int i = 0; i < 50'000; ++i)
        stream << "line " << i << "\n";
    stream.close();
    EXPECT_EQ(last_lines(log(), 2), "  line 49998\n  line 49999\n");
    EXPECT_EQ(last_lines(folder_ / "absent", 2), "");
}

TEST_F(ProcessTest, OutputOfAProgramThatEndsWell) {
    EXPECT_EQ(output_of({"echo", "version 1"}), "version 1\n");
    EXPECT_EQ(output_of({"false"}), std::nullopt);
    EXPECT_EQ(output_of({"/nonexistent"}), std::nullopt);
}

TEST_F(ProcessTest, OutputIsNotWaitedForAfterAStop) {
    const std::atomic<bool> stop = true;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(output_of({"sleep", "15"}, &stop), std::nullopt);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(ProcessTest, ResidentMemoryCountsDescendants) {
    EXPECT_GT(tree_resident_bytes(getpid()), 1e6);
    const auto process = shell("sleep 1000 & echo $!; wait");
    pid_in_log();
    const double own = tree_resident_bytes(process->pid());
    EXPECT_GT(own, 0);
    EXPECT_LT(own, 20e6) << "a shell and a sleep, not the pages of their parent";
    EXPECT_GT(tree_resident_bytes(getpid()), own);
}

}  // namespace
}  // namespace lem::process
