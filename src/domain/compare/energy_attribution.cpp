#include "domain/compare/energy_attribution.hpp"

#include "base/figures.hpp"
#include "domain/result/absent_facts.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/quality.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain {
namespace {

constexpr double alike_within = 0.05;

bool alike(double a, double b) {
    return std::abs(a - b) <= alike_within * std::max(std::abs(a), std::abs(b));
}

bool same_mix(const AttributedMix& a, const AttributedMix& b) {
    return alike(a.input_tokens / a.output_tokens, b.input_tokens / b.output_tokens) &&
           alike(a.mean_context_tokens, b.mean_context_tokens);
}

std::string devices_of(const Result& result) {
    std::string devices;
    for (const Device& device : result.environment.devices)
        devices += (devices.empty() ? "" : ", ") + device.name;
    return devices.empty() ? known_or_unknown(result.environment.cpu_model) : devices;
}

/// A property that must be the same, with its name in words.
struct Trait {
    std::string_view what;
    std::string (*of)(const Result&);
};

const std::array traits{
    Trait{"model", [](const Result& r) { return r.model.name; }},
    Trait{"precision", [](const Result& r) { return r.model.precision.value_or("not known"); }},
    Trait{"engine",
          [](const Result& r) {
              return std::string(schema::name_of(r.engine.name)) + " " +
                     r.engine.version.value_or("");
          }},
    Trait{"devices", devices_of},
    Trait{"energy scope",
          [](const Result& r) { return std::string(schema::name_of(r.energy_scope)); }},
    Trait{
        "definitions",
        [](const Result& r) { return std::string(definitions_of(r.metric_definitions_version)); }},
};

class Attribution {
public:
    explicit Attribution(std::span<const ComparedResult> results) : results_(results) {}

    EnergyAttribution run() && {
        if (results_.empty()) return std::move(made_);
        made_.model = results_.front().result.model.name;
        made_.energy_scope = results_.front().result.energy_scope;
        for (const ComparedResult& one : results_) {
            refuse_others(one);
            add_mix(one);
        }
        if (made_.refusals.empty()) refuse_too_few();
        if (made_.refusals.empty()) fit();
        note_loads();
        return std::move(made_);
    }

private:
    void refuse(const std::string& why) { made_.refusals.push_back(why); }

    void refuse_others(const ComparedResult& one) {
        for (const Trait& trait : traits) {
            const std::string first = trait.of(results_.front().result),
                              here = trait.of(one.result);
            if (here != first)
                refuse(one.name + ": its " + std::string(trait.what) + " (" + here +
                       ") differs from the first result's (" + first + ").");
        }
    }

    void leave_out(const ComparedResult& one, const std::string& why) {
        made_.notes.push_back("Left out: " + one.name + " " + why);
    }

    void add_mix(const ComparedResult& one) {
        const Result& result = one.result;
        if (result.energy_method == EnergyMethod::modelled)
            return refuse(
                one.name +
                ": its energy was modelled from time alone, so it does not depend on tokens.");
        if (result.energy_method == EnergyMethod::replayed)
            return refuse(one.name +
                          ": its energy was played back from a recorded trace, which is not the "
                          "energy of these tokens.");
        if (result.energy_method == EnergyMethod::none)
            return leave_out(
                one, "has no energy: " + result.energy_absent_reason.value_or("not measured"));
        if (const auto reason = energy_objection(result))
            return refuse(one.name + ": its energy is not usable: " + *reason + ".");
        if (result.cycles.empty()) return leave_out(one, "has no measured cycle.");
        AttributedMix mix{.name = one.name};
        double context = 0;
        for (const Cycle& cycle : result.cycles) {
            if (holds(cycle.flags, CycleFlag::token_count_unreliable) || !cycle.tokens.output ||
                !cycle.tokens.input)
                return leave_out(one, "has no reliable token counts.");
            if (!cycle.energy.energy_joules) return leave_out(one, "has a cycle without energy.");
            if (!cycle.mean_context_tokens || cycle.tokens.output == 0)
                return leave_out(one,
                                 "has a cycle in which no answer went beyond its first token; make "
                                 "protocol.cycle_s longer, or load.streams fewer.");
            const auto output = static_cast<double>(*cycle.tokens.output);
            mix.seconds += cycle.window.end_s - cycle.window.start_s;
            mix.joules += *cycle.energy.energy_joules;
            mix.output_tokens += output;
            mix.input_tokens +=
                static_cast<double>(*cycle.tokens.input - cycle.tokens.cached_input.value_or(0));
            context += output * *cycle.mean_context_tokens;
        }
        mix.mean_context_tokens = context / mix.output_tokens;
        used_.push_back(&result);
        made_.mixes.push_back(std::move(mix));
    }

