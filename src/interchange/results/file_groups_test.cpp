/// Files of a folder that make one result together.

#include "interchange/results/file_groups.hpp"

#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::read_file;
using test::samples;

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

Names names_of(const Names& paths) {
    Names names;
    for (const FileGroup& group : group_files(paths))
        names.push_back(group.name);
    return names;
}

TEST(FileGroups, AFileOfAnotherProgramStandsAlone) {
    const Names paths{"a.json",           "results.csv",      "raw.jsonl",       "b/result.json",
                      "b/process_0.json", "short_report.csv", "1234_notes.json", "manifest.json"};
    EXPECT_EQ(names_of(paths), paths);
    EXPECT_EQ(names_of({}), Names{});
}

TEST(FileGroups, ThePartsOfARunOf2025AreOne) {
    const auto groups = group_files(Names{
        "runs/0110/0110_1_experiment_setup.json", "runs/0110/0110_4_inference_metrics.json",
        "runs/0110/0110_6_local_energy_results_process_0.json", "runs/0110/0110_8_text_output.json",
        "runs/0110/notes.txt", "runs/0111/0111_1_experiment_setup.json"});
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[0].name, "runs/0110/0110_parts.json");
    EXPECT_EQ(groups[0].joining, Joining::run_2025);
    EXPECT_EQ(groups[0].paths.size(), 3U) << "without the text that was generated";
    EXPECT_EQ(groups[1].name, "runs/0110/notes.txt");
    EXPECT_EQ(groups[2].joining, Joining::none) << "a run that failed has no figures";
}

TEST(FileGroups, ProcessesAreOneUnlessAnotherFileAddsThemUp) {
    EXPECT_EQ(names_of({"raw/7/process_0.json", "raw/7/process_1.json",
                        "raw/7/process_0_timeseries.json"}),
              Names{"raw/7_processes.json"});
    EXPECT_EQ(names_of({"process_0.json", "process_1.json"}), Names{"processes.json"});
    EXPECT_EQ(names_of({"raw/7/process_0.json"}), Names{"raw/7/process_0.json"});
    EXPECT_EQ(names_of({"results.csv", "aggregated/7.json", "raw/7/process_0.json",
                        "raw/7/process_1.json"}),
              Names{"aggregated/7.json"});
    EXPECT_EQ(names_of({"7_multi_cycle.json", "aggregated/7_c0.json", "raw/7_c0/process_0.json"}),
              Names{"7_multi_cycle.json"});
    EXPECT_EQ(names_of({"7_multi_cycle.json", "aggregated/8_c0.json"}),
              (Names{"7_multi_cycle.json", "aggregated/8_c0.json"}));
}

TEST(FileGroups, TheCyclesOfAConfigurationAreOne) {
    const auto groups = group_files(
        Names{"s/manifest.json", "s/001_c1_m-vllm_0123abcd/environment.json",
              "s/001_c1_m-vllm_0123abcd/result.json", "s/001_c1_m-vllm_0123abcd/timeseries.parquet",
              "s/002_c2_m-vllm_0123abcd/environment.json", "s/002_c2_m-vllm_0123abcd/result.json",
              "s/003_c1_m-vllm_fedc0123/_resolution.json", "s/003_c1_m-vllm_fedc0123/result.json",
              "s/_study-artefacts/environment.json"});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].name, "s/m-vllm_0123abcd_cycles.json");
    EXPECT_EQ(groups[0].paths.size(), 4U);
    EXPECT_EQ(groups[1].paths.size(), 2U);
    EXPECT_EQ(names_of({"result.json", "environment.json"}), Names{"result_cycles.json"});
    EXPECT_EQ(names_of({"c1_m_0123abcd/result.json", "c1_m_0123abcd/environment.json",
                        "c1_m_0123abcd_1/result.json", "c1_m_0123abcd_1/environment.json"}),
              (Names{"m_0123abcd_cycles.json", "m_0123abcd_1_cycles.json"}))
        << "a run of the same again is another run";
}

TEST(FileGroups, PartsOfASummaryAreLeftOut) {
    EXPECT_EQ(names_of({"x/profile_export.jsonl", "x/profile_export_aiperf.json", "y/a.jsonl"}),
              (Names{"x/profile_export_aiperf.json", "y/a.jsonl"}));
    EXPECT_EQ(names_of({"full_report.csv", "short_report.csv"}), Names{"full_report.csv"});
}

std::string refusal(Joining joining, const std::vector<NamedBytes>& files) {
    const auto document = joined_document(joining, files);
    return document ? "" : document.error()[0].pointer + " " + document.error()[0].message;
}

TEST(JoinedDocument, NamesTheFileThatIsNoObject) {
    EXPECT_EQ(refusal(Joining::processes, {{"p/process_0.json", "[1]"}}),
              "p/process_0.json must be one JSON object");
    EXPECT_EQ(refusal(Joining::processes, {{"p/process_0.json", ""}}), "p/process_0.json is empty");
    EXPECT_TRUE(refusal(Joining::cycles, {{"a/result.json", "{"}})
                    .starts_with("a/result.json is not valid JSON at line 1"));
    EXPECT_EQ(refusal(Joining::run_2025, {{"0001_1_experiment_setup.json", "\xFF"}}),
              "0001_1_experiment_setup.json is not text in UTF-8, as all formats are");
    EXPECT_EQ(refusal(Joining::run_2025, {}), " has no files");
}

