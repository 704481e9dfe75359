#include "domain/experiment/study_plan.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

using schema::json;

tl::expected<ReadExperiment, Violations> read_own(const json& document) {
    auto experiment = read_experiment(document);
    if (!experiment) return tl::unexpected(std::move(experiment.error()));
    return ReadExperiment{.experiment = std::move(*experiment)};
}

tl::expected<StudyPlan, Violations> plan(const char* text, const json& base = nullptr) {
    auto document = read_study(json::parse(text));
    if (!document) return tl::unexpected(document.error());
    const json start = starting_experiment(*document, base);
    return plan_study(*document, start, engine_keys(), read_own);
}

TEST(StudyPlan, PointsAreMeasuredRejectedOrTheSame) {
    const auto made = plan(R"({"study":"s",
        "experiment":{"model":{"name":"m"},"engine":{"name":"vllm"}},
        "sweep":{"workload.output_tokens":[16,0,16],"engine.name":["vllm","openai"]}})");
    ASSERT_TRUE(made);
    ASSERT_EQ(made->points.size(), 1U);
    EXPECT_EQ(made->points[0].label, "workload.output_tokens=16 engine.name=vllm");
    EXPECT_EQ(made->points[0].experiment.name, "s, workload.output_tokens=16 engine.name=vllm");
    ASSERT_EQ(made->duplicates.size(), 1U);
    EXPECT_EQ(made->duplicates[0].same_as, made->points[0].label);
    ASSERT_EQ(made->rejected.size(), 3U);
    EXPECT_EQ(made->rejected[0].violations[0].pointer, "/engine/base_url");
    EXPECT_EQ(made->rejected[1].violations[0].pointer, "/workload/output_tokens");
    EXPECT_TRUE(made->is_mostly_rejected());
}

TEST(StudyPlan, TheStudysFieldsTakePrecedenceOverItsBase) {
    const json base = {{"schema_version", 1},
                       {"name", "base"},
                       {"model", {{"name", "m"}}},
                       {"engine", {{"name", "vllm"}}},
                       {"protocol", {{"cycles", 3}, {"cycle_s", 5}}}};
    const auto made =
        plan(R"({"study":"s","experiment":{"protocol":{"cycles":4}},"points":[{}]})", base);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->points[0].experiment.protocol.cycles, 4);
    EXPECT_EQ(made->points[0].experiment.protocol.cycle_s, 5);
}

TEST(StudyPlan, FaultsPointIntoTheStudy) {
    const auto first = [](const char* text) {
        const auto made = plan(text);
        return made ? "accepted" : made.error()[0].pointer + " " + made.error()[0].message;
    };
    EXPECT_TRUE(first(R"({"study":"s","order":"random"})").starts_with("/order must be"));
    EXPECT_TRUE(first(R"({"study":"s","sweep":{"a":3}})").starts_with("/sweep/a must be"));
    EXPECT_EQ(first(R"({"study":"s","experiment":{"engine":{"name":"tgi"}},
                        "sweep":{"vllm.settings.max_sequences":[1]}})"),
              "/sweep/vllm.settings.max_sequences is for the engine vllm, which no point of the "
              "grid has");
    EXPECT_TRUE(first(R"({"study":"s","points":[{}]})")
                    .starts_with(" has 1 points, and none can be measured; the first, base: "));
}

TEST(StudyPlan, EqualWorkHasEqualText) {
    Experiment named, valued;
    named.name = "a";
    named.protocol.slo = RequestLimits{.preset = SloPreset::deepseek_r1_interactive};
    valued.name = "b";
    valued.protocol.slo = RequestLimits{.time_to_first_token_ms = 1500, .latency_per_token_ms = 15};
    EXPECT_EQ(work_of(named), work_of(valued));
    valued.protocol.slo->latency_per_token_ms = 16;
    EXPECT_NE(work_of(named), work_of(valued));
}

}  // namespace
}  // namespace lem::domain
