#include "cli/config_file.hpp"

#include "base/error.hpp"
#include "cli/study_file.hpp"
#include "support/folder.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

TEST(Examples, EveryOneIsAnExperimentThatIsPossible) {
    int seen = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(LEM_SOURCE_DIR) / "examples")) {
        if (entry.path().extension() != ".yaml" && entry.path().extension() != ".json") continue;
        ++seen;
        try {
            read_experiment(entry.path(), {});
        } catch (const Error& error) {
            ADD_FAILURE() << entry.path() << ": "
                          << (error.violations().empty() ? error.message()
                                                         : error.violations()[0].message);
        }
    }
    EXPECT_GE(seen, 3);
}

TEST(Examples, QuickstartMeasuresForNoMoreThanAMinuteAndAHalf) {
    const auto config =
        read_experiment(fs::path(LEM_SOURCE_DIR) / "examples/quickstart.yaml", {}).experiment;
    const domain::Protocol& protocol = config.protocol;
    EXPECT_GE(protocol.cycles, 3);
    EXPECT_LE(protocol.warmup_s + protocol.cycles * (protocol.cycle_s + protocol.cooldown_s) +
                  2 * protocol.idle_s,
              90);
    EXPECT_FALSE(config.workload.prefix_cache);
}

TEST(Examples, StudyHasItsSixPoints) {
    const fs::path file = fs::path(LEM_SOURCE_DIR) / "examples/studies/streams-by-length.yaml";
    ASSERT_TRUE(is_study(file));
    const domain::StudyPlan study = read_study(file, {}).plan;
    EXPECT_EQ(study.points.size(), 6U);
    EXPECT_TRUE(study.rejected.empty());
    EXPECT_EQ(study.points[0].experiment.engine.name, domain::EngineName::llama_cpp);
}

std::string line_of(const domain::RejectedPoint& point) {
    const Violation& first = point.violations.front();
    return point.label + ": " + first.pointer + " " + first.message;
}

class ConfigFile : public testing::Test {
protected:
    domain::Experiment read(const std::string& text, const std::vector<std::string>& settings) {
        std::ofstream(file_) << text;
        return read_experiment(file_, settings).experiment;
    }
    std::string complaint(const std::string& text, const std::vector<std::string>& settings = {}) {
        try {
            read(text, settings);
        } catch (const Error& error) {
            std::string all = error.message();
            for (const Violation& violation : error.violations())
                all += "\n" + violation.message;
            return all;
        }
        return "it was accepted";
    }

    const test::Folder scratch_;
    const fs::path& folder_ = scratch_.path();
    const fs::path file_ = folder_ / "e.yaml";
};

TEST_F(ConfigFile, AFieldOfAnotherLoadIsNamedSo) {
    const std::string said = complaint(
        "schema_version: 1\nname: n\nmodel: {name: m}\n"
        "engine: {name: openai, base_url: http://127.0.0.1:1}\n"
        "load:\n  mode: concurrency\n  streams: 4\n",
        {"load.mode=poisson", "load.requests_per_sec=1"});
    EXPECT_NE(said.find("e.yaml:7:12: /load/streams is not a field of mode poisson"),
              std::string::npos)
        << said;
}

TEST_F(ConfigFile, StudySpansItsGridOnce) {
    std::ofstream(folder_ / "base.yaml")
        << "schema_version: 1\nname: n\nmodel: {name: m}\n"
           "engine: {name: openai, base_url: http://127.0.0.1:1}\nload: {mode: concurrency}\n";
    std::ofstream(file_) << "study: s\nbase: base.yaml\nexperiment: {protocol: {cycles: 4}}\n"
                            "sweep: {load.streams: [1, 2, 0], workload.output_tokens: [16, 32]}\n"
                            "points: [{load.streams: 2, workload.output_tokens: 16}, {}]\n";
    ASSERT_TRUE(is_study(file_));
    EXPECT_FALSE(is_study(folder_ / "base.yaml"));
    const domain::StudyPlan study = read_study(file_, {"protocol.idle_s=1"}).plan;
    ASSERT_EQ(study.points.size(), 5U);
    EXPECT_EQ(study.points[1].label, "load.streams=1 workload.output_tokens=32");
    EXPECT_EQ(study.points[1].experiment.protocol.cycles, 4);
    EXPECT_EQ(study.points[1].experiment.protocol.idle_s, 1);
    EXPECT_EQ(study.points[1].experiment.workload.output_tokens, 32);
    ASSERT_EQ(study.rejected.size(), 2U);
    EXPECT_EQ(line_of(study.rejected[0]),
              "load.streams=0 workload.output_tokens=16: /load/streams must be from 1 to "
              "16384, found 0");
    ASSERT_EQ(study.duplicates.size(), 1U);
    EXPECT_EQ(study.duplicates[0].label, "load.streams=2 workload.output_tokens=16");
    EXPECT_EQ(study.duplicates[0].same_as, "load.streams=2 workload.output_tokens=16");
}

