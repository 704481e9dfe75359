#include "cli/run.hpp"
#include "domain/result/result_wire.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"

#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/wait.h>

namespace lem::cli {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

/// `lem experiment` in a process of its own, which gets a signal.
class ExperimentCommand : public testing::Test {
protected:
    /// Its wait status.
    int run_and_send(int signal) {
        const pid_t child = fork();
        if (child == 0) {
            const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
            dup2(nothing, STDOUT_FILENO);
            dup2(nothing, STDERR_FILENO);
            const std::string file = write_config(), out = this->out().string();
            std::vector<std::string> words{"lem", "experiment", file, "-o", out};
            std::vector<char*> arguments;
            for (std::string& word : words)
                arguments.push_back(word.data());
            _exit(run(static_cast<int>(arguments.size()), arguments.data()));
        }
        while (!std::filesystem::exists(out() / "manifest.json"))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));  // the first cycle is over
        kill(child, signal);
        int status = 0;
        waitpid(child, &status, 0);
        return status;
    }
    std::string write_config() const {
        const auto file = scratch_.path() / "experiment.yaml";
        std::ofstream(file) << "schema_version: 1\nname: test\nmodel: {name: tiny}\n"
                            << "engine: {name: openai, base_url: " << server_.url() << "}\n"
                            << "load: {mode: concurrency, streams: 2}\n"
                            << "workload: {output_tokens: 8}\nenergy: {source: none}\n"
                            << "protocol: {cycles: 50, cycle_s: 1, warmup_s: 0, cooldown_s: 0, "
                               "idle_s: 0, warmup_until_steady: false}\n";
        return file.string();
    }
    std::filesystem::path out() const { return scratch_.path() / "out"; }
    domain::Result result() const {
        std::ostringstream text;
        text << std::ifstream(out() / "result.json").rdbuf();
        const auto read = schema::from_text<domain::Result>(text.str());
        EXPECT_TRUE(read);
        return read.value_or(domain::Result{});
    }

    const test::Folder scratch_;
    ScriptedServer server_{[](const SeenRequest& request) {
        return request.target == "/v1/chat/completions" ? test::steady_stream(8, 5, 2)
                                                        : test::answer(404, "{}");
    }};
};

TEST_F(ExperimentCommand, ClosedTerminalEndsItAsCtrlCDoes) {
    const int status = run_and_send(SIGHUP);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130);
    EXPECT_GE(result().cycles.size(), 1U);
    EXPECT_EQ(result().experiment.incomplete_reason, "stopped by the user");
}

TEST_F(ExperimentCommand, KilledItLeavesItsFinishedCycles) {
    EXPECT_TRUE(WIFSIGNALED(run_and_send(SIGKILL)));
    EXPECT_GE(result().cycles.size(), 1U);
    EXPECT_FALSE(result().experiment.complete);
}

int exit_code_of(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    return run(static_cast<int>(arguments.size()), arguments.data());
}

TEST(Program, SubcommandThatIsNotThereIsNamedWithTheNearest) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(exit_code_of({"lem", "experimnt", "a.yaml"}), 2);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "lem: unknown subcommand \"experimnt\"; did you mean experiment? Run lem --help for "
              "a list.\n");
}

}  // namespace
}  // namespace lem::cli
