#include "cli/run.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "pages/private_view.hpp"
#include "platform/http/client.hpp"
#include "support/folder.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>

/// `lem view` as a user meets it: a process, its output, its pages.
namespace lem::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* vllm = R"({"model_id": "Acme/Tiny-1B", "num_prompts": 10, "backend": "vllm",
    "request_rate": "inf", "max_concurrency": 2, "duration": 3.0, "completed": 10, "failed": 0,
    "total_input_tokens": 100, "total_output_tokens": 300})";

class ViewCommand : public testing::Test {
protected:
    ~ViewCommand() override {
        if (child_ > 0) end(SIGKILL);
    }

    /// Starts the command.
    void spawn(std::vector<std::string> words, const std::string& ssh_connection = {}) {
        words.insert(words.begin(), {"lem", "view"});
        child_ = fork();
        if (child_ == 0) {
            for (const auto& [name, descriptor] :
                 {std::pair{"out", STDOUT_FILENO}, {"err", STDERR_FILENO}})
                dup2(open((scratch_.path() / name).c_str(),
                          O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600),
                     descriptor);
            setenv("TMPDIR", temporary().c_str(), 1);
            setenv("SSH_CONNECTION", ssh_connection.c_str(), 1);
            setenv("USER", "ada", 1);
            unsetenv("DISPLAY");
            unsetenv("WAYLAND_DISPLAY");
            std::vector<char*> arguments;
            for (std::string& word : words)
                arguments.push_back(word.data());
            const int code = run(static_cast<int>(arguments.size()), arguments.data());
            std::fflush(nullptr);
            _exit(code);
        }
    }
    /// And waits for its address.
    void start(std::vector<std::string> words, const std::string& ssh_connection = {}) {
        fs::remove(scratch_.path() / "out");
        spawn(std::move(words), ssh_connection);
        if (!eventually([&] { return said("Ctrl-C ends it."); })) return;
        const std::string text = output("out");
        const std::size_t at = text.find("http://");
        address_ = text.substr(at, text.find('\n', at) - at);
    }
    int end(int signal) {
        int status = 0;
        kill(child_, signal);
        waitpid(child_, &status, 0);
        child_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    static bool eventually(const std::function<bool()>& holds) {
        for (int i = 0; i < 600; ++i) {
            if (holds()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }

    std::string output(const char* name) const {
        std::ostringstream text;
        text << std::ifstream(scratch_.path() / name).rdbuf();
        return text.str();
    }
    bool said(std::string_view words) const {
        return (output("out") + output("err")).find(words) != std::string::npos;
    }
    fs::path temporary() const {
        fs::create_directories(scratch_.path() / "tmp");
        return scratch_.path() / "tmp";
    }
    std::string in() const { return (scratch_.path() / "in").string(); }

    std::string site() const { return address_.substr(0, address_.find("/?")); }
    http::ClientResponse get(const std::string& path,
                             std::vector<http::Header> headers = {}) const {
        return http::fetch({.url = site() + path, .headers = std::move(headers)});
    }
    /// The cookie that the first visit sets.
    http::Header cookie() const {
        const std::string set(http::fetch({.url = address_}).header("set-cookie"));
        return {"Cookie", set.substr(0, set.find(';'))};
    }
    std::int64_t results() const {
        const auto answer = get("/api/v1/private-view", {cookie()});
        const auto view = schema::from_text<pages::PrivateView>(answer.body);
        return view ? view->results : -1;
    }

    const test::Folder scratch_;
    pid_t child_ = 0;
    std::string address_;
};

TEST_F(ViewCommand, FillsInWhileFilesCome) {
    scratch_.put("in/a.json", vllm);
    start({in()});
    ASSERT_NE(address_, "") << output("err");
    EXPECT_TRUE(eventually([&] { return results() == 1; })) << output("err");
    std::string other = vllm;
    other.replace(other.find("300"), 3, "200");
    scratch_.put("in/new/folder/b.json", other);
    EXPECT_TRUE(eventually([&] { return results() == 2; })) << output("err");
    fs::remove(fs::path(in()) / "a.json");
    EXPECT_TRUE(eventually([&] { return results() == 1; })) << output("err");
    const std::string page = get("/", {cookie(), {"Accept", "text/html"}}).body;
    EXPECT_NE(page.find("nothing has been uploaded"), std::string::npos);
    EXPECT_EQ(page.find("href=\"/submit"), std::string::npos);
    EXPECT_TRUE(said("1 result from 1 file."));
}

TEST_F(ViewCommand, IsForWhoHasItsAddressAlone) {
    scratch_.put("in/a.json", vllm);
    start({in()});
    ASSERT_NE(address_, "") << output("err");
    for (const char* path : {"/", "/?token=guess", "/api/v1/stats", "/favicon.svg", "/nothing"}) {
        EXPECT_EQ(get(path).status, 401) << path;
        EXPECT_EQ(get(path, {{"Cookie", cookie().value + "x"}}).status, 401) << path;
    }
    EXPECT_NE(get("/", {{"Accept", "text/html"}}).body.find("<h1>A private view</h1>"),
              std::string::npos);
    const http::ClientResponse first = http::fetch({.url = address_ + "&sort=x"});
    EXPECT_EQ(first.status, 303);
    EXPECT_EQ(first.header("location"), "/?sort=x");
    EXPECT_NE(first.header("set-cookie").find("; HttpOnly; SameSite=Lax"), std::string::npos);
    EXPECT_EQ(get("/", {cookie()}).status, 200);
    EXPECT_EQ(get("/api/v1/leaderboard", {cookie()}).header("cache-control"), "private, no-cache");
    EXPECT_EQ(get("/", {cookie(), {"Host", "evil.example"}}).status, 403);
    EXPECT_EQ(get("/", {cookie(), {"Host", "127.0.0.1.evil.example"}}).status, 403);
    EXPECT_EQ(get("/", {cookie(), {"Host", "localhost:1234"}}).status, 200) << "a tunnel";
    EXPECT_EQ(get("/api/v1/stats", {cookie(), {"Sec-Fetch-Site", "same-site"}}).status, 403);
}

TEST_F(ViewCommand, CanOnlyBeRead) {
    scratch_.put("in/a.json", vllm);
    start({in()});
    ASSERT_NE(address_, "") << output("err");
    for (const char* path : {"/submit", "/api/v1/session", "/api/v1/log/checkpoint"})
        EXPECT_EQ(get(path, {cookie()}).status, 404) << path;
    for (const char* path : {"/api/v1/results", "/api/v1/results/check", "/api/v1/session"}) {
        const http::ClientRequest request{.method = "POST",
                                          .url = site() + path,
                                          .headers = {cookie(),
                                                      {"Content-Type", "application/json"},
                                                      {"Sec-Fetch-Site", "same-origin"}},
                                          .body = "{}"};
        const int status = http::fetch(request).status;
        EXPECT_TRUE(status == 404 || status == 405) << path << " " << status;
    }
}

TEST_F(ViewCommand, EndsAtOnceAndLeavesNothing) {
    for (int i = 0; i < 40; ++i)
        scratch_.put("in/" + std::to_string(i) + ".json", vllm);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        start({in()});
        ASSERT_NE(address_, "") << output("err");
        EXPECT_FALSE(fs::is_empty(temporary()));
        const auto asked = std::chrono::steady_clock::now();
        EXPECT_EQ(end(signal), 0);
        EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(3));
        EXPECT_TRUE(fs::is_empty(temporary()));
    }
}

TEST_F(ViewCommand, SaysHowToReachItOverSsh) {
    scratch_.put("in/a.json", vllm);
    start({in()}, "192.0.2.1 50000 192.0.2.2 2222");
    ASSERT_NE(address_, "") << output("err");
    const std::string port = site().substr(site().rfind(':') + 1);
    EXPECT_TRUE(said("ssh -N -L " + port + ":127.0.0.1:" + port + " -p 2222 ada@"))
        << output("out");
}

TEST_F(ViewCommand, RefusesWhatCannotBeShown) {
    const auto code = [&](std::vector<std::string> words) {
        spawn(std::move(words));
        int status = 0;
        waitpid(child_, &status, 0);
        child_ = 0;
        return WEXITSTATUS(status);
    };
    scratch_.put("in/a.json", vllm);
    EXPECT_EQ(code({"missing"}), 2);
    EXPECT_TRUE(said("missing cannot be opened: there is no such file or folder"));
    EXPECT_EQ(code({"-"}), 2);
    EXPECT_EQ(code({}), 2);
    EXPECT_EQ(code({in(), "--engine", "vlm"}), 2);
    EXPECT_EQ(code({in(), "--port", "70000"}), 2);
    EXPECT_EQ(code({in(), "--map", "missing.yaml"}), 2);
}

}  // namespace
}  // namespace lem::cli
