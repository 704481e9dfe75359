#include "measure/analysis/load_judgement.hpp"

#include "domain/result/flags.hpp"
#include "measure/analysis/steadiness.hpp"

namespace lem::measure {
namespace {

/// Checks prompts generated for a length, and answers if the engine was asked to force theirs.
bool lengths_are_off(const PhaseResult& phase, const LoadBasis& basis) {
    constexpr double share_max = 0.05;
    std::vector<domain::RequestRecord> records;
    for (const Exchange& exchange : phase.exchanges)
        records.push_back(exchange.record);
    const LengthCheck check = check_lengths(basis.workload, basis.prompts, records);
    return check.input_off > share_max * check.input_checked ||
           (basis.workload.ignore_eos && check.output_off > share_max * check.output_checked);
}

}  // namespace

void judge_load(domain::Cycle& cycle, const PhaseResult& phase, SteadyWindow window,
                const LoadBasis& basis) {
    using domain::CycleFlag;
    const auto flag = [&](CycleFlag which) { add_word(cycle.flags, which); };
    cycle.steadiness = steadiness_of(phase, window, basis.watts);
    if (cycle.steadiness && uneven(*cycle.steadiness)) flag(CycleFlag::unsteady);
    if (basis.warm_up_unsteady) flag(CycleFlag::warm_up_unsteady);
    if (lengths_are_off(phase, basis)) flag(CycleFlag::lengths_off);
    if (domain::is_open_loop(basis.load) && oversaturated(phase, window))
        flag(CycleFlag::oversaturated);
}

}  // namespace lem::measure