TEST_F(ConfigFile, StudyLeavesOutWhatCannotBeMeasured) {
    std::ofstream(file_)
        << "study: s\nexperiment: {model: {name: m}, engine: {name: vllm}}\nsweep:\n"
           "  way:\n    - {}\n    - {engine.name: openai}\n"
           "    - {workload.prompts: file}\n    - {energy.source: external}\n"
           "    - {load: {mode: trace, file: t.csv}}\n"
           "    - {load: {mode: slo_search, limits: {}}}\n"
        << "points: [{engine.name: openai}]\n";
    const domain::StudyPlan study = read_study(file_, {}).plan;
    EXPECT_EQ(study.points.size(), 1U);
    ASSERT_EQ(study.rejected.size(), 5U);
    for (const auto& [i, reason] :
         {std::pair(0, "/engine/base_url is required"), std::pair(1, "/workload/file is required"),
          std::pair(2, "/energy/trace is required"), std::pair(3, "needs synthetic"),
          std::pair(4, "/load/limits holds no limit")})
        EXPECT_NE(line_of(study.rejected[static_cast<std::size_t>(i)]).find(reason),
                  std::string::npos)
            << line_of(study.rejected[static_cast<std::size_t>(i)]);
    EXPECT_TRUE(study.is_mostly_rejected());
}

TEST_F(ConfigFile, LengthsByNameAndByNumberAreOnePoint) {
    std::ofstream(file_)
        << "study: s\nexperiment: {model: {name: m}, engine: {name: vllm}}\nsweep:\n"
           "  length:\n    - {workload.shape: 1k/1k}\n"
           "    - {workload.input_tokens: 1024, workload.output_tokens: 1024}\n";
    const domain::StudyPlan study = read_study(file_, {}).plan;
    EXPECT_EQ(study.points.size(), 1U);
    ASSERT_EQ(study.duplicates.size(), 1U);
    EXPECT_EQ(study.duplicates[0].label, "workload.input_tokens=1024 workload.output_tokens=1024");
    EXPECT_EQ(study.duplicates[0].same_as, "workload.shape=1k/1k");
    EXPECT_FALSE(study.is_mostly_rejected());
}

TEST_F(ConfigFile, KeysOfAnEngineAreForItsPointsAlone) {
    std::ofstream(file_)
        << "study: s\nexperiment: {model: {name: m}, engine: {name: vllm}}\nsweep:\n"
           "  engine.name: [vllm, sglang, tgi]\n"
           "  vllm.settings.max_sequences: [4, 8]\n"
           "  sglang.options.attention-backend: [triton, flashinfer]\n";
    const domain::StudyPlan study = read_study(file_, {}).plan;
    std::vector<std::string> labels;
    for (const domain::StudyPoint& point : study.points)
        labels.push_back(point.label);
    EXPECT_EQ(labels, (std::vector<std::string>{
                          "engine.name=vllm engine.settings.max_sequences=4",
                          "engine.name=vllm engine.settings.max_sequences=8",
                          "engine.name=sglang engine.options.attention-backend=triton",
                          "engine.name=sglang engine.options.attention-backend=flashinfer",
                          "engine.name=tgi"}));
    EXPECT_TRUE(study.duplicates.empty());
    EXPECT_TRUE(study.rejected.empty());
    EXPECT_EQ(study.points[1].experiment.engine.settings.max_sequences, 8);
}

TEST_F(ConfigFile, KeysOfABackendAreForItsPointsAlone) {
    std::ofstream(folder_ / "base.yaml") << "config_name: tiny\nmodel_name: org/tiny\n"
                                            "backend: vllm\nvllm: {block_size: 16}\n";
    std::ofstream(file_) << "study: s\nbase: base.yaml\nsweep:\n  backend: [pytorch, vllm]\n"
                            "  pytorch.batch_size: [1, 4]\n  vllm.max_num_seqs: [8]\n";
    const domain::StudyPlan study = read_study(file_, {}).plan;
    EXPECT_TRUE(study.rejected.empty());
    ASSERT_EQ(study.points.size(), 3U);
    EXPECT_TRUE(study.points[2].experiment.engine.options.contains("block-size"));
    EXPECT_EQ(study.points[1].label, "backend=pytorch pytorch.batch_size=4");
    EXPECT_EQ(study.points[2].experiment.engine.settings.max_sequences, 8);
}

