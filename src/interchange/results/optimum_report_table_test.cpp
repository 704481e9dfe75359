/// optimum-benchmark's CSV reports: a row is a run, failed ones are left out.

#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

const std::string columns =
    "experiment_name,backend.name,backend.version,backend.device_map,backend.torch_dtype,"
    "backend.quantization_scheme,benchmark.input_shapes.batch_size,"
    "benchmark.input_shapes.sequence_length,benchmark.generate_kwargs.max_new_tokens,"
    "benchmark.generate_kwargs.min_new_tokens,model,device,environment.transformers_version,"
    "environment.gpus,generate.latency(s),generate.throughput(tokens/s),"
    "generate.max_memory_used(MB),generate.max_memory_reserved(MB)\n";

std::string row(const std::string& model, const std::string& batch, const std::string& latency,
                const std::string& memory, const std::string& device_map = "") {
    return "my secret run,pytorch,2.1.0+cu118," + device_map + ",float16,," + batch +
           ",256,500,500," + model + ",cuda,4.34.1,\"['NVIDIA A100', 'NVIDIA A100']\"," + latency +
           ",400.0," + memory + "\n";
}

std::vector<domain::Result> imported(const std::string& rows) {
    return test::imported(columns + rows);
}

std::string violations(const std::string& rows) {
    return test::refusals(columns + rows);
}

TEST(OptimumReportTable, ARowIsAResult) {
    const auto results = imported(row("org/Tiny-1B", "8", "10.0", "900,800") +
                                  row("org/Tiny-1B", "16", "12.5", "900,800"));
    ASSERT_EQ(results.size(), 2U);
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(result.model.name, "org/Tiny-1B");
    EXPECT_EQ(result.model.precision, "float16");
    EXPECT_EQ(result.engine.name, domain::EngineName::transformers);
    EXPECT_EQ(result.engine.version, "4.34.1") << "and not PyTorch's";
    EXPECT_EQ(cycle.tokens.output, 8 * 500);
    EXPECT_EQ(cycle.tokens.input, 8 * 256);
    EXPECT_NEAR(*cycle.metrics.throughput_tokens_per_sec, 400, 1e-9);
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms, 10000, 1e-9);
    EXPECT_NEAR(*cycle.metrics.peak_memory_mb, 900, 1e-9);
    EXPECT_EQ(cycle.energy.energy_joules, std::nullopt);
    EXPECT_NEAR(*results[1].cycles[0].metrics.throughput_tokens_per_sec, 640, 1e-9);
    EXPECT_EQ(schema::to_text(result).find("secret"), std::string::npos);
}

TEST(OptimumReportTable, AModelIsOnOneGpuUnlessItIsMapped) {
    const auto results = imported(row("org/Tiny-1B", "8", "10.0", "900,800") +
                                  row("org/Tiny-1B", "8", "10.0", "900,800", "auto"));
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].environment.devices.size(), 1U);
    EXPECT_EQ(results[1].environment.devices.size(), 2U);
}

TEST(OptimumReportTable, AStoredQuantisationIsThePrecision) {
    const auto results = imported(row("org/Tiny-1B-GPTQ", "8", "10.0", "900,800"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].model.precision, "gptq");
}

TEST(OptimumReportTable, LessMemoryThanWasReservedIsNoPeak) {
    const auto results = imported(row("org/Tiny-1B", "8", "10.0", "900,1800"));
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles[0].metrics.peak_memory_mb, std::nullopt);
}

TEST(OptimumReportTable, ARunThatFailedIsLeftOut) {
    EXPECT_EQ(
        imported(row("org/Tiny-1B", "8", "", ",") + row("org/Tiny-1B", "8", "10.0", "900,800"))
            .size(),
        1U);
}

TEST(OptimumReportTable, SaysWhatIsWrong) {
    EXPECT_NE(violations(row("org/Tiny-1B", "8", "fast", "900,800")).find("must be a number"),
              std::string::npos);
    EXPECT_NE(violations(row("org/Tiny-1B", "8", "-10", "900,800")).find("must be from 0"),
              std::string::npos);
    EXPECT_NE(violations(row("org/Tiny-1B", "1e30", "10", "900,800")).find("must be from 1"),
              std::string::npos);
    EXPECT_NE(violations(row("org/Tiny-1B", "", "10", "900,800")).find("beside a batch_size"),
              std::string::npos);
    EXPECT_NE(violations(row("", "8", "10", "900,800")).find("does not name the model"),
              std::string::npos);
    EXPECT_NE(violations("one,cell\n"), "") << "a row of another length";
}

TEST(OptimumReportTable, GivesTheSamplesFigures) {
    const auto folder = test::samples / "optimum-benchmark";
    if (!std::filesystem::exists(folder)) return;
    for (const auto& [name, count] :
         {std::pair("running-llamas__artifacts__A100-80GB__full_report.csv", 10U),
          std::pair("running-mistrals__artifacts__A100-80GB__full_report.csv", 20U)}) {
        const std::string text = test::read_file(folder / name);
        const auto results = import_results(text, std::string(64, 'a'), {});
        ASSERT_TRUE(results) << name;
        ASSERT_EQ(results->size(), count) << name;
        for (const domain::Result& result : *results) {
            EXPECT_EQ(result.provenance->format, "optimum-benchmark-table");
            ASSERT_EQ(result.environment.devices.size(), 1U);
            EXPECT_EQ(result.environment.devices[0].name, "NVIDIA A100-SXM4-80GB");
        }
        if (count != 10U) continue;
        const domain::Result& first = results->at(0);
        EXPECT_EQ(first.model.name, "meta-llama/Llama-2-7b-hf");
        EXPECT_NEAR(*first.cycles[0].metrics.throughput_tokens_per_sec, 16 * 512 / 17.4, 1e-6);
    }
}

}  // namespace
}  // namespace lem::interchange
