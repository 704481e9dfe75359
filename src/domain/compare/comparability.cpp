#include "domain/compare/comparability.hpp"

#include "base/figures.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/quality.hpp"

#include <cmath>
#include <map>
#include <set>

namespace lem::domain {
namespace {

/// Lengths that differ by more than this are different work.
constexpr double length_tolerance = 0.05;

bool apart(double a, double b) {
    return std::abs(a - b) > length_tolerance * std::max(std::abs(a), std::abs(b));
}

/// The length that was set or, without a configuration, the first that a cycle states.
std::optional<double> length_of(const Result& result, int Workload::* set,
                                std::optional<double> Cycle::* mean) {
    const auto& config = result.experiment.config;
    if (config) return config->workload.*set;
    return result.cycles.empty() ? std::nullopt : result.cycles.front().*mean;
}

class Refusals {
public:
    Refusals(const Comparability& a, const Comparability& b) : a_(a), b_(b) {}

    std::vector<Refusal> all() && {
        of_other_work();
        of_other_energy();
        return std::move(found_);
    }

private:
    void refuse(RefusalCode code, std::string reason) {
        found_.push_back({.code = code, .reason = std::move(reason)});
    }

    void of_other_work() {
        if (definitions_of(a_.metric_definitions_version) !=
            definitions_of(b_.metric_definitions_version)) {
            refuse(RefusalCode::other_definitions,
                   "The metrics follow different definitions: version " +
                       a_.metric_definitions_version + " and " + b_.metric_definitions_version +
                       ".");
        }
        for (const Comparability* one : {&a_, &b_}) {
            if (!one->token_counts_reliable)
                refuse(RefusalCode::token_counts_unreliable,
                       one->name + " has no reliable token counts.");
            if (!one->any_cycle)
                refuse(RefusalCode::no_cycle, one->name + " has no measured cycle.");
        }
        if (a_.prefix_cache && b_.prefix_cache && *a_.prefix_cache != *b_.prefix_cache)
            refuse(RefusalCode::other_prefix_cache,
                   "One used a prefix cache and the other did not: not the same work.");
        of_lengths("output", a_.output_tokens, b_.output_tokens);
        // Different tokenizers count the same text differently.
        if (a_.model == b_.model) of_lengths("input", a_.input_tokens, b_.input_tokens);
    }

    void of_lengths(const std::string& which, std::optional<double> a, std::optional<double> b) {
        if (!a || !b || !apart(*a, *b)) return;
        refuse(RefusalCode::other_lengths,
               "The " + which + " lengths differ: " + figures::shown(*a) + " and " +
                   figures::shown(*b) + " tokens per request" +
                   (a_.lengths_counted && b_.lengths_counted ? "." : " were set."));
    }

    void of_other_energy() {
        for (const Comparability* one : {&a_, &b_}) {
            const auto code = objection_to(one->energy_method);
            if (code == RefusalCode::no_energy) {
                refuse(*code, one->name + " has no energy.");
            } else if (code) {
                refuse(*code, "The energy of " + one->name + " is " +
                                  std::string(schema::name_of(one->energy_method)) +
                                  ", not measured.");
            }
        }
        for (const Comparability* one : {&a_, &b_}) {
            if (one->energy_objection)
                refuse(RefusalCode::energy_unfit, "The energy of " + one->name +
                                                      " is not usable: " + *one->energy_objection +
                                                      ".");
        }
        if (a_.energy_method == EnergyMethod::none || b_.energy_method == EnergyMethod::none)
            return;
        if (a_.energy_scope != b_.energy_scope) {
            refuse(RefusalCode::other_energy_scope,
                   "The energy covers different things: " +
                       std::string(schema::name_of(a_.energy_scope)) + " and " +
                       std::string(schema::name_of(b_.energy_scope)) + ".");
        }
    }

    const Comparability& a_;
    const Comparability& b_;
    std::vector<Refusal> found_;
};

}  // namespace

Comparability comparability_of(std::string name, const Result& result) {
    Comparability facts{
        .name = std::move(name),
        .model = result.model.name,
        .metric_definitions_version = result.metric_definitions_version,
        .any_cycle = !result.cycles.empty(),
        .token_counts_reliable = !any_cycle_has(result, CycleFlag::token_count_unreliable),
        .input_tokens = length_of(result, &Workload::input_tokens, &Cycle::mean_input_tokens),
        .output_tokens = length_of(result, &Workload::output_tokens, &Cycle::mean_output_tokens),
        .energy_scope = result.energy_scope,
        .energy_method = result.energy_method,
        .energy_objection = energy_objection(result)};
    if (result.experiment.config)
        facts.prefix_cache = result.experiment.config->workload.prefix_cache;
    return facts;
}

std::vector<Refusal> refusals(const Comparability& a, const Comparability& b) {
    return Refusals(a, b).all();
}

namespace {

/// The smallest and the largest length that results state.
struct Lengths {
    std::optional<double> least, most;
    void add(std::optional<double> length) {
        if (!length) return;
        least = std::min(*length, least.value_or(*length));
        most = std::max(*length, most.value_or(*length));
    }
    bool differ() const { return least && apart(*least, *most); }
};

std::string range_of(const Lengths& lengths) {
    return std::to_string(std::llround(*lengths.least)) + " to " +
           std::to_string(std::llround(*lengths.most));
}

}  // namespace

std::vector<Refusal> mixture(std::span<const Comparability> results) {
    std::vector<Refusal> reasons;
    const auto add = [&](RefusalCode code, std::string reason) {
        reasons.push_back({.code = code, .reason = std::move(reason)});
    };
    std::set<std::string_view> definitions;
    std::set<bool> prefix_caches;
    Lengths output;
    std::map<std::string_view, Lengths> input_of_model;
    for (const Comparability& one : results) {
        if (!one.metric_definitions_version.empty())
            definitions.insert(definitions_of(one.metric_definitions_version));
        if (one.prefix_cache) prefix_caches.insert(*one.prefix_cache);
        output.add(one.output_tokens);
        input_of_model[one.model].add(one.input_tokens);
    }
    if (definitions.size() > 1)
        add(RefusalCode::other_definitions, "The metrics follow different definitions, version " +
                                                std::string(*definitions.begin()) + " to " +
                                                std::string(*definitions.rbegin()) + ".");
    if (prefix_caches.size() > 1)
        add(RefusalCode::other_prefix_cache, "Some used a prefix cache and others did not.");
    Lengths input;
    for (const auto& [model, lengths] : input_of_model) {
        if (!lengths.differ()) continue;
        input.add(lengths.least);
        input.add(lengths.most);
    }
    std::string lengths;
    if (input.differ()) lengths = "prompts of one model have " + range_of(input) + " tokens";
    if (output.differ())
        lengths +=
            (lengths.empty() ? "" : ", and ") + ("answers have " + range_of(output)) + " tokens";
    if (!lengths.empty())
        add(RefusalCode::other_lengths, "The requests differ in length: " + lengths + ".");
    return reasons;
}

std::optional<RefusalCode> objection_to(EnergyMethod method) {
    if (method == EnergyMethod::none) return RefusalCode::no_energy;
    if (method == EnergyMethod::modelled || method == EnergyMethod::replayed)
        return RefusalCode::energy_not_measured;
    return std::nullopt;
}

}  // namespace lem::domain
