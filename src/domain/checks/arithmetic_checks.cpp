#include "domain/checks/arithmetic_checks.hpp"

#include "base/text.hpp"
#include "domain/checks/release_dates.hpp"
#include "domain/checks/verdict.hpp"
#include "domain/result/aggregate.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace lem::domain::arithmetic {
namespace {

/// Visits every number of a cycle's and the summary's metrics by name.
template <class Visit>
void for_each_metric_value(const Result& result, Visit visit) {
    for (const MetricDefinition& metric : metrics) {
        for (const Cycle& cycle : result.cycles) {
            if (const auto& value = cycle.metrics.*(metric.of_cycle))
                visit(metric, *value, place(cycle));
        }
        const MetricSummary& summary = result.summary.*(metric.of_summary);
        if (summary.mean) visit(metric, *summary.mean, std::string("summary"));
    }
}

std::optional<std::string> percentile_error(const Cycle& cycle) {
    for (const Distribution& distribution : distributions) {
        double before = 0;
        for (const MetricDefinition* metric : percentiles_of(distribution)) {
            const auto& value = cycle.metrics.*(metric->of_cycle);
            if (!value) continue;
            if (*value < before) {
                return place(cycle) + ": percentiles of " + std::string(distribution.metric) +
                       " decrease";
            }
            before = *value;
        }
    }
    return std::nullopt;
}

/// min <= mean <= max, and the largest standard deviation that n values between them can have.
std::optional<std::string> summary_error(const Result& result, const MetricDefinition& metric,
                                         double rounding) {
    const MetricSummary& summary = result.summary.*(metric.of_summary);
    // Percentiles of pooled requests are not means over cycles.
    if (!summary.mean) return std::nullopt;
    if (summary.method == IntervalMethod::cluster_bootstrap) {
        if (metric.percentile) return std::nullopt;
        return std::string(metric.name) +
               " is not a percentile, so requests cannot be pooled for it";
    }
    std::vector<double> values;
    for (const Cycle& cycle : result.cycles) {
        if (const auto& value = cycle.metrics.*(metric.of_cycle)) values.push_back(*value);
    }
    const std::string name(metric.name);
    if (values.empty()) return name + " has a mean but no cycle has a value";
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (summary.n != static_cast<int>(values.size()))
        return "n of " + name + " is not the number of cycles with a value";
    const double slack = rounding * std::max(std::abs(*low), std::abs(*high));
    if (*summary.mean < *low - slack || *summary.mean > *high + slack) {
        return "the mean of " + name + " is outside the range of its cycles";
    }
    const bool inverted =
        summary.ci95_low && summary.ci95_high &&
        (*summary.ci95_low > *summary.mean + slack || *summary.ci95_high < *summary.mean - slack);
    if (inverted) return "the interval of " + name + " does not contain its mean";
    const auto n = static_cast<double>(values.size());
    if (summary.standard_deviation && n > 1) {
        const double most = (*high - *low) / 2 * std::sqrt(n / (n - 1)) + slack;
        if (*summary.standard_deviation > most) {
            return "the standard deviation of " + name + " is larger than its cycles allow";
        }
    }
    return std::nullopt;
}

std::string absent_without_reason(const Result& result) {
    std::string names;
    for (const MetricDefinition& metric : metrics) {
        if (!version_at_most(metric.since, result.metric_definitions_version)) continue;
        const MetricSummary& summary = result.summary.*(metric.of_summary);
        if (!summary.mean && !summary.absent_reason)
            names += (names.empty() ? "" : ", ") + std::string(metric.name);
    }
    return names;
}

/// A mean, an interval or a deviation that no value of this metric can have.
std::string impossible_summary(const MetricDefinition& metric, const MetricSummary& summary) {
    const auto [least, most] = range_of(metric);
    const auto outside = [&](const std::optional<double>& value, double low, double high) {
        return value && !(*value >= low && *value <= high);
    };
    const std::string name(metric.name);
    if (outside(summary.mean, least, most))
        return "the mean of " + name + " is " + shown(*summary.mean) + ", outside " + shown(least) +
               " to " + shown(most) + " " + std::string(metric.unit);
    // An interval may exceed the metric's range, but not its scale.
    for (const auto& end : {summary.ci95_low, summary.ci95_high, summary.bca95_low,
                            summary.bca95_high, summary.standard_deviation})
        if (outside(end, -2 * most, 2 * most))
            return "an interval or deviation of " + name + " is " + shown(*end) + " " +
                   std::string(metric.unit);
    return {};
}

std::string impossible_cycle(const Result& result) {
    if (result.cycles.empty()) return "the document has no cycle";
    std::set<int> seen;
    for (const Cycle& cycle : result.cycles) {
        // A table of another tool may give energy without time: a window of 0 to 0 is unknown.
        const bool unknown = result.provenance && cycle.window.start_s == cycle.window.end_s;
        if (length_s(cycle) <= 0 && !unknown) return place(cycle) + " has no length";
        if (!seen.insert(cycle.index).second) return place(cycle) + " appears twice";
    }
    return {};
}

/// The clock time, in milliseconds; nullopt when it is absent.
std::optional<std::int64_t> time_of(const std::optional<std::string>& time) {
    return time ? text::parse_rfc3339(*time) : std::nullopt;
}

}  // namespace

