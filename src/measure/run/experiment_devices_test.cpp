/// Runs on several devices.

#include "domain/result/flags.hpp"
#include "measure/run/experiment_run.hpp"
#include "support/experiment_fixture.hpp"

namespace lem::measure {
namespace {

using test::ScriptedServer;
using test::SeenRequest;

using ExperimentDevices = test::ExperimentFixture;

TEST_F(ExperimentDevices, ADeadDeviceLeavesTheEnergyAbsentAndIsNamed) {
    ScriptedServer server([](const SeenRequest& request) { return good(request); });
    std::ofstream(folder_ / "trace.csv") << "t_s,watts_0,watts_1\n0,200,0\n2,200,0\n";
    config_.energy.source = domain::EnergySourceName::replay;
    config_.energy.trace = "trace.csv";
    std::string told;
    on_progress_ = [&](const Progress& progress) { told += progress.message.value_or(""); };
    const domain::Result result = run(server);
    EXPECT_EQ(result.energy_method, domain::EnergyMethod::none);
    EXPECT_EQ(result.energy_absent_reason,
              "Energy could not be read: device 1 of 2 reported 0 J while others reported energy, "
              "so the sum is not known.");
    EXPECT_NE(told.find("No energy: device 1 of 2 reported 0 J"), std::string::npos) << told;
    for (const domain::Cycle& cycle : result.cycles) {
        EXPECT_EQ(cycle.energy.energy_joules, std::nullopt);
        EXPECT_EQ(cycle.metrics.tokens_per_joule, std::nullopt);
        EXPECT_TRUE(holds(cycle.flags, domain::CycleFlag::energy_invalid));
    }
    for (const domain::Check& check : result.checks)
        EXPECT_NE(check.outcome, domain::CheckOutcome::rejected) << check.code << check.message;
}

}  // namespace
}  // namespace lem::measure
