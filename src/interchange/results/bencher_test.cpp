#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::read_file;

namespace fs = std::filesystem;

const fs::path folder = test::samples / "bencher-metric-format";

std::vector<domain::Result> results_of(const std::string& bytes) {
    return test::imported(bytes, {.model = "Acme/Tiny-1B"});
}

std::string refusal(const std::string& bytes) {
    return test::refusals(bytes, {.model = "Acme/Tiny-1B"});
}

TEST(Bencher, LatencyIsInNanoseconds) {
    const auto results = results_of(
        R"({"chat": {"latency": {"value": 88e6, "lower_value": 87e6, "upper_value": 89e6}}})");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_NEAR(*results[0].cycles.at(0).metrics.e2e_latency_ms, 88, 1e-9);
    EXPECT_EQ(results[0].cycles.at(0).requests.completed, std::nullopt);
    EXPECT_EQ(results[0].cycles.at(0).tokens.output, std::nullopt);
}

TEST(Bencher, MetricsOfLemKeepTheirNamesAndUnits) {
    const auto results = results_of(R"({"chat": {"throughput_tokens_per_sec": {"value": 250.5},
                                                 "time-to-first-token-ms": {"value": 50},
                                                 "throughput": {"value": 3}}})");
    ASSERT_EQ(results.size(), 1U);
    const domain::CycleMetrics& metrics = results[0].cycles.at(0).metrics;
    EXPECT_NEAR(*metrics.throughput_tokens_per_sec, 250.5, 1e-9);
    EXPECT_NEAR(*metrics.time_to_first_token_ms, 50, 1e-9);
    EXPECT_NEAR(*metrics.requests_per_sec, 3, 1e-9);
}

TEST(Bencher, EnergyIsNotTakenBecauseItsScopeIsNotKnown) {
    const auto results = results_of(R"({"chat": {"joules_per_token": {"value": 2},
                                                 "latency": {"value": 1e9}}})");
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].cycles.at(0).metrics.joules_per_token, std::nullopt);
    EXPECT_EQ(results[0].energy_scope, domain::EnergyScope::none);
    EXPECT_TRUE(std::ranges::any_of(results[0].provenance->mapping, [](const auto& field) {
        return field.source == "/joules_per_token" && field.fate == domain::FieldFate::ignored;
    }));
}

TEST(Bencher, BenchmarksWithoutSuchAMeasureAreLeftOut) {
    EXPECT_EQ(results_of(R"({"a": {"Max Bytes": {"value": 9}},
                             "b": {"latency": {"value": 9}}})")
                  .size(),
              1U);
    EXPECT_NE(refusal(R"({"a": {"Max Bytes": {"value": 9}}})").find("has no measure of certain"),
              std::string::npos);
}

TEST(Bencher, NamesThatMayBePrivateAreNotInTheDocument) {
    const auto results = results_of(
        R"({"/bin/sh -c /home/me/bench.sh": {"latency": {"value": 9},
            "31aba8a9-977a-47d1-9fb6-e6b94b428471": {"value": 1}}})");
    ASSERT_EQ(results.size(), 1U);
    const std::string document = schema::to_text(results[0]);
    for (const char* secret : {"/home/me", "31aba8a9"})
        EXPECT_EQ(document.find(secret), std::string::npos) << secret;
}

TEST(Bencher, WrongFilesAreRefusedWithThePlace) {
    EXPECT_NE(refusal(R"({"a": {"latency": {"value": -1}}})").find("/latency/value"),
              std::string::npos);
    EXPECT_NE(refusal(R"({"a": {"latency": {"value": 1e300}}})").find("/latency/value"),
              std::string::npos);
    EXPECT_NE(refusal(R"({"a": {"latency": {"value": 1}, "Latency": {"value": 2}}})")
                  .find("under two names"),
              std::string::npos);
    EXPECT_NE(refusal(R"({"a": {"latency": 3}})"), "");
}

TEST(Bencher, AFileThatIsSaidToBeOfTheFormatIsCheckedAll) {
    const std::string wrong = R"({"a": {"latency": {"value": "fast"}}, "b": {"latency": 3}})";
    const auto forced =
        import_results(wrong, std::string(64, 'a'), {.model = "A/B"}, "bencher-metric-format");
    ASSERT_FALSE(forced);
    std::string all;
    for (const auto& [place, message] : forced.error().violations)
        all += place + " " + message + "\n";
    EXPECT_NE(all.find("/latency/value must be a number, found a string"), std::string::npos);
    EXPECT_NE(all.find("/latency must be an object"), std::string::npos);
}

TEST(Bencher, TheSamplesOfLatencyAreTaken) {
    if (!fs::exists(folder)) return;
    const auto results = results_of(read_file(folder / "report_latency.json"));
    ASSERT_EQ(results.size(), 3U);
    EXPECT_NEAR(*results[0].cycles.at(0).metrics.e2e_latency_ms, 3247e-6, 1e-12);
    EXPECT_EQ(results_of(read_file(folder / "report_bmf_mixed.json")).size(), 3U);
    EXPECT_NE(refusal(read_file(folder / "report_dhat.json")), "") << "has blocks and bytes alone";
}

}  // namespace
}  // namespace lem::interchange