Check values_are_possible(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    std::string wrong = impossible_cycle(input.result);
    int seen = 0;
    for_each_metric_value(
        input.result, [&](const MetricDefinition& metric, double value, const std::string& where) {
            ++seen;
            const auto [least, most] = range_of(metric);
            if (wrong.empty() && !(value >= least && value <= most))
                wrong = std::string(metric.name) + " of " + where + " is " + shown(value) +
                        ", outside " + shown(least) + " to " + shown(most);
        });
    for (const MetricDefinition& metric : metrics) {
        if (wrong.empty())
            wrong = impossible_summary(metric, input.result.summary.*(metric.of_summary));
    }
    if (!wrong.empty()) return verdict.failed(wrong);
    const std::string message = std::to_string(seen) + " values are in their possible range.";
    const std::string unexplained = absent_without_reason(input.result);
    if (unexplained.empty()) return verdict.passed(message);
    return verdict.information(message + " Absent without a reason: " + unexplained + ".");
}

namespace {

Check verdict_of_ratios(const CheckDefinition& definition) {
    return Verdict(definition)
        .not_applicable("The file states ratios alone, without tokens and energy.");
}

}  // namespace

Check efficiency_is_tokens_over_energy(const CheckInput& input, const CheckDefinition& definition) {
    Deviation worst;
    double tokens = 0, joules = 0;
    bool ratios_alone = !input.result.cycles.empty();
    for (const Cycle& cycle : input.result.cycles) {
        if (has_ratios_alone(input.result, cycle)) continue;
        ratios_alone = false;
        const auto& energy = cycle.energy.energy_joules;
        const CycleMetrics& stated = cycle.metrics;
        if (!energy || *energy <= 0 || input.result.energy_scope == EnergyScope::none) {
            for (const auto& value : {stated.tokens_per_joule, stated.joules_per_token,
                                      stated.total_energy_joules, stated.avg_power_watts})
                if (value) worst.see(*value, 0, place(cycle) + ", which has no energy");
            continue;
        }
        const auto output = static_cast<double>(cycle.tokens.output.value_or(0));
        tokens += output;
        joules += *energy;
        const auto see = [&](const std::optional<double>& value, double derived,
                             std::string_view what) {
            if (value) worst.see(*value, derived, place(cycle) + std::string(what));
        };
        if (output > 0) see(stated.joules_per_token, *energy / output, "");
        if (length_s(cycle) > 0) see(stated.avg_power_watts, *energy / length_s(cycle), " power");
        see(stated.tokens_per_joule, output / *energy, "");
        see(stated.total_energy_joules, *energy, " energy");
    }
    if (ratios_alone) return verdict_of_ratios(definition);
    const auto& pooled = input.result.summary.tokens_per_joule.mean;
    if (pooled && joules > 0) worst.see(*pooled, tokens / joules, "summary");
    if (pooled && joules <= 0) worst.see(*pooled, 0, "summary without energy");
    return Verdict(definition).within(worst, "relative", "The document has no energy.");
}

Check throughput_is_tokens_over_time(const CheckInput& input, const CheckDefinition& definition) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& stated = cycle.metrics.throughput_tokens_per_sec;
        if (!stated || length_s(cycle) <= 0) continue;
        worst.see(*stated, static_cast<double>(cycle.tokens.output.value_or(0)) / length_s(cycle),
                  place(cycle));
    }
    return Verdict(definition).within(worst, "relative", "No cycle states a throughput.");
}

