#include "cli/viewed_files.hpp"

#include "base/hash.hpp"
#include "domain/board/leaderboard_query.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/result/result_wire.hpp"
#include "support/folder.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

/// A run of vLLM as its benchmark writes it.
std::string vllm(const std::string& model, int tokens = 300) {
    return R"({"model_id": ")" + model +
           R"(", "num_prompts": 10, "backend": "vllm", "request_rate": "inf",
        "max_concurrency": 2, "duration": 3.0, "completed": 10, "failed": 0,
        "total_input_tokens": 100, "total_output_tokens": )" +
           std::to_string(tokens) + "}";
}

class ViewedFolder : public testing::Test {
protected:
    ViewedFolder() : service_(config(), {.state = [] { return pages::PrivateView{}; }}) {}

    app::Config config() const {
        app::Config config;
        config.data = (scratch_.path() / "data").string();
        return config;
    }
    ViewedFiles& files(const ViewLimits& limits = {}) {
        if (!files_) {
            options_.files = {(scratch_.path() / "in").string()};
            files_.emplace(service_, options_, scratch_.path(), stopped_, limits);
        }
        return *files_;
    }
    /// Written long ago, so that nobody is still writing it.
    fs::path put(const std::string& name, const std::string& text) const {
        const fs::path path = put_now(name, text);
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(++hours_));
        return path;
    }
    fs::path put_now(const std::string& name, const std::string& text) const {
        return scratch_.put("in/" + name, text);
    }
    bool refresh() {
        return files().refresh([](const fs::path&) {}, [] {});
    }
    /// The models on the board.
    std::vector<std::string> models() {
        domain::LeaderboardQuery query;
        query.flagged = domain::Flagged::shown;
        std::vector<std::string> models;
        for (const auto& row : service_.leaderboard().query(query).items)
            models.push_back(row.model);
        std::ranges::sort(models);
        return models;
    }
    std::string unreadable() const {
        std::string text;
        for (const auto& [file, message] : files_->state().unreadable_files)
            text += file + ": " + message + "\n";
        return text;
    }

    using Names = std::vector<std::string>;
    const test::Folder scratch_;
    ImportOptions options_;
    app::Service service_;
    std::atomic<bool> stopped_{false};
    std::optional<ViewedFiles> files_;
    mutable int hours_ = 0;
};

TEST_F(ViewedFolder, ShowsWhatTheFilesHoldAndCountsTheRest) {
    put("a.json", vllm("acme/one"));
    put("deep/b.json", vllm("acme/two"));
    put("notes.txt", "nothing");
    put("wrong.json", vllm("acme/three", -1));
    EXPECT_FALSE(refresh());
    EXPECT_EQ(models(), (Names{"acme/one", "acme/two"}));
    const pages::PrivateView state = files().state();
    EXPECT_EQ(state.results, 2);
    EXPECT_EQ(state.files_found, 4);
    EXPECT_FALSE(state.is_reading());
    EXPECT_EQ(state.other_files, 1);
    EXPECT_EQ(state.unreadable, 1);
    EXPECT_NE(unreadable().find("in/wrong.json: /total_output_tokens"), std::string::npos)
        << unreadable();
    EXPECT_EQ(files().newly_unreadable().size(), 1U);
    refresh();
    EXPECT_TRUE(files().newly_unreadable().empty()) << "it was said before";
}

TEST_F(ViewedFolder, AChangedFileReplacesItsResultsAndARemovedOneTakesThemAway) {
    const fs::path a = put("a.json", vllm("acme/one"));
    put("b.json", vllm("acme/two"));
    refresh();
    put("a.json", vllm("acme/other"));
    refresh();
    EXPECT_EQ(models(), (Names{"acme/other", "acme/two"}));
    fs::remove(a);
    refresh();
    EXPECT_EQ(models(), Names{"acme/two"});
    put("a.json", vllm("acme/one"));
    refresh();
    EXPECT_EQ(models(), (Names{"acme/one", "acme/two"}));
}

