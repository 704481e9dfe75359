#include "cli/config_file.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

TEST(Examples, EveryOneIsAValidExperiment) {
    int seen = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(LEM_SOURCE_DIR) / "examples")) {
        if (entry.path().extension() != ".yaml" && entry.path().extension() != ".json") continue;
        ++seen;
        try {
            read_experiment(entry.path(), {});
        } catch (const Error& error) {
            ADD_FAILURE() << entry.path() << ": " << error.violations().at(0).message;
        }
    }
    EXPECT_GE(seen, 3);
}

TEST(Examples, QuickstartMeasuresForNoMoreThanAMinuteAndAHalf) {
    const auto config = read_experiment(fs::path(LEM_SOURCE_DIR) / "examples/quickstart.yaml", {});
    const domain::Protocol& protocol = config.protocol;
    EXPECT_GE(protocol.cycles, 3);
    EXPECT_LE(protocol.warmup_s + protocol.cycles * (protocol.cycle_s + protocol.cooldown_s) +
                  2 * protocol.idle_s,
              90);
    EXPECT_FALSE(config.workload.prefix_cache);
}

class ConfigFile : public testing::Test {
protected:
    domain::Experiment read(const std::string& text, const std::vector<std::string>& settings) {
        std::ofstream(file_) << text;
        return read_experiment(file_, settings);
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
        read(good, {"protocol.cycles=5", "model.revision=123", "name=true", "load.mode=constant",
                    "load.requests_per_sec=2.5", "workload.ignore_eos=false",
                    "engine.options.ctx-size=4096", "energy.model.tdp_watts=65",
                    "model.path=a b=c.gguf", "engine.options={temp: 1, flag: true}"});
    EXPECT_EQ(config.protocol.cycles, 5);
    EXPECT_EQ(config.model.revision, "123");
    EXPECT_EQ(config.name, "true");
    EXPECT_EQ(std::get<domain::ConstantLoad>(config.load).requests_per_sec, 2.5);
    EXPECT_FALSE(config.workload.ignore_eos);
    EXPECT_EQ(config.energy.model->tdp_watts, 65);
    EXPECT_EQ(config.model.path, "a b=c.gguf");
    EXPECT_EQ(config.engine.options.size(), 2U) << "the later one stands";
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
             {whole, {"name.first=x"}, "there is nothing below first"},
             {"a: [1\n", {}, "e.yaml:2:1: "},
             {std::string(2 << 20, '#'), {}, "larger than 1 MiB"},
             {"", {}, "cannot be run"},
         }) {
        const std::string said = complaint(one.text, one.settings);
        EXPECT_NE(said.find(one.part), std::string::npos) << one.part << " in: " << said;
    }
    EXPECT_THROW(read_experiment(folder_ / "absent.yaml", {}), Error);
    EXPECT_THROW(read_experiment(folder_, {}), Error);
}

}  // namespace
}  // namespace lem::cli