Check energy_is_sum_of_devices(const CheckInput& input, const CheckDefinition& definition) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        if (!cycle.energy.energy_joules || cycle.energy.per_device.empty()) continue;
        double sum = 0;
        for (const DeviceEnergy& device : cycle.energy.per_device)
            sum += device.energy_joules;
        worst.see(*cycle.energy.energy_joules, sum, place(cycle));
    }
    return Verdict(definition).within(worst, "relative", "No cycle states energy by device.");
}

Check window_matches_clock(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const double least_s = definition.tolerance("difference");
    double worst_s = 0, allowed_s = least_s;
    for (const Cycle& cycle : input.result.cycles) {
        const auto start = time_of(cycle.window.started_at);
        const auto end = time_of(cycle.window.ended_at);
        if (!start) return verdict.not_checked(input.result, OptionalFact::window_started_at);
        if (!end) return verdict.not_checked(input.result, OptionalFact::window_ended_at);
        const double difference =
            std::abs(static_cast<double>(*end - *start) / 1000 - length_s(cycle));
        const double allowed =
            std::max(least_s, definition.tolerance("relative") * length_s(cycle));
        if (difference / allowed >= worst_s / allowed_s) {
            worst_s = difference;
            allowed_s = allowed;
        }
    }
    verdict.bounds(worst_s, std::nullopt, allowed_s, "s");
    const std::string allowed = " s; up to " + shown(allowed_s) + " s is allowed";
    if (worst_s > allowed_s)
        return verdict.failed("length and clock times differ by " + shown(worst_s) + allowed);
    return verdict.passed("The largest difference is " + shown(worst_s) + allowed + ".");
}

namespace {

/// The first part of the run that was released after the run, with its month; empty if none.
std::string later_released_part(const Result& result) {
    std::vector<std::pair<ReleaseKind, std::string>> parts{
        {ReleaseKind::model, result.model.name},
        {ReleaseKind::engine, std::string(schema::name_of(result.engine.name)) + " " +
                                  result.engine.version.value_or("")}};
    for (const Device& device : result.environment.devices)
        parts.emplace_back(ReleaseKind::device, device.name);
    if (!result.experiment.started_at) return {};
    const std::string month = result.experiment.started_at->substr(0, 7);  // sorts as it dates
    for (const auto& [kind, name] : parts) {
        const auto released = release_month(kind, name);
        if (released && month < *released) return name + " (" + std::string(*released) + ")";
    }
    return {};
}

std::string time_order_error(const CheckInput& input, std::int64_t slack_ms) {
    const auto start = time_of(input.result.experiment.started_at);
    const auto end = time_of(input.result.experiment.ended_at);
    if (start && end && *start > *end) return "the run ended before it started";
    for (const auto& [time, what] : {std::pair{start, "started"}, std::pair{end, "ended"}}) {
        if (time && input.received_at_ms > 0 && *time > input.received_at_ms + slack_ms)
            return std::string("the run ") + what + " in the future (" + text::rfc3339(*time) + ")";
    }
    double before_s = 0;
    for (const Cycle& cycle : input.result.cycles) {
        const auto began = time_of(cycle.window.started_at);
        const auto ended = time_of(cycle.window.ended_at);
        if ((start && began && *began < *start - slack_ms) ||
            (end && ended && *ended > *end + slack_ms))
            return place(cycle) + " is outside the run";
        if (cycle.window.start_s < before_s) return place(cycle) + " overlaps the cycle before it";
        before_s = cycle.window.end_s;
    }
    return {};
}

}  // namespace

Check times_are_in_order(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const auto slack_ms = static_cast<std::int64_t>(definition.tolerance("clock") * 1000);
    if (const std::string wrong = time_order_error(input, slack_ms); !wrong.empty())
        return verdict.failed(wrong);
    if (const std::string early = later_released_part(input.result); !early.empty())
        return verdict.failed("the run started on " +
                                  input.result.experiment.started_at->substr(0, 10) +
                                  ", before the release of " + early,
                              CheckOutcome::warning);
    if (!input.result.experiment.started_at)
        return verdict.not_checked(input.result, OptionalFact::started_at);
    if (!input.result.experiment.ended_at)
        return verdict.not_checked(input.result, OptionalFact::ended_at);
    return verdict.passed("Start, cycles and end are in order.");
}

