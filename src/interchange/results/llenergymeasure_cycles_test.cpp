/// The cycles of a configuration of llenergymeasure, each with the files beside its result.

#include "domain/result/result_wire.hpp"
#include "interchange/results/file_groups.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::notes_hold;
using test::read_file;
using test::refusals;
using test::replaced;
using test::samples;

namespace fs = std::filesystem;

/// 100 output tokens and 300 of the prompts in `time_s`, with 500 J.
std::string result(const std::string& id, int time_s) {
    return R"({"schema_version": "3.0", "experiment_id": ")" + id +
           R"(", "measurement_config_hash": "0123abcd", "llenergymeasure_version": "0.9.0",
        "engine": "transformers", "engine_version": null, "model_name": "acme/tiny",
        "measurement_methodology": "total", "total_tokens": 400, "total_energy_j": 500.0,
        "total_inference_time_sec": )" +
           std::to_string(time_s) +
           R"(, "avg_energy_per_token_j": 5.0, "timeseries": "timeseries.parquet"})";
}

std::string environment(const std::string& id) {
    return R"({"experiment_id": ")" + id +
           R"(", "tool_version": "0.8.0", "hardware": {"gpu": {"name": "NVIDIA L4",
        "vram_total_mb": 1000.0}, "thermal": {"power_limit_w": 72.0}}})";
}

const std::string config = R"({"experiment_id": "a", "library_version": "4.57.6",
    "observed_engine_params": {"dtype": "bfloat16"}})";
const std::string resolution = R"({"schema_version": "1.0", "overrides": {
    "task.dataset.n_prompts": {"effective": 10, "source": "yaml"},
    "task.max_output_tokens": {"effective": 5},
    "transformers.batch_size": {"effective": 2}}})";

std::vector<NamedBytes> study() {
    return {{"1/result.json", result("a", 10)}, {"1/environment.json", environment("a")},
            {"1/config.json", config},          {"1/_resolution.json", resolution},
            {"2/result.json", result("b", 20)}, {"2/environment.json", environment("b")}};
}

std::string joined(const std::vector<NamedBytes>& files) {
    const auto document = joined_document(Joining::cycles, files);
    EXPECT_TRUE(document);
    return document.value_or("");
}

TEST(LlenergymeasureCycles, AreCyclesOfOneResult) {
    const auto results = test::imported(joined(study()));
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& one = results[0];
    EXPECT_EQ(one.provenance->format, "llenergymeasure-result");
    ASSERT_EQ(one.cycles.size(), 2U);
    EXPECT_EQ(one.cycles[1].window.start_s, 10);
    EXPECT_EQ(one.cycles[1].window.end_s, 30);
    EXPECT_EQ(one.cycles[1].tokens.output, 100);
    EXPECT_EQ(one.cycles[1].energy.energy_joules, 500);
    EXPECT_NEAR(one.summary.throughput_tokens_per_sec.mean.value_or(0), 200.0 / 30, 1e-9);
}

TEST(LlenergymeasureCycles, HaveTheFactsOfTheFilesBesideThem) {
    const domain::Result one = test::imported(joined(study())).at(0);
    ASSERT_EQ(one.environment.devices.size(), 1U);
    EXPECT_EQ(one.environment.devices[0].name, "NVIDIA L4");
    EXPECT_EQ(one.environment.devices[0].power_limit_watts, 72);
    EXPECT_EQ(one.model.precision, "bf16");
    EXPECT_EQ(one.engine.version, "4.57.6");
    EXPECT_EQ(one.tool.version, "0.9.0") << "as the result states it";
    ASSERT_NE(domain::load_of(one), nullptr);
    EXPECT_EQ(domain::in_flight_max(*domain::load_of(one)), 2);
    EXPECT_TRUE(notes_hold(one, "more output tokens than it allowed")) << "100, of 50";
}

TEST(LlenergymeasureCycles, SettingsThatAreDefaultsAreUnknown) {
    std::vector<NamedBytes> files = study();
    files[3].bytes = R"({"overrides": {"transformers.load_in_8bit": {"effective": true}}})";
    const domain::Result one = test::imported(joined(files)).at(0);
    EXPECT_EQ(domain::load_of(one), nullptr);
    EXPECT_EQ(one.model.precision, "int8");
}

TEST(LlenergymeasureCycles, AFileOfAnotherRunIsWrong) {
    std::vector<NamedBytes> files = study();
    files[1].bytes = environment("other");
    EXPECT_EQ(refusals(joined(files)),
              "/llenergymeasure_cycles/0/environment_snapshot/experiment_id is not that of the "
              "result\n");
    files = study();
    files[4].bytes = replaced(files[4].bytes, "0123abcd", "0123abce");
    EXPECT_EQ(refusals(joined(files)),
              "/llenergymeasure_cycles/1/measurement_config_hash is not that of the first cycle\n");
    files = study();
    files[4].bytes = replaced(files[4].bytes, "\"total_inference_time_sec\": 20",
                              "\"total_inference_time_sec\": 0");
    EXPECT_TRUE(
        refusals(joined(files))
            .starts_with("/llenergymeasure_cycles/1/total_inference_time_sec must be from "));
    files = study();
    files[3].bytes = R"({"overrides": []})";
    EXPECT_EQ(test::imported(joined(files)).size(), 1U) << "no settings are no fault";
}

TEST(LlenergymeasureCycles, MustBeAnArrayOfResults) {
    EXPECT_TRUE(refusals(R"({"llenergymeasure_cycles": {}})")
                    .starts_with("/llenergymeasure_cycles must be an array of 1 to 1000 results"));
    EXPECT_TRUE(refusals(R"({"llenergymeasure_cycles": [1]})")
                    .starts_with("/llenergymeasure_cycles/0 must be an object, found a number"));
    std::string file = joined({{"1/result.json", result("a", 10)}});
    file = replaced(file, "\"timeseries\"", "\"environment_snapshot\": 3, \"timeseries\"");
    EXPECT_EQ(refusals(file),
              "/llenergymeasure_cycles/0/environment_snapshot must be an object, found a number\n");
}

TEST(LlenergymeasureCycles, AGeneratedStudyHasItsRun) {
    const fs::path study_folder = samples / "upstream" / "generated" /
                                  "2026-04-28_HEAD_schema3.0_study" /
                                  "gpt2-demo_2026-03-13T14-19-00";
    if (!fs::exists(study_folder)) return;
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(study_folder)) {
        if (entry.is_regular_file())
            paths.push_back(entry.path().lexically_relative(study_folder).string());
    }
    std::ranges::sort(paths);
    const auto groups = group_files(paths);
    ASSERT_EQ(groups.size(), 1U);
    std::vector<NamedBytes> files;
    for (const std::string& path : groups[0].paths)
        files.push_back({path, read_file(study_folder / path)});
    const domain::Result one = test::imported(joined(files)).at(0);
    EXPECT_EQ(one.model.name, "gpt2");
    EXPECT_EQ(one.model.precision, "bf16");
    EXPECT_EQ(one.engine.version, "4.57.6");
    EXPECT_EQ(one.environment.devices.at(0).name, "NVIDIA A100-PCIE-40GB");
    EXPECT_EQ(one.cycles.at(0).tokens.output, 640);
    EXPECT_NEAR(one.cycles[0].metrics.avg_power_watts.value_or(0),
                228.03882500813023 / 4.294965875800699, 1e-9);
}

}  // namespace
}  // namespace lem::interchange
