#include "cli/import_mapping.hpp"
#include "cli/read_result.hpp"
#include "cli/run.hpp"
#include "support/folder.hpp"
#include "support/packed.hpp"
#include "support/sqlite_bytes.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* vllm = R"({"model_id": "Acme/Tiny-1B", "num_prompts": 10, "backend": "vllm",
    "request_rate": "inf", "max_concurrency": 2, "duration": 3.0, "completed": 10, "failed": 0,
    "total_input_tokens": 100, "total_output_tokens": 300})";

class ImportCommand : public testing::Test {
protected:
    fs::path write(const std::string& name, std::string_view bytes) const {
        const fs::path path = scratch_.path() / "in" / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    int import(std::vector<std::string> words) {
        words.insert(words.begin(), {"lem", "import", "-o", out().string()});
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int code = run(static_cast<int>(arguments.size()), arguments.data());
        said_ = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
        return code;
    }
    bool says(std::string_view words) const { return said_.find(words) != std::string::npos; }
    fs::path out() const { return scratch_.path() / "out"; }
    std::vector<fs::path> results() const {
        std::vector<fs::path> found;
        for (const auto& entry : fs::recursive_directory_iterator(out())) {
            if (entry.path().filename() == "result.json") found.push_back(entry.path());
        }
        return found;
    }

    test::Folder scratch_;
    std::string said_;
};

TEST_F(ImportCommand, AResultIsWrittenWithItsReportAndItsOriginal) {
    EXPECT_EQ(import({write("bench.json", vllm).string(), "--hardware", "NVIDIA L4", "--devices",
                      "2", "--report"}),
              0)
        << said_;
    ASSERT_EQ(results().size(), 1U);
    const domain::Result result = read_result(results()[0].string()).document.result;
    EXPECT_EQ(result.environment.devices.size(), 2U);
    EXPECT_EQ(result.cycles[0].tokens.output, 300);
    EXPECT_EQ(result.experiment.config, std::nullopt);
    EXPECT_TRUE(says("vLLM bench serve, 1 result")) << said_;
    EXPECT_TRUE(says("taken     /duration -> cycles.window: the same")) << said_;
    EXPECT_FALSE(fs::is_empty(out() / "originals"));
}

TEST_F(ImportCommand, AFolderMayHoldAnythingAndTheSameRunTwice) {
    write("a/bench.json", vllm);
    write("a/copy/bench.json", vllm);
    write("a/notes.txt", "nothing");
    EXPECT_EQ(import({(scratch_.path() / "in").string()}), 0) << said_;
    EXPECT_EQ(results().size(), 1U);
    EXPECT_TRUE(says("the same run as in")) << said_;
    EXPECT_TRUE(says("1 other file is not in a format that lem reads")) << said_;
}

/// Another run of the same benchmark.
std::string vllm_of(const std::string& duration_s) {
    std::string run = vllm;
    return run.replace(run.find("3.0"), 3, duration_s);
}

TEST_F(ImportCommand, ReplicatesAreNamedAndStayResultsOfTheirOwn) {
    write("a.json", vllm);
    write("b.json", vllm_of("3.1"));
    write("copy/a.json", vllm);
    const std::string in = (scratch_.path() / "in").string();
    EXPECT_EQ(import({in, "--hardware", "NVIDIA L4"}), 0) << said_;
    EXPECT_EQ(results().size(), 2U) << "identical runs are one";
    EXPECT_TRUE(says("2 of Acme/Tiny-1B, vllm, NVIDIA L4, 2 streams, 10 in, 30 out\n    " +
                     out().string() + "/a-"))
        << said_;
    fs::remove_all(out());
    EXPECT_EQ(import({in, "--hardware", "NVIDIA L4", "--json"}), 0) << said_;
    const std::string line = said_.substr(said_.rfind("{\"replicates\""));
    const auto json = schema::parse(line);
    ASSERT_TRUE(json) << said_;
    EXPECT_EQ(json->at("replicates").at("count"), 2);
    EXPECT_EQ(json->at("replicates").at("ids").size(), 2U);
    EXPECT_TRUE(fs::exists(fs::path(json->at("replicates").at("folders").at(1).get<std::string>()) /
                           "result.json"));
}

TEST_F(ImportCommand, ResultsThatStateNoHardwareAreNotCalledReplicates) {
    write("a.json", vllm);
    write("b.json", vllm_of("3.1"));
    EXPECT_EQ(import({(scratch_.path() / "in").string()}), 0) << said_;
    EXPECT_FALSE(says("Replicates")) << said_;
    EXPECT_TRUE(says("2 results do not state their hardware or their load: nobody can tell"))
        << said_;
}

TEST_F(ImportCommand, NothingOfAFileIsImportedIfARunOfItIsWrong) {
    const std::string good = std::string(vllm);
    std::string line = good;
    std::erase(line, '\n');
    std::string wrong = line;
    wrong.replace(wrong.find("3.0"), 3, "\"x\"");
    EXPECT_EQ(import({write("runs.jsonl", line + "\n" + wrong + "\n").string()}), 1);
    EXPECT_TRUE(says("line 2 /duration must be a number, found a string")) << said_;
    EXPECT_FALSE(fs::exists(out()));
}

TEST_F(ImportCommand, ANamedFileMustBeAResult) {
    EXPECT_EQ(import({write("notes.txt", "nothing").string()}), 1);
    EXPECT_TRUE(says("is in no format that lem reads, which are vllm-bench")) << said_;
    EXPECT_EQ(import({write("empty.json", " \n").string()}), 1);
    EXPECT_TRUE(says("is empty")) << said_;
    EXPECT_EQ(import({"missing.json"}), 1);
    EXPECT_TRUE(says("missing.json cannot be opened")) << said_;
    EXPECT_EQ(import({write("b.json", vllm).string(), "--engine", "vlm"}), 2);
    EXPECT_TRUE(says("must be one of llama.cpp")) << said_;
}

TEST_F(ImportCommand, EnergyThatWasMeteredBesideTheRunIsAdded) {
    const fs::path energy =
        write("zeus.csv",
              "start_time,window_name,elapsed_time,gpu0_energy\n1,warm-up,9,5\n2,all,3.1,600\n");
    EXPECT_EQ(import({write("bench.json", vllm).string(), "--energy", energy.string()}), 0)
        << said_;
    const domain::Result result = read_result(results().at(0).string()).document.result;
    EXPECT_DOUBLE_EQ(*result.summary.tokens_per_joule.mean, 0.5);
    const fs::path other =
        write("other.csv", "start_time,window_name,elapsed_time,gpu0_energy\n1,all,30,600\n");
    EXPECT_EQ(import({write("bench.json", vllm).string(), "--energy", other.string()}), 1);
    EXPECT_TRUE(says("has no window as long as the run, 3 s within 5 %")) << said_;
}

TEST_F(ImportCommand, APackedFileIsImportedAndAnotherDatabaseInAFolderIsLeft) {
    write("a/bench.json.gz", test::gzipped(vllm));
    const fs::path other = write("a/other.db", test::sqlite_bytes("CREATE TABLE t(a)"));
    EXPECT_EQ(import({(scratch_.path() / "in").string()}), 0) << said_;
    EXPECT_EQ(results().size(), 1U);
    EXPECT_TRUE(says("1 other file is not in a format that lem reads")) << said_;
    EXPECT_EQ(import({other.string()}), 1);
    EXPECT_TRUE(says("It is a SQLite database, but not LocalScore's")) << said_;
}

TEST_F(ImportCommand, AnExportOfLemComesBackByteForByte) {
    EXPECT_EQ(import({write("bench.json", vllm).string()}), 0) << said_;
    ASSERT_EQ(results().size(), 1U);
    std::ifstream file(results()[0], std::ios::binary);
    const std::string document{std::istreambuf_iterator<char>(file), {}};
    fs::remove_all(out());
    const std::string other =
        std::string(document).replace(document.find("imported-"), 9, "another-1");
    EXPECT_EQ(import({write("export.jsonl", document + "\n" + other + "\n" + document).string()}),
              0)
        << said_;
    EXPECT_TRUE(says("the same run as in")) << said_;
    ASSERT_EQ(results().size(), 2U);
    std::set<std::string> written;
    for (const fs::path& path : results()) {
        std::ifstream again(path, std::ios::binary);
        written.emplace(std::istreambuf_iterator<char>(again), std::istreambuf_iterator<char>());
    }
    EXPECT_EQ(written, (std::set{document, other}));
    EXPECT_EQ(import({write("cut.jsonl", document + "\n" + document.substr(0, 900)).string()}), 1);
    EXPECT_TRUE(says("result 2")) << said_;
}

TEST_F(ImportCommand, ATableIsReadByItsMapping) {
    const auto table = write("own.csv",
                             "Model,GPU,Tokens,Duration (s),Energy (Wh)\n"
                             "Acme/Tiny-1B,NVIDIA L4,1000,10,0.1\n");
    const std::string map = (scratch_.path() / "map.yaml").string();
    EXPECT_EQ(import({table.string(), "--map", map}), 2);
    EXPECT_TRUE(says("A draft with what the columns' names say (5 of them)")) << said_;
    EXPECT_EQ(import({table.string(), "--map", map}), 1);
    EXPECT_TRUE(says("map.yaml:")) << said_;
    EXPECT_TRUE(says("must say the energy_scope of the energy")) << said_;
    std::ofstream(map, std::ios::app)
        << "  - to: energy_scope\n    value: gpu\n  - to: energy_method\n    value: counter\n";
    EXPECT_EQ(import({table.string(), "--map", map}), 0) << said_;
    ASSERT_EQ(results().size(), 1U);
    const domain::Result result = read_result(results()[0].string()).document.result;
    EXPECT_DOUBLE_EQ(result.cycles[0].energy.energy_joules.value_or(0), 360);
}

TEST(ImportMapping, QuestionsAreAskedUntilTheirAnswersMakeSense) {
    std::istringstream answers(
        "\n"                                            // Model: as guessed
        "?\nspeed\ntime_to_first_token_ms\nhours\ns\n"  // First: no such name, no such unit
        "-\n"                                           // Colour
        "\nWh\n"                                        // Energy, in Wh
        "llama.cpp\nNVIDIA L4\neverything\ngpu\ncounter\n");
    std::ostringstream questions;
    const auto mapping = ask_mapping("Model,First,Colour,Energy\nm,1,red,2\n", answers, questions);
    ASSERT_EQ(mapping.fields.size(), 7U) << questions.str();
    EXPECT_EQ(mapping.fields[1].to, "time_to_first_token_ms");
    EXPECT_EQ(mapping.fields[1].unit, "s");
    EXPECT_EQ(mapping.fields[2].unit, "Wh");
    EXPECT_EQ(mapping.fields[5].value, "gpu");
    EXPECT_NE(questions.str().find("There is no speed"), std::string::npos);
    std::istringstream none("\n");
    EXPECT_THROW(ask_mapping("Model,GPU\nm,g\n", none, questions), Error);
}

}  // namespace
}  // namespace lem::cli