const std::vector<NamedBytes> run_2025{
    {"0001_1_experiment_setup.json", R"({"experiment_id": "0001", "model": "acme/tiny",
        "date_time": "April 11, 2025 at 01:22:13 PM", "gpu_model": "2 x NVIDIA L4"})"},
    {"0001_2_experiment_variables.json", R"({"accelerate_config": {"num_processes": 2}})"},
    {"0001_4_inference_metrics.json", R"({"raw_inference_metrics": {"total_input_tokens": 100,
        "total_generated_tokens": 200}, "inference_performance": {"total_inference_time_sec": 4}})"},
    {"0001_6_local_energy_results_process_0.json", R"({"energy_results": {"gpu_energy": 0.0001}})"},
    {"0001_6_local_energy_results_process_1.json",
     R"({"energy_results": {"gpu_energy": 0.0002}})"}};

std::vector<domain::Result> imported(Joining joining, const std::vector<NamedBytes>& files) {
    const auto document = joined_document(joining, files);
    if (document) return test::imported(*document);
    ADD_FAILURE() << document.error()[0].pointer << " " << document.error()[0].message;
    return {};
}

TEST(JoinedDocument, OfPartsIsARunOf2025) {
    const auto results = imported(Joining::run_2025, run_2025);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].provenance->format, "llenergymeasure-legacy");
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 200);
    EXPECT_NEAR(results[0].cycles.at(0).energy.energy_joules.value_or(0), 1080, 1e-9)
        << "the sum of the processes, because no file states it";
    EXPECT_EQ(results[0].experiment.id, "llenergymeasure-april-11-2025-at-01-22-13-pm-4");
}

TEST(JoinedDocument, TheEnergyOfAllProcessesTakesPrecedenceAndOneMissingLeavesItUnknown) {
    std::vector<NamedBytes> files = run_2025;
    files.pop_back();
    EXPECT_EQ(imported(Joining::run_2025, files).at(0).cycles.at(0).energy.energy_joules,
              std::nullopt);
    files.push_back({"0001_7_global_energy_results.json",
                     R"({"global_experiment_results": {"gpu_energy_total": 0.001}})"});
    EXPECT_NEAR(
        imported(Joining::run_2025, files).at(0).cycles.at(0).energy.energy_joules.value_or(0),
        3600, 1e-9);
}

TEST(JoinedDocument, ThePublishedPartsAreTheRowOfTheTable) {
    const fs::path folder = samples / "llenergymeasure" / "2025-04-11-controlled-raw-0110";
    if (!fs::exists(folder)) return;
    std::vector<NamedBytes> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back({entry.path().filename().string(), read_file(entry.path())});
    std::ranges::sort(files, {}, &NamedBytes::path);
    const auto results = imported(Joining::run_2025, files);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_NEAR(results[0].cycles.at(0).energy.energy_joules.value_or(0), 0.010173025082858 * 3.6e6,
                1e-6);
    const auto table = test::imported(
        read_file(samples / "llenergymeasure" / "2025-04-11-controlled_results.csv"));
    EXPECT_TRUE(std::ranges::any_of(table, [&](const domain::Result& row) {
        return row.experiment.id == results[0].experiment.id;
    })) << "the same run has the same identity in both";
}

std::string process(int gpu, int output) {
    return R"({"schema_version": "2.0.0", "process_index": )" + std::to_string(gpu) +
           R"(, "gpu_id": )" + std::to_string(gpu) +
           R"(, "model_name": "acme/tiny", "gpu_name": "NVIDIA L4", "backend": "pytorch",
        "inference_metrics": {"input_tokens": 10, "output_tokens": )" +
           std::to_string(output) + R"(, "inference_time_sec": )" + std::to_string(4 + gpu) +
           R"(}, "energy_metrics": {"gpu_energy_j": 100.0}})";
}

TEST(JoinedDocument, OfProcessesIsOneRun) {
    const auto results = imported(Joining::processes, {{"7/process_0.json", process(0, 100)},
                                                       {"7/process_1.json", process(1, 200)}});
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, 300);
    EXPECT_EQ(results[0].cycles.at(0).window.end_s, 5);
    EXPECT_EQ(results[0].cycles.at(0).energy.energy_joules, 200);
    EXPECT_EQ(results[0].environment.devices.size(), 2U);
}

TEST(JoinedDocument, AProcessThatIsMissingIsTold) {
    const std::string of_three =
        test::replaced(process(0, 100), R"("backend")",
                       R"("effective_config": {"pytorch": {"parallelism_strategy": "data_parallel",
            "parallelism_degree": 3}}, "backend")");
    const auto results = imported(Joining::processes, {{"7/process_0.json", of_three},
                                                       {"7/process_1.json", process(1, 200)}});
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(test::notes_hold(results[0], "had 3 processes, of which the files have 2"));
}

}  // namespace
}  // namespace lem::interchange