TEST_F(ConfigFile, WrongStudiesAreNamedWithTheirPlace) {
    const auto complaint_of = [&](const std::string& text) -> std::string {
        std::ofstream(file_) << text;
        try {
            read_study(file_, {});
        } catch (const Error& error) {
            return error.violations().empty() ? error.message() : error.violations()[0].message;
        }
        return "it was accepted";
    };
    EXPECT_NE(complaint_of("study: s\norder: random\nsweep: {a: [1]}\n").find("e.yaml:2:8: /order"),
              std::string::npos);
    EXPECT_NE(complaint_of("study: s\nexperiment: {engine: {name: tgi}}\n"
                           "sweep: {vllm.settings.max_sequences: [1]}\n")
                  .find("vllm.settings.max_sequences is for the engine vllm, which no point"),
              std::string::npos);
    EXPECT_NE(complaint_of("study: s\n").find("has neither a sweep nor points"), std::string::npos);
    EXPECT_NE(complaint_of("study: s\nsweep: {model.name: [a]}\n")
                  .find("has 1 points, and none can be measured"),
              std::string::npos);
}

TEST_F(ConfigFile, FilesOfLlenergymeasureAreTranslatedWithTheirLines) {
    std::ofstream(file_) << "config_name: tiny\nmodel_name: org/tiny\nnum_input_prompts: 8\n"
                            "gpus: [0, 1]\ndecoder: {preset: deterministic}\n";
    const ExperimentFile read_file = read_experiment(file_, {"protocol.cycles=4"});
    EXPECT_EQ(std::get<domain::OfflineLoad>(read_file.experiment.load).requests, 8);
    EXPECT_EQ(read_file.experiment.protocol.cycles, 4) << "--set uses fields of lem";
    std::string notes;
    for (const std::string& line : read_file.notes)
        notes += line + "\n";
    EXPECT_NE(notes.find("e.yaml:4:7: /gpus has no counterpart"), std::string::npos) << notes;
    EXPECT_NE(notes.find("e.yaml:5:10: /decoder became"), std::string::npos) << notes;
    const std::string said = complaint("config_name: tiny\nmodel_nam: org/tiny\n");
    EXPECT_NE(said.find("e.yaml:2:12: /model_nam is not a known field; did you mean model_name?"),
              std::string::npos)
        << said;
    EXPECT_TRUE(
        read_experiment(fs::path(LEM_SOURCE_DIR) / "examples/quickstart.yaml", {}).notes.empty());
}

TEST_F(ConfigFile, AFileExtendsAnother) {
    std::ofstream(folder_ / "parent.yaml")
        << "config_name: parent\nmodel_name: org/tiny\ndecoder: {top_k: 5, temperature: 0.5}\n";
    std::ofstream(file_) << "_extends: parent.yaml\nconfig_name: child\ndecoder: {top_k: 0}\n";
    const ExperimentFile child = read_experiment(file_, {});
    EXPECT_EQ(child.experiment.name, "child");
    EXPECT_EQ(child.experiment.model.name, "org/tiny");
    EXPECT_EQ(child.experiment.workload.temperature, 0.5);
    EXPECT_NE(complaint("_extends: e.yaml\n").find("do they extend each other?"),
              std::string::npos);
    EXPECT_NE(complaint("_extends: 5\n").find("e.yaml:1:11: /_extends must be"), std::string::npos);
    EXPECT_NE(complaint("_extends: absent.yaml\n").find("absent.yaml"), std::string::npos);
}