    void refuse_too_few() {
        std::vector<const AttributedMix*> distinct;
        for (const AttributedMix& mix : made_.mixes) {
            const bool known =
                std::any_of(distinct.begin(), distinct.end(),
                            [&](const AttributedMix* other) { return same_mix(*other, mix); });
            if (!known) distinct.push_back(&mix);
        }
        if (distinct.size() < energy_mixes_min)
            refuse("These are " + std::to_string(distinct.size()) +
                   " different mixes of prompt and output tokens; at least " +
                   std::to_string(energy_mixes_min) +
                   " are needed. Measure other lengths (workload.input_tokens, "
                   "workload.output_tokens), for example by a study over both.");
    }

    void fit() {
        std::vector<EnergyMix> mixes;
        for (const AttributedMix& mix : made_.mixes)
            mixes.push_back({.seconds = mix.seconds,
                             .joules = mix.joules,
                             .input_tokens = mix.input_tokens,
                             .output_tokens = mix.output_tokens,
                             .context_tokens = mix.output_tokens * mix.mean_context_tokens});
        made_.fit = fit_energy(mixes);
        const auto idle = measured_idle();
        if (idle) made_.fit_above_idle = fit_energy(mixes, *idle);
        if (!made_.fit && !made_.fit_above_idle)
            refuse(
                "The mixes cannot separate prompt tokens, output tokens, context and idle power: "
                "vary the lengths of prompts and answers independently of each other.");
        if (made_.fit_above_idle) note_idle(*idle);
    }

    /// Mean over the mixes; nullopt if one does not have it.
    std::optional<double> measured_idle() const {
        double sum = 0;
        for (const Result* result : used_) {
            const auto& idle = result->baseline.idle_loaded_watts;
            if (!idle) return std::nullopt;
            sum += *idle;
        }
        return sum / static_cast<double>(used_.size());
    }

    void note_idle(double measured) {
        const bool agree = made_.fit && measured >= made_.fit->idle_watts.ci95_low &&
                           measured <= made_.fit->idle_watts.ci95_high;
        if (agree) return;
        made_.notes.push_back(
            "The fitted idle power differs from the measured one (" + figures::shown(measured) +
            " W). When every mix draws about the same power, time explains the energy as well as "
            "tokens do: then use the figures above the measured idle power.");
    }

    void note_loads() {
        double least = INFINITY, most = 0;
        for (const Result* result : used_) {
            for (const Cycle& cycle : result->cycles) {
                const auto load = cycle.mean_batch ? cycle.mean_batch : cycle.mean_concurrency;
                if (!load) continue;
                least = std::min(least, *load);
                most = std::max(most, *load);
            }
        }
        constexpr double notable = 1.5;
        if (made_.fit && most > notable * least)
            made_.notes.push_back("Between " + figures::shown(least) + " and " +
                                  figures::shown(most) +
                                  " requests were decoded at a time; the energy of an output token "
                                  "depends on that, which one coefficient cannot express.");
    }

    std::span<const ComparedResult> results_;
    EnergyAttribution made_;
    std::vector<const Result*> used_;  // of each mix
};

}  // namespace

EnergyAttribution attribute_energy(std::span<const ComparedResult> results) {
    return Attribution(results).run();
}

}  // namespace lem::domain
