#include "cli/run.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"

#include <fcntl.h>
#include <sstream>
#include <sys/wait.h>

/// `lem submit` as a user meets it: exit codes, standard output and standard error.
namespace lem::cli {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

struct Outcome {
    int status = 0;  // as waitpid gives it
    std::string out;
    std::string err;
    int exit_code() const { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
};

class SubmitCommand : public testing::Test {
protected:
    /// Runs in a separate process; `signal` is sent once `server_` has seen a request.
    Outcome run_lem(std::vector<std::string> words, int signal = 0) {
        const std::string out = (scratch_.path() / "out").string();
        const std::string err = (scratch_.path() / "err").string();
        const std::size_t seen_before = server_.seen().size();
        const pid_t child = fork();
        if (child == 0) {
            dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDOUT_FILENO);
            dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDERR_FILENO);
            setenv("XDG_CONFIG_HOME", scratch_.path().c_str(), 1);  // without keys
            words.insert(words.begin(), "lem");
            std::vector<char*> arguments;
            for (std::string& word : words)
                arguments.push_back(word.data());
            const int code = run(static_cast<int>(arguments.size()), arguments.data());
            std::fflush(nullptr);
            _exit(code);
        }
        while (signal != 0 && server_.seen().size() == seen_before)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (signal != 0) kill(child, signal);
        Outcome outcome;
        waitpid(child, &outcome.status, 0);
        outcome.out = text_of(out);
        outcome.err = text_of(err);
        return outcome;
    }
    static std::string text_of(const std::string& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    std::string result() const { return scratch_.put("result.json", "{}").string(); }

    const test::Folder scratch_;
    std::atomic<int> wait_ms_{0};
    std::string receipt_ =
        R"({"id":"res_1","url":"/results/res_1","created":true,"sha256":"ab","checks":[]})";
    ScriptedServer server_{[this](const SeenRequest&) {
        test::Script script = test::answer(200, receipt_);
        script[0].wait_ms = wait_ms_;
        return script;
    }};
};

TEST_F(SubmitCommand, ReadsATokenFileAndAnAddressAsTheyCome) {
    const std::string token = scratch_.put("token", "lemu_secret\r\n").string();
    const Outcome outcome = run_lem(
        {"submit", result(), "--server", " " + server_.url() + "/api/v1/ ", "--token-file", token});
    EXPECT_EQ(outcome.exit_code(), 0) << outcome.err;
    EXPECT_NE(outcome.out.find("published as " + server_.url() + "/results/res_1"),
              std::string::npos)
        << outcome.out;
    ASSERT_EQ(server_.seen().size(), 1U);
    EXPECT_EQ(server_.seen()[0].target, "/api/v1/results");
    EXPECT_NE(server_.seen()[0].head.find("Authorization: Bearer lemu_secret\r\n"),
              std::string::npos);
}

TEST_F(SubmitCommand, SaysThatAResultIsNotListedAndWhy) {
    receipt_ = R"({"id":"res_1","url":"/results/res_1","created":false,"state":"withdrawn",)"
               R"("state_words":"An administrator withdrew it.","sha256":"ab","checks":[]})";
    const Outcome outcome =
        run_lem({"submit", result(), "--server", server_.url(), "--token", "lemu_x"});
    EXPECT_EQ(outcome.exit_code(), 1);
    EXPECT_NE(outcome.out.find("was already published as"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find("Not on the leaderboard, withdrawn: An administrator withdrew it."),
              std::string::npos)
        << outcome.out;
}

TEST_F(SubmitCommand, RefusesBadUsageBeforeAnythingIsSent) {
    const std::vector<std::vector<std::string>> cases{
        {"submit", result(), "--server", "ftp://x", "--token", "lemu_x"},
        {"submit", result(), "--server", server_.url(), "--token", "two words"},
        {"submit", result(), "--server", server_.url(), "--token-file", "/no/such/file"},
        {"submit", result(), "--nonsense"},
        {"submit"},
    };
    for (const auto& words : cases) {
        const Outcome outcome = run_lem(words);
        EXPECT_EQ(outcome.exit_code(), 2) << words.back() << ": " << outcome.err;
        EXPECT_NE(outcome.err, "") << words.back();
    }
    EXPECT_TRUE(server_.seen().empty());
}

TEST_F(SubmitCommand, EndsWith130AndSaysThatRepeatingIsSafe) {
    wait_ms_ = 60'000;
    for (const int signal : {SIGINT, SIGTERM}) {
        const Outcome outcome = run_lem(
            {"submit", result(), result(), "--server", server_.url(), "--token", "lemu_x"}, signal);
        EXPECT_EQ(outcome.exit_code(), 130) << outcome.err;
        EXPECT_NE(outcome.err.find("Repeating the command is safe"), std::string::npos)
            << outcome.err;
    }
}

}  // namespace
}  // namespace lem::cli
