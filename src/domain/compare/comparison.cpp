#include "domain/compare/comparison.hpp"

#include "domain/compare/set_up_differences.hpp"
#include "domain/result/aggregate.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/percent.hpp"
#include "domain/result/quality.hpp"
#include "domain/statistics/sample_comparison.hpp"
#include "domain/statistics/statistics.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>

namespace lem::domain {
namespace {

/// Metrics that do not follow from the length of the run or from another in the list.
constexpr std::array<std::string_view, 10> independent_metrics{"tokens_per_joule",
                                                               "avg_power_watts",
                                                               "throughput_tokens_per_sec",
                                                               "input_throughput_tokens_per_sec",
                                                               "requests_per_sec",
                                                               "flops_per_second",
                                                               "peak_memory_mb",
                                                               "time_to_first_token_ms",
                                                               "latency_per_token_ms",
                                                               "e2e_latency_ms"};

/// Cycles that both need for a rank test to reach 5 %: with three each the least p is 0.1.
constexpr std::size_t rank_test_cycles = 4;

bool has_steady_latencies(const Result& result) {
    const Load* load = load_of(result);
    return load != nullptr &&
           (!is_closed_loop(*load) ||
            version_at_most(steady_latencies_since, result.metric_definitions_version));
}

std::vector<double> values_of(const Result& result, const MetricDefinition& metric) {
    std::vector<double> values;
    for (const Cycle& cycle : result.cycles) {
        if (const auto& value = cycle.metrics.*(metric.of_cycle)) values.push_back(*value);
    }
    return values;
}

using Places = std::set<ServedRequest::Place>;

Places places_of(const RequestDigest& requests) {
    Places places;
    for (const ServedRequest& request : requests.served)
        places.insert(request.place);
    return places;
}

/// Mean tokens of the requests at these places or, without places, of all; nullopt if none was
/// counted.
std::optional<double> mean_length(const RequestDigest* requests,
                                  std::optional<std::int32_t> ServedRequest::* tokens,
                                  const Places& places) {
    if (requests == nullptr) return std::nullopt;
    double sum = 0, count = 0;
    for (const ServedRequest& request : requests->served) {
        if (!(request.*tokens) || (!places.empty() && !places.contains(request.place))) continue;
        sum += static_cast<double>(*(request.*tokens));
        ++count;
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

/// The metrics to compare, in their order.
std::vector<const MetricDefinition*> chosen_metrics(const Result& a, const Result& b,
                                                    MetricChoice choice) {
    std::vector<const MetricDefinition*> chosen;
    if (choice == MetricChoice::independent) {
        for (const std::string_view name : independent_metrics)
            chosen.push_back(find_metric(name));
        return chosen;
    }
    for (const MetricDefinition& metric : metrics) {
        const bool measured = (a.summary.*(metric.of_summary)).mean.has_value() ||
                              (b.summary.*(metric.of_summary)).mean.has_value();
        if (measured && metric.kind != MetricKind::client) chosen.push_back(&metric);
    }
    return chosen;
}

class PairComparison {
public:
    PairComparison(const ComparedResult& a, const ComparedResult& b) : a_(a), b_(b) {
        made_.a = a.name;
        made_.b = b.name;
        if (a.result.quality) made_.a_grade = a.result.quality->grade;
        if (b.result.quality) made_.b_grade = b.result.quality->grade;
    }

    Comparison run(MetricChoice choice) && {
        made_.refusals = refusals(facts_of(a_), facts_of(b_));
        made_.differences = set_up_differences(a_.result, b_.result);
        made_.cautions = cautions_against(a_, b_);
        for (const MetricDefinition* metric : chosen_metrics(a_.result, b_.result, choice))
            made_.metrics.push_back(of_metric(*metric));
        if (!refused(Concern::all)) add_latencies();
        return std::move(made_);
    }

private:
    bool refused(Concern concerns) const {
        return std::any_of(made_.refusals.begin(), made_.refusals.end(),
                           [&](const Refusal& refusal) { return refusal.concerns == concerns; });
    }

    /// As the documents state them, with the lengths of the requests where both have them.
    Comparability facts_of(const ComparedResult& one) const {
        Comparability facts = comparability_of(one.name, one.result);
        const Places both = places_in_both();
        const auto counted = [&](std::optional<std::int32_t> ServedRequest::* tokens,
                                 std::optional<double>& length) {
            const auto of_a = mean_length(a_.requests, tokens, both),
                       of_b = mean_length(b_.requests, tokens, both);
            if (!of_a || !of_b) return;
            length = &one == &a_ ? of_a : of_b;
            facts.lengths_counted = true;
        };
        counted(&ServedRequest::input_tokens, facts.input_tokens);
        counted(&ServedRequest::output_tokens, facts.output_tokens);
        return facts;
    }

    /// A workload gives each place of the schedule one length. A faster run answers more places, so
    /// its mean differs by sampling alone: only places that both answered show whether the work was
    /// the same.
    Places places_in_both() const {
        const auto &config_a = a_.result.experiment.config, &config_b = b_.result.experiment.config;
        Places both;
        if (a_.requests == nullptr || b_.requests == nullptr || !config_a || !config_b ||
            schema::to_text(config_a->workload) != schema::to_text(config_b->workload))
            return both;
        const Places of_a = places_of(*a_.requests), of_b = places_of(*b_.requests);
        std::ranges::set_intersection(of_a, of_b, std::inserter(both, both.end()));
        return both;
    }

    bool latencies_have_other_requests() const {
        return has_steady_latencies(a_.result) != has_steady_latencies(b_.result);
    }

    MetricComparison of_metric(const MetricDefinition& metric) const {
        MetricComparison made{.metric = std::string(metric.name)};
        made.a_mean = (a_.result.summary.*(metric.of_summary)).mean;
        made.b_mean = (b_.result.summary.*(metric.of_summary)).mean;
        if (refused(Concern::all) ||
            (metric.kind == MetricKind::energy && refused(Concern::energy))) {
            made.words = "refused";
            return made;
        }
        if (metric.kind == MetricKind::latency && latencies_have_other_requests()) {
            made.words =
                "not comparable: up to definitions 1.3, latencies of a closed loop include the "
                "start of each cycle, when every stream sends at once";
            return made;
        }
        const std::vector<double> a = values_of(a_.result, metric),
                                  b = values_of(b_.result, metric);
        if (a.empty() || b.empty()) {
            made.words = "not measured in both";
            return made;
        }
        const double base =
            std::accumulate(a.begin(), a.end(), 0.0) / static_cast<double>(a.size());
        if (base != 0) {
            made.ratio =
                std::accumulate(b.begin(), b.end(), 0.0) / static_cast<double>(b.size()) / base;
        }
        if (const auto ratio = ratio_of_means(a, b)) {
            made.ratio_ci95_low = ratio->ci95_low;
            made.ratio_ci95_high = ratio->ci95_high;
        }
        if (a.size() >= rank_test_cycles && b.size() >= rank_test_cycles &&
            is_independent(metric.name))
            made.p_value = mann_whitney_p(a, b);
        made.cliffs_delta = cliffs_delta(a, b);
        judge(metric, a.size(), b.size(), made);
        return made;
    }

    void judge(const MetricDefinition& metric, std::size_t cycles_a, std::size_t cycles_b,
               MetricComparison& made) const {
        made.verdict = Verdict::no_clear_difference;
        if (!made.ratio_ci95_low) {
            made.words = !made.ratio ? "no ratio: A is zero"
                         : std::min(cycles_a, cycles_b) < 2
                             ? "one cycle has no interval"
                             : "the cycles of A vary too much for an interval";
            return;
        }
        const bool other_boards = ran_on_other_boards(a_.result, b_.result);
        const double allowance =
            metric.kind == MetricKind::energy && other_boards ? sensor_gain : 0;
        const bool higher = *made.ratio_ci95_low > 1 + allowance;
        const bool lower = *made.ratio_ci95_high < 1 - allowance;
        const double change = *made.ratio - 1;
        const std::string size = percent(std::abs(change)) + (change >= 0 ? " higher" : " lower");
        const auto signed_percent = [](double fraction) {
            return (fraction >= 0 ? "+" : "") + percent(fraction);
        };
        const std::string interval = " (95 % interval " + signed_percent(*made.ratio_ci95_low - 1) +
                                     " to " + signed_percent(*made.ratio_ci95_high - 1) + ")";
        if (higher || lower) {
            made.verdict = higher == metric.higher_is_better ? Verdict::better : Verdict::worse;
            made.words = size + interval;
            return;
        }
        const bool within_gain = *made.ratio_ci95_low > 1 || *made.ratio_ci95_high < 1;
        made.words =
            size + interval + (within_gain ? ", within the tolerance of two boards' sensors" : "");
    }

    void add_latencies() {
        if (a_.requests == nullptr || b_.requests == nullptr) return;
        for (const Distribution& distribution : distributions) {
            const auto &a = a_.requests->latencies.*distribution.samples,
                       &b = b_.requests->latencies.*distribution.samples;
            if (!is_independent(distribution.metric) || a.empty() || b.empty()) continue;
            made_.latencies.push_back({.metric = std::string(distribution.metric),
                                       .wasserstein_ms = wasserstein(a, b),
                                       .a_requests = static_cast<int>(a.size()),
                                       .b_requests = static_cast<int>(b.size())});
        }
    }

    const ComparedResult& a_;
    const ComparedResult& b_;
    Comparison made_;
};

}  // namespace

bool is_independent(std::string_view metric) {
    return std::ranges::find(independent_metrics, metric) != independent_metrics.end();
}

ComparisonSet compare(std::span<const ComparedResult> results, MetricChoice choice) {
    ComparisonSet made;
    for (std::size_t i = 1; i < results.size(); ++i)
        made.comparisons.push_back(PairComparison(results.front(), results[i]).run(choice));
    std::vector<MetricComparison*> tested;
    std::vector<double> p_values;
    for (Comparison& comparison : made.comparisons) {
        for (MetricComparison& metric : comparison.metrics) {
            if (!metric.p_value) continue;
            tested.push_back(&metric);
            p_values.push_back(*metric.p_value);
        }
    }
    const std::vector<double> adjusted = holm(p_values);
    constexpr double significant = 0.05;
    for (std::size_t i = 0; i < tested.size(); ++i) {
        tested[i]->p_value_holm = adjusted[i];
        const bool judged =
            tested[i]->verdict == Verdict::better || tested[i]->verdict == Verdict::worse;
        if (judged && adjusted[i] > significant)
            tested[i]->words += ", for this metric alone: the rank test does not confirm it over " +
                                std::to_string(tested.size()) + " tests";
    }
    return made;
}

bool comparable(const Comparison& comparison) {
    return std::any_of(
        comparison.metrics.begin(), comparison.metrics.end(),
        [](const MetricComparison& metric) { return metric.verdict != Verdict::not_comparable; });
}

}  // namespace lem::domain
