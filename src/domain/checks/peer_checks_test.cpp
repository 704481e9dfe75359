/// Checks against other results: a server's knowledge is given by hand.

#include "domain/catalogue/known_names.hpp"
#include "support/check_cases.hpp"
#include "support/sample_result.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace lem::domain {
namespace {

using enum CheckOutcome;

/// Results whose joules for each token are 1e-9 J for each weight, less with more requests at once,
/// with 4 % of scatter.
std::vector<Peer> usual_peers() {
    std::vector<Peer> peers;
    int i = 0;
    for (const double parameters : {1e9, 3e9, 8e9, 14e9}) {
        for (const double requests : {1.0, 8.0, 64.0, 256.0}) {
            const double joules = parameters * 1e-9 / std::sqrt(requests);
            peers.push_back({.tokens_per_joule = (1 + 0.02 * (i++ % 3 - 1)) / joules,
                             .parameters_active = parameters,
                             .bytes_per_weight = 2,
                             .requests_at_once = requests,
                             .tokens_per_output = 2});
        }
    }
    return peers;
}

PeerFacts facts(double tokens_per_joule) {
    return {.configuration = "a",
            .hardware = "b",
            .model = "c",
            .tokens_per_joule = tokens_per_joule,
            .tolerance = 0.05,
            .parameters_active = 8e9,
            .bytes_per_weight = 2,
            .requests_at_once = 16,
            .tokens_per_output = 2};
}

Check verdict(std::string_view code, const Peers* peers, const PeerFacts* own) {
    const Result result = test::sample_result();
    return test::verdict_of(code, {.result = result, .peers = peers, .peer_facts = own});
}

TEST(PeerChecks, NeedAServer) {
    const PeerFacts own = facts(0.5);
    for (const char* code : {"S7", "S9", "S10"})
        EXPECT_EQ(verdict(code, nullptr, &own).outcome, not_applicable) << code;
}

TEST(PeerChecks, TheEnergyOfATokenIsLikeThatOfOthers) {
    const Peers peers{.of_hardware = usual_peers()};
    // 8e9 weights at 16 requests: 2 J for each token.
    for (const double usual : {0.5, 0.45, 0.6}) {
        const PeerFacts own = facts(usual);
        const Check check = verdict("S9", &peers, &own);
        EXPECT_EQ(check.outcome, passed) << usual << ": " << check.message;
    }
    for (const double unusual : {5.0, 0.05}) {
        const PeerFacts own = facts(unusual);
        const Check check = verdict("S9", &peers, &own);
        EXPECT_EQ(check.outcome, warning) << unusual << ": " << check.message;
        EXPECT_GT(*check.observed, 3.5);
        EXPECT_EQ(check.bound_high, 3.5);
    }
}

TEST(PeerChecks, SayNothingWithoutEnoughOfTheKind) {
    Peers peers{.of_hardware = usual_peers()};
    PeerFacts own = facts(5);
    own.parameters_active = 70e9;
    EXPECT_EQ(verdict("S9", &peers, &own).outcome, not_applicable);
    own = facts(5);
    own.requests_at_once.reset();
    EXPECT_EQ(verdict("S9", &peers, &own).outcome, not_applicable);
    own = facts(5);
    peers.of_hardware.resize(11);
    EXPECT_EQ(verdict("S9", &peers, &own).outcome, not_applicable);
    EXPECT_EQ(verdict("S9", &peers, nullptr).outcome, not_applicable);
    EXPECT_EQ(verdict("S10", &peers, &own).outcome, not_applicable);
}

TEST(PeerChecks, PeersThatAreAllAlikeExcludeOnlyWhatIsFarAway) {
    Peers peers;
    peers.of_hardware.assign(20, {.tokens_per_joule = 0.5,
                                  .parameters_active = 8e9,
                                  .bytes_per_weight = 2,
                                  .requests_at_once = 16,
                                  .tokens_per_output = 2});
    PeerFacts own = facts(0.51);
    EXPECT_EQ(verdict("S9", &peers, &own).outcome, passed);
    own = facts(0.9);
    EXPECT_EQ(verdict("S9", &peers, &own).outcome, warning);
}

TEST(PeerChecks, FarAheadOfTheBestVerifiedResult) {
    Peers peers;
    peers.best = {"res_1", 1};
    PeerFacts own = facts(1.29);
    EXPECT_EQ(verdict("S10", &peers, &own).outcome, passed);
    own = facts(1.31);
    const Check check = verdict("S10", &peers, &own);
    EXPECT_EQ(check.outcome, warning);
    EXPECT_NE(check.message.find("res_1"), std::string::npos);
}

TEST(PeerChecks, ACopyAndASharedDevice) {
    Peers peers;
    EXPECT_EQ(verdict("S7", &peers, nullptr).outcome, passed);
    peers.with_same_device = "res_2";
    EXPECT_EQ(verdict("S7", &peers, nullptr).outcome, warning);
    peers.with_same_file = "res_1";
    EXPECT_EQ(verdict("S7", &peers, nullptr).outcome, rejected);
}

TEST(PeerFacts, AreOfMeasuredEnergyOnNamedDevices) {
    const auto facts_of = [](const Result& result) {
        return peer_facts(result, built_in_names().model(result.model.name),
                          built_in_names().hardware(result.environment), result.summary,
                          {.input = 30, .output = 10});
    };
    Result result = test::sample_result();
    const auto own = facts_of(result);
    ASSERT_TRUE(own);
    EXPECT_DOUBLE_EQ(own->tokens_per_joule, 5);
    EXPECT_DOUBLE_EQ(own->tolerance, 0.05);
    EXPECT_DOUBLE_EQ(own->bytes_per_weight.value(), 1);
    EXPECT_DOUBLE_EQ(own->requests_at_once.value(), 4);
    EXPECT_DOUBLE_EQ(own->tokens_per_output.value(), 4);
    EXPECT_FALSE(own->configuration.empty());

    const auto same_configuration = [&](void (*change)(Result&)) {
        Result changed = test::sample_result();
        change(changed);
        return facts_of(changed).value().configuration == own->configuration;
    };
    EXPECT_TRUE(same_configuration([](Result& r) { r.experiment.id = "exp_2"; }));
    EXPECT_TRUE(same_configuration([](Result& r) { r.experiment.config->workload.seed = 7; }));
    EXPECT_TRUE(same_configuration([](Result& r) { r.engine.version = "0.12"; }));
    EXPECT_FALSE(same_configuration([](Result& r) { r.model.precision = "bf16"; }));
    EXPECT_FALSE(same_configuration([](Result& r) { r.engine.name = EngineName::sglang; }));
    EXPECT_FALSE(
        same_configuration([](Result& r) { r.experiment.config->workload.output_tokens = 9; }));
    EXPECT_FALSE(same_configuration(
        [](Result& r) { r.experiment.config->load = ConcurrencyLoad{.streams = 9}; }));
    EXPECT_FALSE(same_configuration([](Result& r) { r.energy_scope = EnergyScope::cpu_dram; }));
    EXPECT_FALSE(same_configuration(
        [](Result& r) { r.environment.devices.push_back(r.environment.devices.front()); }));

    result.energy_method = EnergyMethod::modelled;
    EXPECT_FALSE(facts_of(result));
    result = test::sample_result();
    result.environment.devices.clear();
    EXPECT_FALSE(facts_of(result));
    result = test::sample_result();
    result.experiment.config.reset();
    EXPECT_EQ(facts_of(result).value().configuration, "");
}

}  // namespace
}  // namespace lem::domain