TEST_F(ConfigFile, AStudyMaySpanKeysOfLlenergymeasure) {
    std::ofstream(folder_ / "base.yaml") << "config_name: tiny\nmodel_name: org/tiny\n"
                                            "gpus: [0]\nbackend: vllm\n";
    std::ofstream(file_) << "study: s\nbase: base.yaml\nexperiment: {streaming: true}\nsweep:\n"
                            "  vllm.max_num_seqs: [1, 8, 5000]\n"
                            "  protocol.cycle_s: [10, 20]\n";
    const StudyFile read = read_study(file_, {});
    const domain::StudyPlan& study = read.plan;
    ASSERT_EQ(study.points.size(), 4U);
    EXPECT_EQ(study.points[3].experiment.engine.settings.max_sequences, 8);
    EXPECT_EQ(study.points[3].experiment.protocol.cycle_s, 20);
    ASSERT_EQ(study.rejected.size(), 2U);
    EXPECT_NE(
        line_of(study.rejected[0]).find("/vllm/max_num_seqs must be from 1 to 1024, found 5000"),
        std::string::npos);
    const auto noted = [&](const std::string& part) {
        return std::count_if(read.notes.begin(), read.notes.end(), [&](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    };
    EXPECT_EQ(noted("base.yaml:3:7: /gpus has no counterpart"), 1) << "once, not for each point";
    EXPECT_EQ(noted("e.yaml:3:25: /experiment/streaming has no counterpart"), 1);
}

TEST_F(ConfigFile, PresetFillsWhatTheFileDoesNotSay) {
    const std::string text =
        "schema_version: 1\nname: n\nmodel: {name: m}\nengine: {name: vllm}\n"
        "load: {mode: concurrency}\nprotocol: {preset: gold, cycles: 7}\n";
    const domain::Protocol protocol = read(text, {"protocol.idle_s=5"}).protocol;
    EXPECT_EQ(protocol.cycles, 7);
    EXPECT_EQ(protocol.idle_s, 5);
    EXPECT_EQ(protocol.cycle_s, 600);
    EXPECT_EQ(protocol.engine_restarts, 2);
    EXPECT_EQ(read(text, {"protocol.preset=smoke"}).protocol.cycle_s, 10);
    EXPECT_NE(complaint(text, {"protocol.preset=silver"}).find("smoke"), std::string::npos);
}

constexpr const char* good = R"(schema_version: 1
name: mine
model:
  name: tiny
engine:
  name: openai
  base_url: http://127.0.0.1:8000
)";

TEST_F(ConfigFile, SettingsTakeTheTypeOfTheirField) {
    const auto config =
        read(good, {"engine={name: vllm}", "protocol.cycles=5", "model.revision=123", "name=true",
                    "load.mode=constant", "load.requests_per_sec=2.5", "workload.ignore_eos=false",
                    "engine.options.ctx-size=4096", "energy.model.tdp_watts=65",
                    "model.path=a b=c.gguf", "engine.options={temp: 1, flag: true}"});
    EXPECT_EQ(config.protocol.cycles, 5);
    EXPECT_EQ(config.model.revision, "123");
    EXPECT_EQ(config.name, "true");
    EXPECT_EQ(std::get<domain::ConstantLoad>(config.load).requests_per_sec, 2.5);
    EXPECT_FALSE(config.workload.ignore_eos);
    EXPECT_EQ(config.energy.model->tdp_watts, 65);
    EXPECT_EQ(config.model.path, "a b=c.gguf");
    EXPECT_EQ(config.engine.options.size(), 2U) << "the later one counts";
}

TEST_F(ConfigFile, ContradictionsHaveTheirPlace) {
    const std::string said = complaint(std::string(good) +
                                       "workload:\n  prompts: file\nprotocol:\n"
                                       "  engine_restarts: 2\n");
    EXPECT_NE(said.find("e.yaml:9:3: /workload/file is required"), std::string::npos) << said;
    EXPECT_NE(said.find("e.yaml:11:20: /protocol/engine_restarts needs an engine that lem starts"),
              std::string::npos)
        << said;
    EXPECT_NE(complaint(good, {"energy.source=replay"}).find("/energy/trace is required"),
              std::string::npos);
}

TEST_F(ConfigFile, FaultsHaveTheirPlace) {
    struct Case {
        std::string text;
        std::vector<std::string> settings;
        std::string part;
    };
    const std::string whole = good;
    for (const Case& one : std::vector<Case>{
             {whole + "protocol:\n  cycles: many\n", {}, "e.yaml:9:"},
             {whole + "workload:\n  shape: 1k/1k\n  output_tokens: 128\n",
              {},
              "e.yaml:10:18: /workload/output_tokens contradicts"},
             {whole + "protocl:\n  cycles: 3\n", {}, "did you mean"},
             {whole + "workload:\n  temperature: .nan\n", {}, "e.yaml:9:16: holds a number"},
             {"name: x\n", {}, "/model is required"},
             {whole, {"protocol.cycles=0"}, "--set protocol.cycles=0: "},
             {whole, {"protocol.cycels=4"}, "--set protocol.cycels=4: "},
             {whole, {"protocol.cycles"}, "--set takes KEY=VALUE"},
             {whole, {"name.first=x"}, "cannot set first"},
             {"a: [1\n", {}, "e.yaml:2:1: "},
             {"name: x\nmodel:\n\tname: y\n", {}, "e.yaml:3:1: is indented with a tab"},
             {"name: x\nmodel:\n  name: y\n \tpath: z\n", {}, "e.yaml:4:2: is indented with a tab"},
             {std::string(2 << 20, '#'), {}, "larger than 1 MiB"},
             {"", {}, "e.yaml is empty"},
         }) {
        const std::string said = complaint(one.text, one.settings);
        EXPECT_NE(said.find(one.part), std::string::npos) << one.part << " in: " << said;
    }
    EXPECT_THROW(read_experiment(folder_ / "absent.yaml", {}), Error);
    EXPECT_THROW(read_experiment(folder_, {}), Error);
}

}  // namespace
}  // namespace lem::cli
