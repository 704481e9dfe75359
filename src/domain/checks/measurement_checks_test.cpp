/// What a document says of its devices, counters, windows and idle power.

#include "domain/result/flags.hpp"
#include "support/check_cases.hpp"
#include "support/sample_provenance.hpp"
#include "support/sample_result.hpp"

namespace lem::domain {
namespace {

using enum CheckOutcome;
using test::CheckCase;

/// Two GPUs that share every layer.
Result two_gpus() {
    Result result = test::sample_result();
    Device second = result.environment.devices[0];
    second.index = 1;
    result.environment.devices.push_back(second);
    result.experiment.config->engine.settings.tensor_parallel = 2;
    for (Cycle& cycle : result.cycles) {
        const double half = *cycle.energy.energy_joules / 2;
        cycle.energy.per_device = {{.device = 0, .energy_joules = half},
                                   {.device = 1, .energy_joules = half}};
        cycle.energy.counter_joules = cycle.energy.energy_joules;
        cycle.device_conditions = {
            {.device = 0, .temperature_mean_celsius = 61, .thermally_throttled_share = 0.005}};
        cycle.metrics.joules_per_token = 1 / *cycle.metrics.tokens_per_joule;
        cycle.metrics.avg_power_watts = *cycle.energy.energy_joules / 60;
    }
    return result;
}

void share(Result& result, double first, double second) {
    result.cycles[1].energy.per_device[0].energy_joules = first;
    result.cycles[1].energy.per_device[1].energy_joules = second;
}

const std::vector<CheckCase> cases{
    {"one GPU does twice as much", "E7", [](Result& r) { share(r, 800, 400); }, warning,
     "device 0 used 800 J in cycle 2, device 1 used 400 J"},
    {"stages of a pipeline differ", "E7",
     [](Result& r) {
         r.experiment.config->engine.settings.tensor_parallel = 1;
         share(r, 800, 400);
     },
     passed},
    {"a GPU without energy did not share less, its reading is dead", "E7",
     [](Result& r) { share(r, 800, 0); }, passed, "cycle 1"},
    {"a GPU without energy", "E6", [](Result& r) { share(r, 800, 0); }, warning,
     "cycle 2 states 0 J for device 1, which"},
    {"seven of eight GPUs without energy", "E6",
     [](Result& r) {
         r.environment.devices.resize(8, r.environment.devices[0]);
         for (int index = 0; index < 8; ++index)
             r.environment.devices[static_cast<std::size_t>(index)].index = index;
         for (Cycle& cycle : r.cycles) {
             cycle.energy.per_device = {{.device = 0, .energy_joules = 1200}};
             for (int device = 1; device < 8; ++device)
                 cycle.energy.per_device.push_back({.device = device, .energy_joules = 0});
         }
     },
     warning, "0 J for devices 1, 2, 3, 4, 5, 6, 7, which"},
    {"no energy of any GPU, of which E3 speaks", "E6", [](Result& r) { share(r, 0, 0); }, passed},
    {"a GPU without energy in another tool's file", "E6",
     [](Result& r) {
         r.provenance = test::sample_provenance();
         share(r, 0, 800);
     },
     warning, "0 J for device 0"},
    {"an idle GPU, as the run says", "E7",
     [](Result& r) {
         share(r, 800, 100);
         add_word(r.cycles[1].flags, CycleFlag::idle_devices);
     },
     information},
    {"one GPU alone", "E7", [](Result& r) { r.cycles.clear(); }, not_applicable},
    {"a counter that was reset", "E9",
     [](Result& r) { r.cycles[0].energy.invalid_reasons = words_of(EnergyReason::counter_reset); },
     rejected, "cycle 1"},
    {"a counter that stood still", "E9",
     [](Result& r) {
         r.cycles[0].energy.invalid_reasons = words_of(EnergyReason::counter_stopped);
     },
     rejected},
    {"sampled power beside a counter that was reset", "E9",
     [](Result& r) {
         r.cycles[0].energy.invalid_reasons = words_of(EnergyReason::counter_reset);
         r.cycles[0].energy.integral_joules = r.cycles[0].energy.energy_joules;
     },
     passed},
    {"ten seconds", "E10",
     [](Result& r) { r.cycles[2].window.end_s = r.cycles[2].window.start_s + 10; }, warning,
     "the shortest steady window is 10 s; at least 30 s are needed"},
    {"ten seconds without energy", "E10",
     [](Result& r) {
         r.cycles[2].window.end_s = r.cycles[2].window.start_s + 10;
         r.energy_method = EnergyMethod::none;
     },
     information},
    {"ten seconds in another tool's file", "E10",
     [](Result& r) {
         r.cycles[2].window.end_s = r.cycles[2].window.start_s + 10;
         r.provenance = test::sample_provenance();
     },
     information},
    {"a table without times", "E10",
     [](Result& r) {
         for (Cycle& cycle : r.cycles)
             cycle.window.end_s = cycle.window.start_s;
     },
     not_applicable},
    {"a GPU at 3 degrees", "E11",
     [](Result& r) { r.cycles[0].device_conditions[0].temperature_mean_celsius = 3; }, warning},
    {"a GPU at 140 degrees", "E11",
     [](Result& r) { r.cycles[0].device_conditions[0].temperature_mean_celsius = 140; }, warning,
     "140 °C"},
    {"heat that nobody mentions", "E11",
     [](Result& r) { r.cycles[0].device_conditions[0].thermally_throttled_share = 0.2; }, warning,
     "not marked as thermal"},
    {"heat that is stated", "E11",
     [](Result& r) {
         r.cycles[0].device_conditions[0].thermally_throttled_share = 0.2;
         add_word(r.cycles[0].flags, CycleFlag::thermal);
     },
     information, "20 %"},
    {"idle at more than half of the limits", "E12",
     [](Result& r) { r.baseline.idle_loaded_watts = 90; }, warning,
     "90 W, more than 70 W, half of the power limits"},
    {"idle at less than half of the limits", "E12",
     [](Result& r) { r.baseline.idle_loaded_watts = 60; }, passed, "60 W of at most 70 W"},
    {"two hours after idle power was measured", "E12",
     [](Result& r) {
         r.baseline.idle_loaded_watts = 18;
         r.cycles[2].window.start_s = 7200;
         r.cycles[2].window.end_s = 7260;
     },
     information, "7190 s after the idle power was measured, more than 3600 s"},
    {"power that is not energy times rate", "E13",
     [](Result& r) { r.cycles[0].metrics.avg_power_watts = 21; }, rejected, "cycle 1 power"},
    {"energy per token that is not its inverse", "E13",
     [](Result& r) {
         r.cycles[0].metrics.avg_power_watts.reset();
         r.cycles[0].metrics.tokens_per_joule = 6;
     },
     rejected, "tokens per joule"},
};

TEST(MeasurementChecks, JudgeWhatTheDocumentSaysOfItsEnergy) {
    test::expect_outcomes(two_gpus(), cases);
}

TEST(MeasurementChecks, ThePictureShowsTheBoundOfTheSentence) {
    Result result = two_gpus();
    result.baseline.idle_loaded_watts = 60;
    const auto idle = [&] { return test::verdict_of("E12", {.result = result}); };
    EXPECT_EQ(idle().observed, 60);
    EXPECT_EQ(idle().bound_high, 70);
    EXPECT_EQ(idle().bound_low, std::nullopt) << "nothing draws less than 0 W";
    result.cycles[2].window.start_s = 7200;
    result.cycles[2].window.end_s = 7260;
    EXPECT_EQ(idle().observed, 7190);
    EXPECT_EQ(idle().bound_high, 3600);
    EXPECT_EQ(idle().unit, "s");

    const auto devices = [&] { return test::verdict_of("E6", {.result = result}); };
    EXPECT_EQ(devices().observed, std::nullopt) << devices().message;
    result.cycles[0].energy.per_device.pop_back();
    EXPECT_EQ(devices().observed, 1);
    EXPECT_EQ(devices().bound_low, 2);
    EXPECT_EQ(devices().bound_high, std::nullopt);
    result.cycles[0].energy.per_device.push_back({.device = 5, .energy_joules = 1});
    EXPECT_EQ(devices().outcome, rejected);
    EXPECT_EQ(devices().observed, std::nullopt) << "two of two, but others";
}

TEST(MeasurementChecks, AnotherToolsUnevenGpusAreInformation) {
    Result result = two_gpus();
    result.provenance = test::sample_provenance();
    share(result, 800, 100);
    EXPECT_EQ(test::verdict_of("E7", {.result = result}).outcome, information);
}

}  // namespace
}  // namespace lem::domain
