/// The files that other programs wrote, when they are beside the project: how many results each
/// has, and the figures that their servers are known to have had.

#include "domain/board/derivation.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::read_file;
using test::samples;

namespace fs = std::filesystem;

struct Sampled {
    const char* path;
    const char* format;
    std::size_t results;
};

std::vector<domain::Result> imported(const char* path, const char* format) {
    const std::string bytes = read_file(samples / path);
    const auto results = import_results(bytes, std::string(64, 'a'), {.model = "Acme/Tiny-1B"});
    if (!results) {
        for (const auto& [place, message] : results.error().violations)
            ADD_FAILURE() << path << ": " << place << " " << message;
        return {};
    }
    for (const domain::Result& result : *results) {
        EXPECT_EQ(result.provenance->format, format) << path;
        const auto derived = domain::derive({.document = schema::to_text(result)},
                                            {.received_at_ms = 1'800'000'000'000});
        for (const auto& [pointer, message] : derived.report.violations)
            ADD_FAILURE() << path << ": " << pointer << " " << message;
        for (const domain::Check& check : derived.report.checks)
            EXPECT_NE(check.outcome, domain::CheckOutcome::rejected)
                << path << ": " << check.code << " " << check.message;
    }
    return *results;
}

TEST(Samples, EachFileHasItsResults) {
    if (!fs::exists(samples)) return;
    for (const auto& [path, format, count] : {
             Sampled{"generated/vllm-bench-serve/conc.json", "vllm-bench", 1},
             Sampled{"generated/sglang-bench-serving/conc.jsonl", "sglang-bench", 1},
             Sampled{"generated/guidellm/conc/benchmarks.json", "guidellm", 2},
             Sampled{"generated/aiperf/conc/profile_export_aiperf.json", "aiperf", 1},
             Sampled{"generated/aiperf/gpu_failures/profile_export_aiperf.json", "aiperf", 1},
             Sampled{"generated/llama-bench/bench.json", "llama-bench", 4},
             Sampled{"generated/llama-bench/bench.csv", "llama-bench", 4},
             Sampled{"generated/llama-bench/bench.md", "llama-bench", 4},
         })
        EXPECT_EQ(imported(path, format).size(), count) << path;
}

double mean(const domain::Result& result, domain::MetricSummary domain::Summary::* metric) {
    const auto& value = (result.summary.*metric).mean;
    EXPECT_TRUE(value);
    return value.value_or(0);
}

int streams(const domain::Result& result) {
    const domain::ConcurrencyLoad* closed = domain::closed_loop_of(result);
    return closed != nullptr ? closed->streams : 0;
}

using Summary = domain::Summary;

// The server answers 32 tokens, the first after 50 ms and the others every 10 ms; each twelfth
// request fails.
TEST(Samples, VllmGivesTheServersFigures) {
    if (!fs::exists(samples)) return;
    const auto results = imported("generated/vllm-bench-serve/conc.json", "vllm-bench");
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.tokens.output, 33 * 32);
    EXPECT_EQ(cycle.requests.completed, 33);
    EXPECT_EQ(cycle.requests.failed, 3);
    EXPECT_EQ(streams(result), 4);
    EXPECT_NEAR(mean(result, &Summary::throughput_tokens_per_sec), 1056 / 3.2964108810001562, 1e-9);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms_p50, 54, 0.5);
    EXPECT_NEAR(mean(result, &Summary::latency_per_token_ms), 10, 0.1);
    EXPECT_NEAR(mean(result, &Summary::e2e_latency_ms), 50 + 31 * 10, 6);
    EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
}

TEST(Samples, SglangGivesTheServersFigures) {
    if (!fs::exists(samples)) return;
    const auto results = imported("generated/sglang-bench-serving/conc.jsonl", "sglang-bench");
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    EXPECT_EQ(result.cycles[0].tokens.output, 33 * 32);
    EXPECT_EQ(result.cycles[0].requests.failed, std::nullopt) << "the file does not count them";
    EXPECT_EQ(streams(result), 4) << "request_rate is Python's Infinity";
    EXPECT_NEAR(mean(result, &Summary::latency_per_token_ms), 10, 0.1);
    EXPECT_NEAR(mean(result, &Summary::time_to_first_token_ms), 53.5, 0.1);
}

