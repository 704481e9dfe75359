/// Results of one natural key are replicates; documents of one run are one result.

#include "interchange/results/replicates.hpp"

#include "support/imported.hpp"
#include "support/sample_result.hpp"

namespace lem::interchange {
namespace {

domain::Derived derived(const domain::Result& result) {
    return domain::derive({.document = schema::to_text(result)},
                          {.received_at_ms = 1'800'000'000'000});
}

/// A run of vLLM's benchmark; the SHA-256 of its file ends in `file`.
domain::Result imported(const GivenFacts& given, char file = 'a', double duration_s = 3) {
    const std::string bytes =
        R"({"model_id": "Acme/Tiny-1B", "num_prompts": 10, "backend": "vllm", "request_rate": "inf",
            "max_concurrency": 2, "completed": 10, "failed": 0, "total_input_tokens": 100,
            "total_output_tokens": 300, "duration": )" +
        std::to_string(duration_s) + "}";
    auto results = import_results(bytes, std::string(64, file), given);
    EXPECT_TRUE(results);
    return results ? results->at(0) : domain::Result{};
}

const GivenFacts l4{.hardware = "NVIDIA L4"};

TEST(Replicates, RunsThatDifferInWhatWasMeasuredHaveOneKey) {
    const auto one = natural_key_of(derived(imported(l4, 'a', 3)));
    ASSERT_TRUE(one);
    EXPECT_EQ(one, natural_key_of(derived(imported(l4, 'b', 3.1))));
}

TEST(Replicates, EachPartOfTheKeyTellsResultsApart) {
    const auto same = natural_key_of(derived(imported(l4)));
    const auto changed = [&](auto change) {
        domain::Result result = imported(l4);
        change(result);
        const auto key = natural_key_of(derived(result));
        EXPECT_TRUE(key);
        return key;
    };
    EXPECT_NE(changed([](auto& r) { r.model.name = "Acme/Tiny-2B"; }), same);
    EXPECT_NE(changed([](auto& r) { r.model.precision = "fp8"; }), same);
    EXPECT_NE(changed([](auto& r) { r.engine.name = domain::EngineName::sglang; }), same);
    EXPECT_NE(changed([](auto& r) { r.engine.version = "0.10"; }), same);
    EXPECT_NE(changed([](auto& r) { r.engine.arguments = {"--enforce-eager"}; }), same);
    EXPECT_NE(changed([](auto& r) { r.environment.devices[0].name = "NVIDIA L40S"; }), same);
    EXPECT_NE(changed([](auto& r) { r.experiment.load = domain::ConcurrencyLoad{.streams = 4}; }),
              same);
    EXPECT_NE(changed([](auto& r) { r.cycles[0].mean_output_tokens = 60; }), same);
    EXPECT_NE(natural_key_of(derived(imported({.hardware = "NVIDIA L4", .hardware_count = 2}))),
              same);
}

TEST(Replicates, WhatIsNotStatedIsNotTheSame) {
    EXPECT_EQ(natural_key_of(derived(imported({}))), std::nullopt) << "no hardware";
    EXPECT_EQ(natural_key_of(derived(imported({.hardware = "unknown GPU"}))), std::nullopt);
    domain::Result result = imported(l4);
    result.experiment.load.reset();
    result.provenance->absent.push_back({domain::OptionalFact::load, "the file does not say"});
    EXPECT_EQ(natural_key_of(derived(result)), std::nullopt) << "no load";
    EXPECT_EQ(natural_key_of({}), std::nullopt);
}

TEST(Replicates, AreGroupedInTheOrderOfTheFirst) {
    const std::vector<std::optional<std::string>> keys{"b", "a", std::nullopt, "b",
                                                       "c", "a", "b",          std::nullopt};
    using Groups = std::vector<std::vector<std::size_t>>;
    EXPECT_EQ(replicates(keys), (Groups{{0, 3, 6}, {1, 5}}));
    EXPECT_EQ(replicates({}), Groups{});
}

TEST(Replicates, DocumentsOfOneRunAreKnownByItsIdentityOrByWhatItMeasured) {
    const domain::Result result = imported(l4);
    domain::Result again = result;
    again.model.precision = "fp8";
    EXPECT_EQ(run_of(derived(result)), run_of(derived(again)));
    EXPECT_NE(run_of(derived(result)), run_of(derived(imported(l4, 'b'))));
    const domain::Result own = test::sample_result();
    domain::Result other = own;
    other.experiment.seed = 77;
    EXPECT_EQ(run_of(derived(own)), run_of(derived(other)));
    other.cycles[0].tokens.output = *other.cycles[0].tokens.output + 1;
    EXPECT_NE(run_of(derived(own)), run_of(derived(other))) << "under the same id";
    EXPECT_EQ(run_of({}), std::nullopt);
}

}  // namespace
}  // namespace lem::interchange
