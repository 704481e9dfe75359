#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::holds;
using test::imported;
using test::notes_hold;
using test::places;
using test::read_file;
using test::replaced;
using test::samples;

namespace fs = std::filesystem;

const std::string header =
    "global_energy_metrics_global_experiment_results_gpu_energy_total,setup_model,"
    "setup_gpu_model,setup_region,variables_fp_precision,variables_quantisation_load_in_8bit,"
    "variables_accelerate_config_num_processes,global_energy_metrics_per-process_emissions_0,"
    "inference_metrics_inference_performance_total_inference_time_sec,"
    "inference_metrics_raw_inference_metrics_total_generated_tokens,"
    "inference_metrics_raw_inference_metrics_total_input_tokens,"
    "compute_metrics_memory_gpu_max_memory_allocated_bytes\n";

TEST(LlenergymeasureTable, ARowOfJoinedColumnsIsARun) {
    const auto results =
        imported(header +
                 "0.0001,acme/tiny,4 x NVIDIA L4,saxony,torch.float16,True,1,0.1,4.0,"
                 "200,100,3000000\n");
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    EXPECT_EQ(result.model.name, "acme/tiny");
    EXPECT_EQ(result.model.precision, "int8") << "True is a flag";
    EXPECT_EQ(result.environment.devices.size(), 4U);
    EXPECT_EQ(result.cycles.at(0).tokens.output, 200);
    EXPECT_DOUBLE_EQ(result.cycles.at(0).energy.energy_joules.value_or(0), 360);
    EXPECT_EQ(result.cycles.at(0).metrics.peak_memory_mb, 3);
    const auto& mapping = result.provenance->mapping;
    EXPECT_TRUE(std::ranges::any_of(mapping, [](const domain::MappedField& field) {
        return field.source == "setup_region" && field.fate == domain::FieldFate::removed;
    })) << "the report names columns";
}

TEST(LlenergymeasureTable, PowerThatTheGpusCannotDrawIsImportedAsItStands) {
    const auto results = imported(
        header + "1,acme/tiny,4 x NVIDIA L4,NA,torch.float16,False,4,0.1,4.0,200,100,3000000\n");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_DOUBLE_EQ(results[0].cycles.at(0).metrics.avg_power_watts.value_or(0), 9e5);
    EXPECT_TRUE(notes_hold(results[0], "may have metered every GPU"));
}

TEST(LlenergymeasureTable, ValuesThatAreNaAreAbsentAndRowsWithoutATimeAreLeftOut) {
    const auto results = imported(header +
                                  "NA,acme/tiny,NVIDIA L4,NA,NA,NA,1,NA,4.0,200,100,NA\n"
                                  "0.1,acme/tiny,NVIDIA L4,NA,NA,NA,1,NA,NA,NA,NA,NA\n");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).metrics.peak_memory_mb, std::nullopt);
    EXPECT_EQ(results[0].model.precision, std::nullopt);
}