TEST_F(ViewedFolder, RunsThatAFileHeldBeforeStayWhenOneIsAppended) {
    const auto line = [](std::string text) {
        std::erase(text, '\n');
        return text + "\n";
    };
    const std::string one = line(vllm("acme/one"));
    put("runs.jsonl", one);
    refresh();
    const std::string id = service_.results().list({}).items.at(0).id.text;
    put("runs.jsonl", one + line(vllm("acme/two")));
    refresh();
    EXPECT_EQ(models(), (Names{"acme/one", "acme/two"}));
    EXPECT_EQ(service_.results().detail(id).row.state, domain::ResultState::listed);
}

TEST_F(ViewedFolder, AFileThatIsBeingWrittenKeepsWhatItShowedAndIsTriedAgain) {
    const std::string whole = vllm("acme/one");
    put("a.json", whole);
    refresh();
    put_now("a.json", whole.substr(0, 40));
    EXPECT_TRUE(refresh()) << "it must be looked at again";
    EXPECT_EQ(models(), Names{"acme/one"});
    EXPECT_EQ(files().state().other_files, 0) << "nothing is said of it yet";
    put_now("a.json", vllm("acme/two"));
    refresh();
    EXPECT_EQ(models(), Names{"acme/two"});
    put("a.json", whole.substr(0, 40));
    EXPECT_FALSE(refresh());
    EXPECT_TRUE(models().empty()) << "left alone, it is what it says";
    EXPECT_EQ(files().state().other_files + files().state().unreadable, 1);
}

TEST_F(ViewedFolder, ARunInTwoFilesIsOneResultUntilBothAreGone) {
    const fs::path a = put("a.json", vllm("acme/one"));
    const fs::path copy = put("copy/a.json", vllm("acme/one"));
    refresh();
    EXPECT_EQ(models(), Names{"acme/one"});
    EXPECT_EQ(files().state().unreadable, 0) << unreadable();
    const std::string id = service_.results().list({}).items.at(0).id.text;
    EXPECT_EQ(files().files_of(id).files, (Names{a.string(), copy.string()}));
    fs::remove(a);
    refresh();
    EXPECT_EQ(models(), Names{"acme/one"});
    EXPECT_EQ(files().files_of(id).files, Names{copy.string()});
    fs::remove(copy);
    refresh();
    EXPECT_TRUE(models().empty());
}

TEST_F(ViewedFolder, OfTwoRunsWithOneIdTheFirstIsShownUntilItGoes) {
    domain::Result result = test::sample_result();
    const fs::path first = put("1.json", schema::to_text(result));
    result.model.name = "Acme/Other-1B";
    result.experiment.config->model.name = result.model.name;
    result.cycles[0].tokens.output = *result.cycles[0].tokens.output + 1;
    put("2.json", schema::to_text(result));
    refresh();
    EXPECT_EQ(models().size(), 1U);
    EXPECT_NE(unreadable().find(
                  "2.json: a run of it is not shown: another file has a run with its id, exp_1"),
              std::string::npos)
        << unreadable();
    fs::remove(first);
    EXPECT_TRUE(refresh());
    refresh();
    EXPECT_EQ(models(), Names{"Acme/Other-1B"});
    EXPECT_EQ(unreadable(), "");
}

TEST_F(ViewedFolder, AResultFolderOfLemGrowsIntoItsBundle) {
    domain::Result result = test::sample_result();
    put("run/result.json", schema::to_text(result));
    put("run/requests.jsonl", "");
    put("run/engine.log", "started");
    refresh();
    EXPECT_EQ(models().size(), 1U) << unreadable();
    domain::Manifest manifest;
    for (const char* name : {"result.json", "requests.jsonl"}) {
        const std::string content = name[2] == 's' ? schema::to_text(result) : "";
        manifest.files.push_back(
            {name, sha256_hex(content), static_cast<std::int64_t>(content.size())});
    }
    put("run/manifest.json", schema::to_text(manifest));
    refresh();
    ASSERT_EQ(models().size(), 1U) << unreadable();
    EXPECT_EQ(files().state().results, 1);
    EXPECT_EQ(files().state().other_files, 0);
    fs::remove_all(scratch_.path() / "in/run");
    refresh();
    EXPECT_TRUE(models().empty());
}

