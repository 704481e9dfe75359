/// optimum-benchmark's short_report.csv: a throughput, without time and model.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::notes_hold;
using test::read_file;
using test::refusal;
using test::samples;

namespace fs = std::filesystem;

const std::string columns =
    "experiment_name,GPU,Batch Size,Forward Latency (s),Generate Throughput (tokens/s),"
    "Generate Max Memory Used (MB),Generate Max Memory Reserved (MB),Quantization Scheme,Group\n";
const std::string name = "my secret fp16-batch_size(8)-sequence_length(256)-new_tokens(512)";
const GivenFacts given{.model = "org/Tiny-1B"};

TEST(OptimumShortReport, ARowHasItsThroughputAlone) {
    const auto results =
        test::imported(columns + name + ",A100,8,0.2,290.0,900,800,GPTQ,A100-secret\n", given);
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(result.provenance->format, "optimum-benchmark-short");
    EXPECT_EQ(cycle.metrics.throughput_tokens_per_sec, 290);
    EXPECT_EQ(cycle.tokens.output, std::nullopt) << "a total that nobody measured";
    EXPECT_EQ(cycle.window.end_s, 0);
    EXPECT_EQ(cycle.metrics.peak_memory_mb, 900);
    EXPECT_EQ(cycle.mean_input_tokens, 256);
    EXPECT_EQ(cycle.mean_output_tokens, 512);
    EXPECT_EQ(cycle.metrics.e2e_latency_ms, std::nullopt) << "a forward pass is no request";
    EXPECT_EQ(result.model.precision, "gptq");
    EXPECT_EQ(result.environment.devices.at(0).name, "A100");
    ASSERT_NE(domain::closed_loop_of(result), nullptr);
    EXPECT_EQ(domain::closed_loop_of(result)->streams, 8);
    EXPECT_EQ(schema::to_text(result).find("secret"), std::string::npos);
}

TEST(OptimumShortReport, ImpossibleMemoryAndUnnamedLengthsAreAbsent) {
    const auto results = test::imported(columns +
                                            "run 1,A100,8,0.2,290.0,700,800,fp16,\n"
                                            "run 2,A100,8,0.2,,700,800,fp16,\n",
                                        given);
    ASSERT_EQ(results.size(), 1U) << "a run that failed has no throughput";
    EXPECT_EQ(results[0].cycles.at(0).metrics.peak_memory_mb, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).mean_output_tokens, std::nullopt);
    EXPECT_TRUE(notes_hold(results[0], "less was used than reserved"));
}

TEST(OptimumShortReport, WrongRowsAreNamed) {
    const auto of = [&](const std::string& row) { return refusal(columns + row, given); };
    EXPECT_EQ(of(name + ",A100,8,0.2,fast,900,800,fp16,\n"),
              "row 1 /Generate Throughput (tokens/s) must be a number, found a string");
    EXPECT_EQ(of(name + ",A100,8,0.2,0,900,800,fp16,\n"),
              "row 1 /Generate Throughput (tokens/s) must be a rate above 0");
    EXPECT_EQ(of(name + ",A100,1.5,0.2,290,900,800,fp16,\n"),
              "row 1 /Batch Size must be a whole number, found 1.5");
    EXPECT_EQ(of(name + ",A100,8\n"), "line 2 has 3 cells, but there are 9 columns");
    EXPECT_EQ(refusal(columns + name + ",A100,8,0.2,290,900,800,fp16,\n"),
              "row 1 does not name the model; give it with --model NAME");
}

TEST(OptimumShortReport, ThePublishedRowsHaveTheirThroughput) {
    const fs::path path =
        samples / "optimum-benchmark" / "running-llamas__artifacts__A100-80GB__short_report.csv";
    if (!fs::exists(path)) return;
    const auto results = test::imported(read_file(path), {.model = "meta-llama/Llama-2-7b-hf"});
    ASSERT_EQ(results.size(), 10U);
    EXPECT_EQ(results[0].cycles.at(0).metrics.throughput_tokens_per_sec, 471);
    EXPECT_EQ(results[0].cycles.at(0).metrics.peak_memory_mb, std::nullopt);
    EXPECT_EQ(results[9].model.precision, "gptq");
}

}  // namespace
}  // namespace lem::interchange