Check distribution_is_ordered(const CheckInput& input, const CheckDefinition& definition) {
    std::optional<std::string> wrong;
    for (const Cycle& cycle : input.result.cycles) {
        if (!wrong) wrong = percentile_error(cycle);
    }
    for (const MetricDefinition& metric : metrics) {
        if (!wrong) wrong = summary_error(input.result, metric, definition.tolerance("rounding"));
    }
    return Verdict(definition).unless(wrong.value_or(""), "Every metric is in order.");
}

Check units_are_plausible(const CheckInput& input, const CheckDefinition& definition) {
    struct Guard {
        std::string_view metric, lowest, highest;
    };
    constexpr std::array guards{
        Guard{"joules_per_token", "lowest energy", "highest energy"},
        Guard{"time_to_first_token_ms", "shortest wait", "longest wait"},
        Guard{"tokens_per_joule", "lowest efficiency", "highest efficiency"},
    };
    std::string wrong;
    for_each_metric_value(
        input.result, [&](const MetricDefinition& metric, double value, const std::string& where) {
            const auto guard = std::ranges::find(guards, metric.name, &Guard::metric);
            if (!wrong.empty() || guard == guards.end()) return;
            const double low = definition.tolerance(guard->lowest),
                         high = definition.tolerance(guard->highest);
            if (value >= low && value <= high) return;
            wrong = std::string(metric.name) + " of " + where + " is " + shown(value) + " " +
                    std::string(metric.unit) + ", outside " + shown(low) + " to " + shown(high) +
                    "; is a factor of 1000 or 3.6 million (kWh) missing?";
        });
    return Verdict(definition)
        .unless(wrong, "Energy per token and times to the first token are in the possible range.");
}

namespace {

/// From the sums of a cycle: prompts of the mean length, output tokens at their mean context. For
/// requests across an edge of the window the sums hold less than the requests did.
double flops_of(const ModelShape& shape, const Cycle& cycle, const Workload& workload) {
    const double answer = cycle.mean_output_tokens.value_or(workload.output_tokens),
                 context = cycle.mean_context_tokens.value_or(workload.input_tokens + answer / 2),
                 prompt = std::max(1.0, context - answer / 2),
                 input = static_cast<double>(*cycle.tokens.input),
                 cached = static_cast<double>(cycle.tokens.cached_input.value_or(0)),
                 prompts = input / prompt, share_cached = input > 0 ? cached / input : 0,
                 decoded = std::max(0.0, static_cast<double>(*cycle.tokens.output) - prompts);
    return prompts * prefill_flops(shape, prompt * (1 - share_cached), prompt * share_cached) +
           decoded * decode_flops(shape, context - 1, 1);
}

}  // namespace

Check compute_matches_model(const CheckInput& input, const CheckDefinition& definition) {
    const Result& result = input.result;
    const auto& shape = result.model.shape;
    Deviation by_shape, about;
    for (const Cycle& cycle : result.cycles) {
        const auto& stated = cycle.metrics.flops_per_second;
        if (!stated || !result.model.parameters_active || length_s(cycle) <= 0) continue;
        if (!cycle.tokens.output || !cycle.tokens.input) continue;
        const auto tokens = static_cast<double>(*cycle.tokens.output + *cycle.tokens.input);
        const auto& config = result.experiment.config;
        const bool has_shape = shape && !shape->attention.empty() && config;
        // Without the shape, two FLOPs per weight and token: attention is left out.
        const double flops = has_shape ? flops_of(*shape, cycle, config->workload)
                                       : 2 * *result.model.parameters_active * tokens;
        (has_shape && cycle.mean_context_tokens ? by_shape : about)
            .see(*stated, flops / length_s(cycle), place(cycle));
    }
    if (by_shape.any) return Verdict(definition).within(by_shape, "relative", {});
    return Verdict(definition)
        .within(about, "without the shape", "The document states no compute.");
}

