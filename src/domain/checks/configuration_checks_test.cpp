/// A configuration against its own run.

#include "support/check_cases.hpp"
#include "support/sample_result.hpp"

namespace lem::domain {
namespace {

using enum CheckOutcome;
using test::CheckCase;

const std::vector<CheckCase> cases{
    {"eight cycles of five", "A17",
     [](Result& r) {
         r.experiment.config->protocol.cycles = 5;
         r.cycles.resize(8, r.cycles[0]);
     },
     warning, "the run has 8 cycles; configured are 5"},
    {"three cycles of five, to the end", "A17",
     [](Result& r) { r.experiment.config->protocol.cycles = 5; }, warning, "configured are 5"},
    {"three cycles of five, stopped", "A17",
     [](Result& r) {
         r.experiment.config->protocol.cycles = 5;
         r.experiment.complete = false;
     },
     passed},
    {"windows of a minute in cycles of ten seconds", "A17",
     [](Result& r) { r.experiment.config->protocol.cycle_s = 10; }, warning,
     "60 s long; configured are 10 seconds"},
    {"windows that are a little longer", "A17",
     [](Result& r) { r.experiment.config->protocol.cycle_s = 58; }, passed},
    {"a third start of an engine that is restarted once", "A17",
     [](Result& r) {
         r.experiment.config->protocol.engine_restarts = 1;
         r.cycles[2].engine_start = 3;
     },
     warning, "cycle 3 was measured after start 3 of the engine; configured are 2 starts"},
    {"more requests than there were", "A17",
     [](Result& r) { r.experiment.config->load = OfflineLoad{.requests = 40}; }, warning,
     "47 requests ended in the window of cycle 1"},
    {"ten times the rate", "A17",
     [](Result& r) { r.experiment.config->load = ConstantLoad{.requests_per_sec = 0.08}; }, warning,
     "at most 6 were due"},
    {"random arrivals above their mean", "A17",
     [](Result& r) { r.experiment.config->load = PoissonLoad{.requests_per_sec = 0.5}; }, passed},
    {"random arrivals far above their mean", "A17",
     [](Result& r) { r.experiment.config->load = PoissonLoad{.requests_per_sec = 0.2}; }, warning},
    {"bursts far above their mean", "A17",
     [](Result& r) {
         r.experiment.config->load = GammaLoad{.requests_per_sec = 0.2, .burstiness = 0.1};
     },
     passed},
    {"the end of a ramp", "A17",
     [](Result& r) {
         r.experiment.config->load =
             RampLoad{.from_requests_per_sec = 0.001, .to_requests_per_sec = 2};
     },
     passed},
    {"one of two chosen devices", "A17",
     [](Result& r) { r.experiment.config->energy.devices = {std::int64_t{0}, std::int64_t{1}}; },
     warning, "1 device in the list; energy.devices of the configuration selects 2"},
    {"two devices of one that was chosen", "A17",
     [](Result& r) {
         r.experiment.config->energy.devices = {std::string("uuid")};
         r.environment.devices.resize(2, r.environment.devices[0]);
     },
     warning, "selects 1"},
    {"one device by its number and its UUID", "A17",
     [](Result& r) {
         r.experiment.config->energy.devices = {std::int64_t{0}, std::string("uuid")};
     },
     passed},
    {"energy that was switched off", "A17",
     [](Result& r) { r.experiment.config->energy.source = EnergySourceName::none; }, warning,
     "energy.source: none"},
    {"another engine", "A17",
     [](Result& r) { r.experiment.config->engine.name = EngineName::sglang; }, warning,
     "the engine is vllm; configured is sglang"},
    {"no configuration", "A17", [](Result& r) { r.experiment.config.reset(); }, not_applicable},
};

TEST(ConfigurationChecks, TheRunIsTheOneThatIsConfigured) {
    test::expect_outcomes(test::sample_result(), cases);
}

TEST(ConfigurationChecks, ThePictureShowsWhatTheSentenceCounts) {
    Result result = test::sample_result();
    EXPECT_FALSE(test::verdict_of("A17", {.result = result}).observed);
    result.experiment.config->protocol.cycles = 2;
    const Check more = test::verdict_of("A17", {.result = result});
    EXPECT_EQ(more.observed, 3);
    EXPECT_EQ(more.bound_low, std::nullopt);
    EXPECT_EQ(more.bound_high, 2);
    result.experiment.config->protocol.cycles = 4;
    const Check fewer = test::verdict_of("A17", {.result = result});
    EXPECT_EQ(fewer.bound_low, 4);
    EXPECT_EQ(fewer.bound_high, std::nullopt);
}

}  // namespace
}  // namespace lem::domain
