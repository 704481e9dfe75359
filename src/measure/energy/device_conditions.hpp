#pragma once
/// Temperature, clock, throttling and processes of the devices, between two times. Pure.

#include "domain/result/energy.hpp"
#include "platform/power/energy_source.hpp"

#include <set>

namespace lem::measure {

struct ConditionSample {
    double at_ms = 0;
    std::vector<power::Condition> devices;
};

/// One for each device that told anything. Throttling is the difference of the driver's counters
/// over the time between the samples nearest to the window's ends; nothing when one went back.
std::vector<domain::DeviceCondition> conditions_of(const std::vector<ConditionSample>& samples,
                                                   double start_ms, double end_ms);

/// By how much the temperature of the hottest device changes in ten seconds: the slope of a line
/// through its last ten seconds. Nothing from less than half of that.
std::optional<double> celsius_per_10_s(const std::vector<ConditionSample>& samples, double now_ms);

/// Processes that computed on any device; nothing when no device tells.
std::optional<std::set<unsigned>> compute_pids(const std::vector<ConditionSample>& samples,
                                               double start_ms, double end_ms);

/// Tells the engine's processes from others.
class ProcessWatch {
public:
    using Pids = std::optional<std::set<unsigned>>;
    /// Whoever computes before lem starts its engine is not the engine; of one that runs already
    /// nothing can be said.
    void before_engine(const Pids& pids) { foreign_ = pids.value_or(std::set<unsigned>{}); }
    /// Then the engine's processes are all there: who comes later is not one.
    void after_warm_up(const Pids& pids);
    bool others_in(const Pids& pids) const;

private:
    std::set<unsigned> foreign_, own_;
};

}  // namespace lem::measure
