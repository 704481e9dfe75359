#include "cli/run.hpp"
#include "domain/experiment/progress.hpp"
#include "domain/result/result_wire.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"

#include <fcntl.h>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/wait.h>

namespace lem::cli {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

/// `lem experiment` in a separate process, which gets a signal.
class ExperimentCommand : public testing::Test {
protected:
    /// Returns its wait status.
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

TEST_F(ExperimentCommand, ProgressIsToldOneJsonObjectALine) {
    const auto lines = scratch_.path() / "progress.jsonl";
    std::fflush(stdout);  // otherwise the child writes it again
    const pid_t child = fork();
    if (child == 0) {
        const int file = open(lines.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        dup2(file, STDOUT_FILENO);
        std::vector<std::string> words{"lem",   "experiment",        write_config(), "-o",   out(),
                                       "--set", "protocol.cycles=2", "--progress",   "jsonl"};
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        _exit(run(static_cast<int>(arguments.size()), arguments.data()));
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    std::ifstream stream(lines);
    std::set<domain::Stage> stages;
    domain::Progress last;
    for (std::string line; std::getline(stream, line);) {
        const auto progress = schema::from_text<domain::Progress>(line);
        ASSERT_TRUE(progress) << line << progress.error().front().message;
        EXPECT_EQ(progress->cycles, 2);
        EXPECT_GE(progress->elapsed_s, last.elapsed_s);
        last = *progress;
        stages.insert(last.stage);
    }
    using enum domain::Stage;
    for (const domain::Stage stage : {start, probe, cycle, done})
        EXPECT_TRUE(stages.contains(stage)) << schema::name_of(stage);
    EXPECT_EQ(last.stage, done);
    EXPECT_EQ(last.cycle, 2);
    EXPECT_NEAR(last.remaining_s, 0, 1);
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

/// A server with one model that answers eight tokens.
struct ModelServer {
    ScriptedServer server{[](const SeenRequest& request) {
        if (request.target == "/v1/models")
            return test::answer(200, R"({"data":[{"id":"org/tiny"}]})");
        return request.target == "/v1/chat/completions" ? test::steady_stream(8, 5, 2)
                                                        : test::answer(404, "{}");
    }};
};

TEST(ExperimentWithoutAFile, DryRunPrintsTheConfigurationOnly) {
    const ModelServer model;
    testing::internal::CaptureStdout();
    EXPECT_EQ(exit_code_of({"lem", "experiment", model.server.url(), "--preset", "smoke", "--set",
                            "load.streams=3", "--dry-run"}),
              0);
    EXPECT_EQ(testing::internal::GetCapturedStdout(),
              "schema_version: 1\nname: org/tiny\nmodel:\n  name: org/tiny\nengine:\n  name: "
              "openai\n  base_url: " +
                  model.server.url() +
                  "\nload:\n  mode: concurrency\n  streams: 3\nprotocol:\n  preset: smoke\n");
}

TEST(ExperimentWithoutAFile, MeasuresAnAddressAndShowsItsConfiguration) {
    const ModelServer model;
    const test::Folder scratch;
    const auto out = scratch.path() / "out";
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    std::vector<std::string> words{"lem", "experiment",
                                   "127.0.0.1:" + std::to_string(model.server.port()), "-o",
                                   out.string()};
    for (const char* setting :
         {"protocol={cycles: 3, cycle_s: 1, warmup_s: 0, cooldown_s: 0, idle_s: 0, "
          "warmup_until_steady: false}",
          "workload.output_tokens=8", "energy.source=none"})
        words.insert(words.end(), {"--set", setting});
    EXPECT_EQ(exit_code_of(words), 0);
    testing::internal::GetCapturedStdout();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("  name: org/tiny\nengine:\n  name: openai\n"), std::string::npos) << said;
    std::ostringstream text;
    text << std::ifstream(out / "result.json").rdbuf();
    const auto result = schema::from_text<domain::Result>(text.str());
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->experiment.complete);
    EXPECT_EQ(result->model.name, "org/tiny");
    EXPECT_EQ(result->experiment.config->load.index(), 0U);
}

TEST(ExperimentWithoutAFile, WrongTargetsAreBadUsage) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(exit_code_of({"lem", "experiment", "org/model"}), 2);
    EXPECT_EQ(exit_code_of({"lem", "experiment", "absent.gguf"}), 2);
    EXPECT_EQ(exit_code_of({"lem", "experiment", "http://127.0.0.1:1", "--model", "m", "--preset",
                            "silver"}),
              2);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("hf download org/model"), std::string::npos) << said;
    EXPECT_NE(said.find("--preset must be one of smoke, standard or gold"), std::string::npos)
        << said;
}

TEST(ExperimentHelp, ShowsTheFormsWithoutAFileFirst) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(exit_code_of({"lem", "experiment", "--help"}), 0);
    const std::string help = testing::internal::GetCapturedStdout();
    const std::size_t url = help.find("lem experiment http://127.0.0.1:8000"),
                      file = help.find(".yaml");
    ASSERT_NE(url, std::string::npos);
    EXPECT_LT(help.find("lem experiment model.gguf"), help.find("mine.yaml"));
    EXPECT_LT(url, file) << help;
    for (const domain::PresetSpec& preset : domain::presets)
        EXPECT_NE(help.find(preset.name), std::string::npos) << preset.name;
}

}  // namespace
}  // namespace lem::cli