TEST_F(ViewedFolder, ResultsAreNotMeasuredAgainstEachOther) {
    domain::Result result = test::sample_result();
    result.environment.devices[0].uuid_hash = std::string(64, 'd');
    put("1.json", schema::to_text(result));
    result.experiment.id = "exp_2";
    result.cycles[0].tokens.output = *result.cycles[0].tokens.output + 1;
    put("2.json", schema::to_text(result));  // the same device at the same time
    refresh();
    ASSERT_EQ(models().size(), 2U) << unreadable();
    for (const auto& row : service_.results().list({}).items)
        for (const domain::Check& check : service_.results().detail(row.id.text).checks)
            if (check.code == "S7")
                EXPECT_EQ(check.outcome, domain::CheckOutcome::not_applicable) << check.message;
}

TEST_F(ViewedFolder, SaysWhatItDoesNotLookAt) {
    for (int i = 0; i < 12; ++i)
        put(std::to_string(i) + ".json", vllm("acme/" + std::to_string(i)));
    files({.entries_max = 8});
    refresh();
    EXPECT_EQ(models().size(), 8U);
    EXPECT_NE(files().state().left_out.value_or("").find("more than 8 files and folders"),
              std::string::npos);
    refresh();
    EXPECT_EQ(models().size(), 8U) << "what is shown stays";
}

TEST_F(ViewedFolder, ReadsNoMoreResultsThanItsLimit) {
    files({.publications_max = 2});
    for (int i = 0; i < 3; ++i)
        put(std::to_string(i) + ".json", vllm("acme/" + std::to_string(i)));
    refresh();
    EXPECT_EQ(models().size(), 2U);
    EXPECT_NE(files().state().left_out.value_or("").find("More than 2 results"), std::string::npos);
}

TEST_F(ViewedFolder, LinksThatLeadBackAndFilesThatAreNoneAreHarmless) {
    put("a.json", vllm("acme/one"));
    fs::create_directory_symlink(scratch_.path() / "in", scratch_.path() / "in/loop");
    ASSERT_EQ(mkfifo((scratch_.path() / "in/pipe").c_str(), 0600), 0);
    options_.files = {(scratch_.path() / "in").string(), (scratch_.path() / "in/pipe").string(),
                      (scratch_.path() / "gone").string()};
    files_.emplace(service_, options_, scratch_.path(), stopped_);
    EXPECT_TRUE(refresh()) << "what was named may come";
    EXPECT_EQ(models(), Names{"acme/one"});
    EXPECT_NE(unreadable().find("pipe: is neither a file nor a folder."), std::string::npos);
    EXPECT_NE(unreadable().find("gone: is not there."), std::string::npos);
}

TEST_F(ViewedFolder, NamesThatAreNoTextAreShownAsText) {
    put("\xFFwrong.json", vllm("acme/one", -1));
    refresh();
    EXPECT_NE(unreadable().find("?wrong.json"), std::string::npos) << unreadable();
    EXPECT_NO_THROW(schema::to_text(files().state()));
}

TEST_F(ViewedFolder, FactsOfTheCommandLineCount) {
    options_.given.hardware = "NVIDIA L4";
    options_.given.hardware_count = 2;
    put("a.json", vllm("acme/one"));
    refresh();
    const auto rows = service_.results().list({}).items;
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].hardware, "2 x NVIDIA L4");
}

}  // namespace
}  // namespace lem::cli
