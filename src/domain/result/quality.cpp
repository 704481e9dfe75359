#include "domain/result/quality.hpp"

#include "domain/result/absent_facts.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/percent.hpp"
#include "domain/result/result.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace lem::domain {
namespace {

class Judge {
public:
    Judge(const Result& result, const Summary& summary) : result_(result), summary_(summary) {}

    Quality judge() {
        completeness();
        length();
        spread();
        flags();
        requests();
        evidence();
        if (!quality_.reasons.empty()) quality_.grade = quality_.reasons.front().at_most;
        return std::move(quality_);
    }

private:
    /// Worst first, in the order of finding otherwise.
    void cap_grade(std::string code, Grade at_most, std::string message) {
        auto& reasons = quality_.reasons;
        const auto after = std::upper_bound(
            reasons.begin(), reasons.end(), at_most,
            [](Grade grade, const QualityReason& reason) { return grade < reason.at_most; });
        reasons.insert(after, {std::move(code), at_most, std::move(message)});
    }

    void completeness() {
        if (!result_.experiment.complete)
            cap_grade("incomplete", Grade::indicative, "The run was not completed.");
        const std::size_t cycles = result_.cycles.size();
        const std::string count = std::to_string(cycles);
        if (cycles < 3)
            cap_grade("few_cycles", Grade::indicative,
                      count +
                          (cycles == 1 ? " cycle: no interval" : " cycles: the interval is wide") +
                          "; three are needed, five recommended.");
        else if (cycles < 5)
            cap_grade("few_cycles", Grade::standard, count + " cycles; gold needs five.");
    }

    void length() {
        constexpr double usable_s = 30, ranked_s = 60, gold_s = 600;
        // The ramp up to the steady window takes some of the requested sixty seconds.
        constexpr double ramp = 0.9;
        double shortest_s = INFINITY;
        for (const Cycle& cycle : result_.cycles)
            shortest_s = std::min(shortest_s, cycle.window.end_s - cycle.window.start_s);
        if (result_.cycles.empty()) return;
        const std::string is = "The shortest steady window is " +
                               std::to_string(static_cast<int>(shortest_s)) + " s; ";
        if (shortest_s < ramp * usable_s)
            cap_grade("short_window", Grade::indicative,
                      is + "at least 30 s are needed, 60 s for ranks.");
        else if (shortest_s < ramp * ranked_s)
            cap_grade("short_window", Grade::indicative, is + "ranks need 60 s.");
        else if (shortest_s < ramp * gold_s)
            cap_grade("short_window", Grade::standard, is + "gold needs 600 s.");
        int starts = 0;
        for (const Cycle& cycle : result_.cycles)
            starts = std::max(starts, cycle.engine_start);
        if (starts < 3)
            cap_grade("few_restarts", Grade::standard,
                      "The engine was started " +
                          (starts == 1 ? std::string("once") : std::to_string(starts) + " times") +
                          "; gold needs two restarts.");
    }

    void spread_of(std::string_view name, const MetricSummary& summary) {
        if (!summary.cv) return;
        const std::string says =
            std::string(name) + " varies by " + percent(*summary.cv) + " over the cycles; ";
        switch (band_of(*summary.cv)) {
            case CvBand::not_rankable:
                cap_grade("spread", Grade::unfit, says + "above 10 % the result is not usable.");
                break;
            case CvBand::noisy:
                cap_grade("spread", Grade::indicative,
                          says + "above 5 % it is not fit for comparison.");
                break;
            case CvBand::good:
                cap_grade("spread", Grade::standard, says + "gold needs less than 2 %.");
                break;
            case CvBand::excellent:
                break;
        }
    }

    void spread() {
        spread_of("Throughput", summary_.throughput_tokens_per_sec);
        spread_of("Tokens per joule", summary_.tokens_per_joule);
        outliers_of("throughput", &CycleMetrics::throughput_tokens_per_sec);
        outliers_of("tokens per joule", &CycleMetrics::tokens_per_joule);
    }

    void outliers_of(const std::string& name, std::optional<double> CycleMetrics::* metric) {
        std::vector<double> values;
        for (const Cycle& cycle : result_.cycles) {
            if (const auto& value = cycle.metrics.*metric) values.push_back(*value);
        }
        // Four values or fewer cannot show which of them is the odd one.
        if (values.size() != result_.cycles.size() || values.size() < 5) return;
        const double mean =
            std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        const std::vector<double> scores = modified_z(values);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            constexpr double alike = 0.02;
            if (std::abs(scores[i]) > outlier_z &&
                std::abs(values[i] - mean) > alike * std::abs(values[i]))
                cap_grade("outlier", Grade::indicative,
                          "Cycle " + std::to_string(result_.cycles[i].index) +
                              " is far from the others in " + name +
                              " (modified Z over 3.5); it is kept.");
        }
    }

    void flags() {
        for (const FlagDefinition& definition : flag_definitions) {
            if (definition.flag != CycleFlag::errors)  // graded by how many there are
                flag(definition.name, definition.at_most, definition.meaning);
        }
        for (const std::string& name : unknown_flags())
            flag(name, unknown_flag_at_most, unknown_flag_meaning);
    }

