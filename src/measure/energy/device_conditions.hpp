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

/// One for each device that reported anything. Throttling is the difference of the driver's
/// counters over the time between the samples nearest to the window's ends; absent when a counter
/// decreased.
std::vector<domain::DeviceCondition> conditions_of(const std::vector<ConditionSample>& samples,
                                                   double start_ms, double end_ms);

/// The change of the hottest device's temperature in ten seconds: the slope of a line through its
/// last ten seconds. nullopt with less than five seconds of samples.
std::optional<double> celsius_per_10_s(const std::vector<ConditionSample>& samples, double now_ms);

/// Processes that computed on any device; nullopt when no device reports them.
std::optional<std::set<unsigned>> compute_pids(const std::vector<ConditionSample>& samples,
                                               double start_ms, double end_ms);

/// Distinguishes the engine's processes from others.
class ProcessWatch {
public:
    using Pids = std::optional<std::set<unsigned>>;
    /// Processes that compute before lem starts its engine are not the engine. Not called for an
    /// engine that runs already.
    void before_engine(const Pids& pids) { foreign_ = pids.value_or(std::set<unsigned>{}); }
    /// From now on all of the engine's processes exist; later ones are foreign.
    void after_warm_up(const Pids& pids);
    bool others_in(const Pids& pids) const;

private:
    std::set<unsigned> foreign_, own_;
};

}  // namespace lem::measure
