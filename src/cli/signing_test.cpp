#include "cli/run.hpp"
#include "domain/signing/result_signature.hpp"
#include "support/bundle.hpp"
#include "support/server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

/// `lem keys`, and signatures and the log in `lem submit` and `lem verify`, against a real server.
namespace lem::cli {
namespace {

namespace fs = std::filesystem;

struct Outcome {
    int exit_code = -1;
    std::string out;
    std::string err;
};

class SigningCommands : public test::Server {
protected:
    /// In a process of its own, with folders of its own.
    Outcome run_lem(std::vector<std::string> words) const {
        const std::string out = (scratch_.path() / "out").string(),
                          err = (scratch_.path() / "err").string();
        const pid_t child = fork();
        if (child == 0) {
            dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDOUT_FILENO);
            dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDERR_FILENO);
            setenv("XDG_CONFIG_HOME", (scratch_.path() / "config").c_str(), 1);
            setenv("XDG_STATE_HOME", (scratch_.path() / "state").c_str(), 1);
            words.insert(words.begin(), "lem");
            std::vector<char*> arguments;
            for (std::string& word : words)
                arguments.push_back(word.data());
            const int code = run(static_cast<int>(arguments.size()), arguments.data());
            std::fflush(nullptr);
            _exit(code);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                .out = text_of(out),
                .err = text_of(err)};
    }
    static std::string text_of(const fs::path& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    static bool says(const Outcome& outcome, const std::string& words) {
        return outcome.out.find(words) != std::string::npos ||
               outcome.err.find(words) != std::string::npos;
    }
    Outcome with_server(std::vector<std::string> words) const {
        words.insert(words.end(), {"--server", address(), "--token", token_});
        return run_lem(words);
    }
    std::string address() const { return "http://127.0.0.1:" + std::to_string(service_->port()); }

    /// A result folder as lem writes it.
    std::string result_folder(int number) const {
        domain::Result result = test::sample_result(number);
        result.experiment.id = "exp_" + std::to_string(number);
        const fs::path folder = "run" + std::to_string(number);
        domain::Manifest manifest;
        for (const auto& [name, content] : std::map<std::string, std::string>{
                 {"engine.log", "ready\n"}, {"result.json", schema::to_text(result)}}) {
            scratch_.put(folder / name, content);
            manifest.files.push_back({name, sha256_hex(content), std::ssize(content)});
        }
        scratch_.put(folder / "manifest.json", schema::to_text(manifest));
        return (scratch_.path() / folder).string();
    }
};

TEST_P(SigningCommands, AKeyIsMadeListedAndExportedWithoutItsPrivatePart) {
    const Outcome created = run_lem({"keys", "create", "laptop", "--json"});
    ASSERT_EQ(created.exit_code, 0) << created.err;
    const fs::path file = scratch_.path() / "config/lem/keys/laptop.pem";
    struct stat status{};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    const std::string pem = text_of(file);
    const std::size_t begin = pem.find("KEY-----\n") + 9;
    const std::string secret = pem.substr(begin, pem.find('\n', begin) - begin);
    ASSERT_GT(secret.size(), 60U);
    EXPECT_EQ(run_lem({"keys", "create", "laptop"}).exit_code, 1) << "it is not replaced";
    EXPECT_EQ(text_of(file), pem);
    EXPECT_EQ(run_lem({"keys", "create", "../evil"}).exit_code, 2);
    for (const auto& words : std::vector<std::vector<std::string>>{{"keys", "list"},
                                                                   {"keys", "list", "--json"},
                                                                   {"keys", "export"},
                                                                   {"keys", "export", "--pem"}}) {
        const Outcome outcome = run_lem(words);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_FALSE(says(outcome, secret));
        EXPECT_FALSE(says(outcome, "PRIVATE"));
    }
    EXPECT_EQ(run_lem({"keys", "export"}).out.find("ed25519:"), 0U);
    EXPECT_TRUE(says(run_lem({"keys", "export", "--pem"}), "-----BEGIN PUBLIC KEY-----"));
    EXPECT_EQ(run_lem({"keys", "export", "other"}).exit_code, 1);
    EXPECT_TRUE(says(run_lem({"keys", "list"}), "laptop"));
}

TEST_P(SigningCommands, AFolderIsSignedOnceAndAChangedFileIsNamed) {
    const std::string folder = result_folder(1);
    EXPECT_TRUE(says(run_lem({"verify", folder}), "not signed"));
    EXPECT_TRUE(says(run_lem({"keys", "sign", folder}), "There is no key yet"));
    ASSERT_EQ(run_lem({"keys", "create"}).exit_code, 0);
    const Outcome signing = run_lem({"keys", "sign", folder});
    ASSERT_EQ(signing.exit_code, 0) << signing.err;
    const std::string signature = text_of(folder + "/result.dsse.json");
    EXPECT_TRUE(says(run_lem({"keys", "sign", folder}), "signed by"));
    EXPECT_EQ(text_of(folder + "/result.dsse.json"), signature);
    const Outcome verified = run_lem({"verify", folder});
    EXPECT_EQ(verified.exit_code, 0) << verified.out;
    EXPECT_TRUE(says(verified, "which is yours: default"));
    EXPECT_TRUE(says(verified, "not that the figures are true"));
    EXPECT_TRUE(says(run_lem({"verify", folder, "--json"}), R"("signer":{"key":"ed25519:)"));
    const std::string key = run_lem({"keys", "export"}).out;
    EXPECT_EQ(run_lem({"verify", folder, "--signer", key.substr(0, key.size() - 1)}).exit_code, 0);
    EXPECT_EQ(run_lem({"verify", folder, "--signer", std::string(64, 'a')}).exit_code, 1);
    EXPECT_EQ(run_lem({"verify", result_folder(2), "--signer", std::string(64, 'a')}).exit_code, 1);

    std::ofstream(folder + "/engine.log") << "Ready\n";
    const Outcome changed = run_lem({"verify", folder});
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_TRUE(says(changed, "engine.log is not the file that was signed")) << changed.out;
    EXPECT_FALSE(says(changed, "signed by the key")) << changed.out;
    EXPECT_EQ(run_lem({"keys", "sign", folder}).exit_code, 2) << "what is damaged is not signed";
}

TEST_P(SigningCommands, WhatIsSubmittedIsSignedRegisteredAndInTheLog) {
    ASSERT_EQ(run_lem({"keys", "create"}).exit_code, 0);
    const std::string first = result_folder(1), second = result_folder(2);
    const std::string document = second + "/result.json";
    EXPECT_TRUE(says(run_lem({"submit", first, "--dry-run"}), "signed by the key"));
    EXPECT_FALSE(says(run_lem({"submit", first, "--dry-run", "--unsigned"}), "signed by"));
    const Outcome unknown = with_server({"submit", first});
    ASSERT_EQ(unknown.exit_code, 0) << unknown.err;
    EXPECT_TRUE(says(unknown, "no account has registered the key. Register it: lem keys register"))
        << unknown.out;
    const Outcome registered = with_server({"keys", "register", "--json"});
    ASSERT_EQ(registered.exit_code, 0) << registered.err;
    const Outcome known = with_server({"submit", document});
    ASSERT_EQ(known.exit_code, 0) << known.err;
    EXPECT_TRUE(says(known, "Signed as ada.")) << known.out;
    EXPECT_EQ(with_server({"submit", document}).exit_code, 0);
    EXPECT_EQ(board().total, 2) << "a repeated submit sends the same bytes";

    const Outcome proven = run_lem({"verify", first, "--log", address()});
    EXPECT_EQ(proven.exit_code, 0) << proven.err;
    EXPECT_TRUE(says(proven, "Proven: the entry is in the log of 2 entries")) << proven.out;
    EXPECT_TRUE(says(proven, "Not proven: anything earlier")) << proven.out;
    EXPECT_TRUE(says(proven, "Compare it: lem-log/")) << proven.out;
    ASSERT_EQ(with_server({"submit", result_folder(3)}).exit_code, 0);
    const Outcome later = run_lem({"verify", document, "--log", address()});
    EXPECT_EQ(later.exit_code, 0) << later.err;
    EXPECT_TRUE(says(later, "continues the one of 2 entries")) << later.out;
    EXPECT_EQ(run_lem({"verify", result_folder(4), "--log", address()}).exit_code, 1);

    const auto key = schema::from_text<domain::AccountKey>(registered.out).value();
    EXPECT_EQ(with_server({"keys", "revoke", key.id}).exit_code, 0);
    const Outcome refused = with_server({"submit", result_folder(5)});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_TRUE(says(refused, "was revoked at")) << refused.err;
    EXPECT_EQ(with_server({"submit", result_folder(5), "--unsigned"}).exit_code, 0);
}

TEST_P(SigningCommands, SeveralKeysAreToldApartByName) {
    run_lem({"keys", "create", "one"});
    run_lem({"keys", "create", "two"});
    const std::string folder = result_folder(1);
    EXPECT_EQ(run_lem({"submit", folder, "--dry-run"}).exit_code, 2);
    EXPECT_EQ(run_lem({"submit", folder, "--dry-run", "--key", "two"}).exit_code, 0);
    const fs::path file = scratch_.path() / "config/lem/keys/two.pem";
    fs::permissions(file, fs::perms::owner_all | fs::perms::others_read);
    EXPECT_TRUE(says(run_lem({"submit", folder, "--dry-run", "--key", "two"}), "chmod 600"));
}

INSTANTIATE_TEST_SUITE_P(Databases, SigningCommands, testing::Values("sqlite"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem::cli