namespace {

/// Whether `left` exceeds `right` by more than a share, where both are known.
bool exceeds(const std::optional<double>& left, const std::optional<double>& right, double share) {
    return left && right && *left > *right * (1 + share);
}

std::string contradiction_in(const Cycle& cycle, double share) {
    struct Pair {
        std::optional<double> smaller, larger;
        std::string_view words;
    };
    const CycleMetrics& m = cycle.metrics;
    const auto number = [](const std::optional<std::int64_t>& count) {
        return count ? std::optional(static_cast<double>(*count)) : std::optional<double>();
    };
    const std::array pairs{
        Pair{m.goodput_requests_per_sec, m.requests_per_sec,
             "more requests met the limits than were completed"},
        Pair{m.goodput_share, 1.0, "the share of good requests is above 1"},
        Pair{m.throughput_tokens_per_sec, m.total_throughput_tokens_per_sec,
             "output throughput is above total throughput"},
        Pair{m.time_to_first_token_ms, m.e2e_latency_ms,
             "the first token comes after the last one, on average"},
        Pair{number(cycle.tokens.cached_input), number(cycle.tokens.input),
             "more prompt tokens were cached than were sent"},
    };
    for (const Pair& pair : pairs) {
        if (exceeds(pair.smaller, pair.larger, share))
            return std::string(pair.words) + " in " + place(cycle) + " (" + shown(*pair.smaller) +
                   " against " + shown(*pair.larger) + ")";
    }
    return {};
}

}  // namespace

Check metrics_agree(const CheckInput& input, const CheckDefinition& definition) {
    const double share = definition.tolerance("relative");
    Deviation worst;
    bool uncounted = false;
    for (const Cycle& cycle : input.result.cycles) {
        uncounted = uncounted || !cycle.requests.completed;
        if (const std::string wrong = contradiction_in(cycle, share); !wrong.empty())
            return Verdict(definition).failed(wrong);
        const CycleMetrics& m = cycle.metrics;
        if (m.total_throughput_tokens_per_sec && m.input_throughput_tokens_per_sec &&
            m.throughput_tokens_per_sec)
            worst.see(*m.total_throughput_tokens_per_sec,
                      *m.input_throughput_tokens_per_sec + *m.throughput_tokens_per_sec,
                      place(cycle) + " total throughput");
        if (m.requests_per_sec && cycle.requests.completed && length_s(cycle) > 0)
            worst.see(*m.requests_per_sec, *cycle.requests.completed / length_s(cycle),
                      place(cycle) + " requests per second");
    }
    if (!worst.any && uncounted)
        return Verdict(definition).not_checked(input.result, OptionalFact::requests_completed);
    return Verdict(definition)
        .within(worst, "relative", "No cycle states two metrics that can be compared.");
}

Check throughput_fits_streams(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const double warned = definition.tolerance("warned above"),
                 rejected = definition.tolerance("rejected above");
    constexpr double tokens_least = 4;  // of answers that are mostly a first token TPOT says little
    const ConcurrencyLoad* closed = closed_loop_of(input.result);
    // Hidden tokens are in the throughput, but not in the time per token.
    const double streamed =
        input.requests != nullptr && input.requests->output_tokens() > 0
            ? 1 - input.requests->hidden_tokens() / input.requests->output_tokens()
            : 1;
    double worst = 0;
    bool unknown_streams = false;
    std::string where;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleMetrics& m = cycle.metrics;
        if (!cycle.mean_concurrency) {
            unknown_streams = true;
            continue;
        }
        double streams = *cycle.mean_concurrency;
        if (closed != nullptr && (streams <= 0 || streams > static_cast<double>(closed->streams)))
            streams = static_cast<double>(closed->streams);
        const auto& config = input.result.experiment.config;
        const double answer =
            cycle.mean_output_tokens.value_or(config ? config->workload.output_tokens : 0);
        if (!m.throughput_tokens_per_sec || !m.latency_per_token_ms || streams <= 0 ||
            answer < tokens_least)
            continue;
        const double ratio =
            *m.throughput_tokens_per_sec * streamed * *m.latency_per_token_ms / 1000 / streams;
        if (!where.empty() && ratio <= worst) continue;
        worst = ratio;
        where = place(cycle) + ": " + shown(*m.throughput_tokens_per_sec) + " tok/s, " +
                shown(streams) + " requests in flight, " + shown(*m.latency_per_token_ms) +
                " ms per token";
    }
    if (where.empty() && unknown_streams)
        return verdict.not_checked(input.result, OptionalFact::mean_concurrency);
    if (where.empty())
        return verdict.not_applicable("Needs throughput, requests in flight and time per token.");
    verdict.bounds(worst, std::nullopt, warned, "times");
    if (worst <= warned)
        return verdict.passed("The throughput is " + shown(worst) +
                              " times what the streams give at the mean time per token (" + where +
                              ").");
    return verdict.failed("the throughput is " + shown(worst) +
                              " times what the streams give at the mean time per token (" + where +
                              ")",
                          worst > rejected ? definition.severity : CheckOutcome::warning);
}

}  // namespace lem::domain::arithmetic