    void flag(std::string_view name, Grade at_most, std::string_view meaning) {
        std::string where;
        int cycles = 0;
        for (const Cycle& cycle : result_.cycles) {
            if (std::ranges::find(cycle.flags, name) == cycle.flags.end()) continue;
            where += (where.empty() ? "" : ", ") + std::to_string(cycle.index);
            ++cycles;
        }
        if (cycles == 0) return;
        cap_grade(std::string(name), at_most,
                  (cycles > 1 ? "Cycles " : "Cycle ") + where + ": " + std::string(meaning) + ".");
    }

    std::set<std::string> unknown_flags() const {
        std::set<std::string> unknown;
        for (const Cycle& cycle : result_.cycles) {
            for (const std::string& name : cycle.flags) {
                if (!schema::value_of<CycleFlag>(name)) unknown.insert(name);
            }
        }
        return unknown;
    }

    void requests() {
        std::int64_t failed = 0, ended = 0;
        std::string words;
        for (const Cycle& cycle : result_.cycles) {
            const auto& [completed, cycle_failed, unfinished, usual_error] = cycle.requests;
            if (!completed || !cycle_failed) {
                const auto missing =
                    completed ? OptionalFact::requests_failed : OptionalFact::requests_completed;
                return cap_grade("requests_unknown", Grade::standard,
                                 "The numbers of completed and failed requests are not known: " +
                                     why_absent(result_, missing) + ".");
            }
            failed += *cycle_failed;
            ended += *cycle_failed + *completed;
            if (usual_error && words.empty()) words = " The usual error: " + *usual_error;
        }
        constexpr double failures_max = 0.01;
        if (failed > 0) {
            const double share = static_cast<double>(failed) / static_cast<double>(ended);
            cap_grade("errors", share > failures_max ? Grade::unfit : Grade::standard,
                      std::to_string(failed) + " of " + std::to_string(ended) +
                          " requests failed (" + percent(share) +
                          "); more than 1 % make it unfit." + words);
        } else if (std::ranges::any_of(result_.cycles, [](const Cycle& cycle) {
                       return holds(cycle.flags, CycleFlag::errors);
                   })) {
            cap_grade("errors", Grade::standard,
                      "Requests failed outside the steady windows." + words);
        }
        std::int64_t streams = 1;
        if (const ConcurrencyLoad* closed = closed_loop_of(result_)) streams = closed->streams;
        const std::int64_t needed = std::max<std::int64_t>(100, 10 * streams);
        int fewest = INT32_MAX;
        for (const Cycle& cycle : result_.cycles)
            fewest = std::min(fewest, *cycle.requests.completed);
        if (!result_.cycles.empty() && fewest < needed)
            cap_grade("few_requests", Grade::standard,
                      "A cycle completed " + std::to_string(fewest) + " requests; gold needs " +
                          std::to_string(needed) + ".");
    }

    void evidence() {
        if (result_.energy_method == EnergyMethod::modelled)
            cap_grade("energy_modelled", Grade::indicative, "Energy was modelled, not measured.");
        if (result_.energy_method == EnergyMethod::replayed)
            cap_grade("energy_replayed", Grade::unfit,
                      "Energy was played back from a recorded trace: a test, not a measurement.");
        if (result_.energy_method == EnergyMethod::none)
            cap_grade("no_energy", Grade::standard,
                      "No energy was measured; the grade covers speed alone.");
        else
            energy_of_every_cycle();
        if (result_.energy_method != EnergyMethod::none && !result_.baseline.idle_loaded_watts)
            cap_grade("no_baseline", Grade::standard,
                      "Idle power of the loaded engine is not known.");
        for (const PreflightFinding& finding : result_.environment.preflight) {
            if (!finding.passed) cap_grade(finding.code, Grade::standard, finding.message);
        }
    }

    void energy_of_every_cycle() {
        const auto with = std::ranges::count_if(result_.cycles, [](const Cycle& cycle) {
            return cycle.energy.energy_joules.has_value();
        });
        if (with == std::ssize(result_.cycles)) return;
        cap_grade("energy_incomplete", Grade::indicative,
                  "Energy is known in " + std::to_string(with) + " of " +
                      std::to_string(result_.cycles.size()) + " cycles.");
    }

    const Result& result_;
    const Summary& summary_;
    Quality quality_;
};

}  // namespace

Quality quality_of(const Result& result) {
    return quality_of(result, result.summary);
}

Quality quality_of(const Result& result, const Summary& summary) {
    return Judge(result, summary).judge();
}

bool any_cycle_has(const Result& result, CycleFlag flag) {
    return std::ranges::any_of(result.cycles,
                               [flag](const Cycle& cycle) { return holds(cycle.flags, flag); });
}

std::optional<std::string> energy_objection(const Result& result) {
    for (const Cycle& cycle : result.cycles) {
        Words reasons = cycle.energy.invalid_reasons;
        for (const FlagDefinition& definition : flag_definitions) {
            const bool named = std::ranges::find(reasons, definition.name) != reasons.end();
            if (definition.spoils_energy && !named && holds(cycle.flags, definition.flag))
                reasons.emplace_back(definition.name);
        }
        if (reasons.empty()) continue;
        std::string list;
        for (const std::string& reason : reasons)
            list += (list.empty() ? "" : ", ") + reason;
        return "cycle " + std::to_string(cycle.index) + " has " + list;
    }
    return std::nullopt;
}

}  // namespace lem::domain