TEST(Samples, GuidellmGivesTheServersFigures) {
    if (!fs::exists(samples)) return;
    const auto results = imported("generated/guidellm/conc/benchmarks.json", "guidellm");
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(streams(results[0]), 1);
    EXPECT_EQ(streams(results[1]), 4);
    for (const domain::Result& result : results) {
        EXPECT_EQ(result.model.name, "Acme/Tiny-1B") << "what the user gives takes precedence";
        EXPECT_EQ(result.cycles[0].tokens.output, 4 * 32);
        EXPECT_EQ(result.cycles[0].requests.completed, 4);
        EXPECT_EQ(result.cycles[0].requests.failed, 1);
        EXPECT_NEAR(mean(result, &Summary::latency_per_token_ms), 10, 0.1)
            << "and not the time with the first token";
        EXPECT_NEAR(mean(result, &Summary::e2e_latency_ms), 363, 1) << "converted from seconds";
    }
}

TEST(Samples, AiperfCountsEachGpuOverTheRunAlone) {
    if (!fs::exists(samples)) return;
    const auto results =
        imported("generated/aiperf/gpu_failures/profile_export_aiperf.json", "aiperf");
    ASSERT_EQ(results.size(), 1U);
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles[0];
    EXPECT_EQ(cycle.requests.completed, 52);
    EXPECT_EQ(cycle.requests.failed, 8);
    EXPECT_EQ(cycle.tokens.output, 52 * 32);
    EXPECT_EQ(result.environment.devices.size(), 2U);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_NEAR(mean(result, &Summary::total_energy_joules), 500 * 4.883625472, 1e-6);
    EXPECT_NEAR(mean(result, &Summary::tokens_per_joule), 1664 / (500 * 4.883625472), 1e-9);
    const auto without = imported("generated/aiperf/conc/profile_export_aiperf.json", "aiperf");
    EXPECT_EQ(without.at(0).cycles[0].energy.energy_joules, std::nullopt) << "no GPU is not 0 W";
}

TEST(Samples, LlamaBenchHasACycleForEachRepetition) {
    if (!fs::exists(samples)) return;
    const auto results = imported("generated/llama-bench/bench.json", "llama-bench");
    ASSERT_EQ(results.size(), 4U);
    const domain::Result& generation = results[1];
    ASSERT_EQ(generation.cycles.size(), 3U);
    EXPECT_EQ(generation.engine.name, domain::EngineName::llama_cpp);
    EXPECT_EQ(generation.model.precision, "q4_1");
    EXPECT_NEAR(mean(generation, &Summary::throughput_tokens_per_sec),
                48 / (0.220599143 + 0.269597339 + 0.192475040), 1e-9);
    EXPECT_NEAR(*generation.cycles[0].metrics.latency_per_token_ms, 220.599143 / 16, 1e-9);
    const domain::Result& prompt = results[0];
    EXPECT_EQ(prompt.summary.throughput_tokens_per_sec.mean, std::nullopt)
        << "it generated nothing";
    EXPECT_NEAR(*prompt.cycles[0].metrics.input_throughput_tokens_per_sec, 289.714, 1e-3);
}

TEST(Samples, NothingPrivateIsInTheDocument) {
    if (!fs::exists(samples)) return;
    for (const auto& [path, format] :
         {std::pair("generated/vllm-bench-serve/conc.json", "vllm-bench"),
          std::pair("generated/guidellm/conc/benchmarks.json", "guidellm"),
          std::pair("generated/aiperf/gpu_failures/profile_export_aiperf.json", "aiperf")}) {
        for (const domain::Result& result : imported(path, format)) {
            const std::string document = schema::to_text(result);
            for (const char* secret : {"127.0.0.1", "/data/", "GPU-0000", "host-1", "tok tok"})
                EXPECT_EQ(document.find(secret), std::string::npos) << path << " " << secret;
        }
    }
}

TEST(Samples, EveryFieldIsInTheReport) {
    if (!fs::exists(samples)) return;
    const auto results = imported("generated/vllm-bench-serve/conc.json", "vllm-bench");
    const auto file = schema::parse(read_file(samples / "generated/vllm-bench-serve/conc.json"));
    ASSERT_TRUE(file);
    const auto& mapping = results.at(0).provenance->mapping;
    for (const auto& [name, value] : file->items()) {
        const std::string source = "/" + name;
        EXPECT_TRUE(std::ranges::any_of(mapping, [&](const domain::MappedField& field) {
            return field.source == source;
        })) << name;
    }
}

}  // namespace
}  // namespace lem::interchange