const std::string cells =
    "configuration_run_id,setup,variables,inference_metrics,compute_metrics,"
    "global_energy_metrics,process_0_energy,process_1_energy\n"
    R"(0001,"{""model"": ""acme/tiny"", ""gpu_model"": ""NVIDIA L4""}",)"
    R"("{""fp_precision"": ""torch.float16"", ""backend"": ""pytorch""}",)"
    R"("{""raw_inference_metrics"": {""total_input_tokens"": 100,)"
    R"( ""total_generated_tokens"": 200},)"
    R"( ""inference_performance"": {""total_inference_time_sec"": 4.0}}",)"
    R"("{""flops"": 0.0}",)"
    R"("{""global_experiment_results"": {""gpu_energy_total"": 0.0001}}","{}","""NA""")"
    "\n";

TEST(LlenergymeasureTable, CellsMayHoldJson) {
    const auto results = imported(cells);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.precision, "fp16");
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 200);
    EXPECT_DOUBLE_EQ(results[0].cycles.at(0).energy.energy_joules.value_or(0), 360);
}

TEST(LlenergymeasureTable, HowTokensWereChosenIsASettingOfTheEngine) {
    const auto settings = [](const std::string& decoder) {
        const auto results =
            imported(replaced(cells, "\"\"pytorch\"\"", "\"\"pytorch\"\", " + decoder));
        return results.at(0).engine.capabilities;
    };
    const auto top_k =
        settings(R"(""decoder_config"": {""decoding_mode"": ""top_k"", ""decoder_top_k"": 50})");
    EXPECT_EQ(schema::to_text(top_k.at("decoding_mode")), "\"top_k\"");
    EXPECT_NE(
        top_k,
        settings(R"(""decoder_config"": {""decoding_mode"": ""top_k"", ""decoder_top_k"": 500})"));
    EXPECT_TRUE(settings(R"(""decoder_config"": ""greedy"")").empty());
}

TEST(LlenergymeasureTable, WrongCellsAreNamed) {
    EXPECT_TRUE(holds(places(replaced(cells, "{\"\"flops\"\": 0.0}", "{\"\"flops\"\": ")),
                      "row 1 compute_metrics"));
    const std::string in_performance = "row 1 /inference_metrics/inference_performance/";
    EXPECT_TRUE(holds(places(header + "0.1,acme/tiny,NVIDIA L4,NA,NA,NA,1,NA,soon,200,100,NA\n"),
                      in_performance + "total_inference_time_sec"));
    EXPECT_TRUE(holds(places(header + "0.1,acme/tiny,NVIDIA L4,NA,NA,NA,1,NA,-4,200,100,NA\n"),
                      in_performance + "total_inference_time_sec"));
    EXPECT_TRUE(holds(places(header + "1e99,acme/tiny,NVIDIA L4,NA,NA,NA,1,NA,4,200,100,NA\n"),
                      "row 1 /global_energy_metrics/global_experiment_results/gpu_energy_total"));
    EXPECT_TRUE(holds(places(header + "0.1,acme/tiny\n"), "line 2")) << "a row of another length";
    EXPECT_TRUE(holds(places(header + "0.1,NA,NVIDIA L4,NA,NA,NA,1,NA,4,200,100,NA\n"), "row 1"))
        << "it does not name the model";
}

TEST(LlenergymeasureTable, AColumnThatIsAlsoAnObjectIsWrong) {
    EXPECT_TRUE(holds(places("compute_metrics_memory," + header +
                             "7,0.0001,acme/tiny,NVIDIA L4,NA,NA,NA,1,NA,4.0,200,100,3000000\n"),
                      "row 1 /compute_metrics/memory"));
}

// 89 of the 90 published rows imply more than the 1000 W that the four cards can draw.
TEST(LlenergymeasureTable, ThePublishedRowsHaveThePowerThatTheyState) {
    const fs::path path = samples / "llenergymeasure" / "2025-04-11-controlled_results.csv";
    if (!fs::exists(path)) return;
    const auto results = imported(read_file(path));
    ASSERT_EQ(results.size(), 90U);
    const domain::Cycle& first = results[0].cycles.at(0);
    EXPECT_EQ(first.tokens.output, 16384);
    EXPECT_NEAR(first.energy.energy_joules.value_or(0), 0.0037788024674839382 * 3.6e6, 1e-6);
    EXPECT_NEAR(first.window.end_s, 23.22631846799959, 1e-12);
    EXPECT_NEAR(first.metrics.throughput_tokens_per_sec.value_or(0), 705.4066714263521, 1e-9);
    const auto impossible = std::ranges::count_if(results, [](const domain::Result& result) {
        return result.cycles.at(0).metrics.avg_power_watts.value_or(0) > 1000;
    });
    EXPECT_EQ(impossible, 89);
    EXPECT_NEAR(results[20].cycles.at(0).metrics.avg_power_watts.value_or(0),
                0.3502748271640821 * 3.6e6 / 23.358511439999347, 1e-6);
}

TEST(LlenergymeasureTable, TheTableOfJsonCellsHasThreeRuns) {
    const fs::path path =
        samples / "upstream" / "real" / "2025-04-06_8cc92863_final_results_jsoncells_first3.csv";
    if (!fs::exists(path)) return;
    const auto results = imported(read_file(path));
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 10000);
    EXPECT_NEAR(results[0].cycles.at(0).energy.energy_joules.value_or(0),
                0.0030379652081435893 * 3.6e6, 1e-6);
    EXPECT_EQ(results[1].model.precision, "int8");
}

}  // namespace
}  // namespace lem::interchange
