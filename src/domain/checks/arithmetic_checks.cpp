#include "domain/checks/arithmetic_checks.hpp"

#include "base/text.hpp"
#include "domain/checks/first_months.hpp"
#include "domain/result/aggregate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lem::domain::arithmetic {
namespace {

std::string shown(double value) {
    std::array<char, 32> buffer;
    const int length = std::snprintf(buffer.data(), buffer.size(), "%.4g", value);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string percent(double fraction) {
    return shown(fraction * 100) + " %";
}

Check check(std::string code, std::string title) {
    return {.code = std::move(code), .title = std::move(title), .outcome = CheckOutcome::passed};
}

Check not_applicable(Check verdict, std::string why) {
    verdict.outcome = CheckOutcome::not_applicable;
    verdict.message = std::move(why);
    return verdict;
}

/// The largest relative deviation seen, and where.
struct Deviation {
    double relative = 0;
    std::string where;
    bool any = false;

    void see(double stated, double derived, std::string place) {
        const double scale = std::max({std::abs(stated), std::abs(derived), 1e-300});
        const double deviation = std::abs(stated - derived) / scale;
        if (!any || deviation > relative) {
            relative = deviation;
            where = place + ": " + shown(stated) + " stated, " + shown(derived) + " derived";
        }
        any = true;
    }
};

Check judge(Check verdict, const Deviation& worst, double tolerance, CheckOutcome severity,
            std::string nothing) {
    if (!worst.any) return not_applicable(std::move(verdict), std::move(nothing));
    verdict.observed = worst.relative * 100;
    verdict.bound_low = 0;
    verdict.bound_high = tolerance * 100;
    verdict.unit = "%";
    const bool fine = worst.relative <= tolerance;
    verdict.outcome = fine ? CheckOutcome::passed : severity;
    verdict.message = (fine ? "Agrees within " + percent(worst.relative) + "; up to "
                            : "Differs by " + percent(worst.relative) + "; at most ") +
                      percent(tolerance) + " is allowed (" + worst.where + ").";
    return verdict;
}

double length_s(const Cycle& cycle) {
    return cycle.window.end_s - cycle.window.start_s;
}

std::string place(const Cycle& cycle) {
    return "cycle " + std::to_string(cycle.index);
}

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

/// Requests of measured cycles that ended well.
template <class Visit>
void for_each_good_request(const CheckInput& input, Visit visit) {
    for (const RequestRecord& request : input.requests) {
        const bool good = request.cycle > 0 && !request.error && request.first_token_ms &&
                          request.last_token_ms && request.output_tokens;
        if (good) visit(request);
    }
}

std::optional<std::string> disorder_of_cycle(const Cycle& cycle) {
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
std::optional<std::string> disorder_of_summary(const Result& result,
                                               const MetricDefinition& metric) {
    const MetricSummary& summary = result.summary.*(metric.of_summary);
    // Percentiles of pooled requests need not be means of anything.
    if (!summary.mean) return std::nullopt;
    if (summary.method == IntervalMethod::cluster_bootstrap) {
        if (metric.percentile) return std::nullopt;
        return std::string(metric.name) +
               " is no percentile, so that requests cannot be pooled for it";
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
    const double slack = 1e-6 * std::max(std::abs(*low), std::abs(*high));
    if (*summary.mean < *low - slack || *summary.mean > *high + slack) {
        return "the mean of " + name + " lies outside its cycles";
    }
    const bool inverted =
        summary.ci95_low && summary.ci95_high &&
        (*summary.ci95_low > *summary.mean + slack || *summary.ci95_high < *summary.mean - slack);
    if (inverted) return "the interval of " + name + " does not hold its mean";
    const auto n = static_cast<double>(values.size());
    if (summary.standard_deviation && n > 1) {
        const double most = (*high - *low) / 2 * std::sqrt(n / (n - 1)) + slack;
        if (*summary.standard_deviation > most) {
            return "the standard deviation of " + name + " is larger than its cycles allow";
        }
    }
    return std::nullopt;
}

}  // namespace

std::string absent_without_reason(const Result& result) {
    std::string names;
    for (const MetricDefinition& metric : metrics) {
        if (!came_by(metric.since, result.metric_definitions_version)) continue;
        const MetricSummary& summary = result.summary.*(metric.of_summary);
        if (!summary.mean && !summary.absent_reason)
            names += (names.empty() ? "" : ", ") + std::string(metric.name);
    }
    return names;
}

Check values_are_finite(const CheckInput& input) {
    Check verdict = check("A1", "All numbers are finite and not negative");
    // Less idle energy is a difference of two measurements, which noise can take below zero.
    const auto may_be_negative = [](const MetricDefinition& metric) {
        return metric.may_be_negative;
    };
    std::string wrong;
    int seen = 0;
    for_each_metric_value(input.result, [&](const MetricDefinition& metric, double value,
                                            const std::string& where) {
        ++seen;
        if (wrong.empty() && (!std::isfinite(value) || (value < 0 && !may_be_negative(metric)))) {
            wrong = std::string(metric.name) + " of " + where + " is " + shown(value);
        }
    });
    if (input.result.cycles.empty()) wrong = "the document holds no cycle";
    for (const Cycle& cycle : input.result.cycles) {
        if (wrong.empty() && length_s(cycle) <= 0) wrong = place(cycle) + " has no length";
    }
    verdict.outcome = wrong.empty() ? CheckOutcome::passed : CheckOutcome::rejected;
    verdict.message =
        wrong.empty() ? std::to_string(seen) + " values looked at." : "Not so: " + wrong + ".";
    const std::string unexplained = absent_without_reason(input.result);
    if (wrong.empty() && !unexplained.empty()) {
        verdict.outcome = CheckOutcome::information;
        verdict.message += " Absent without a reason: " + unexplained + ".";
    }
    return verdict;
}

Check efficiency_is_tokens_over_energy(const CheckInput& input) {
    Deviation worst;
    double tokens = 0, joules = 0;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& energy = cycle.energy.energy_joules;
        const CycleMetrics& stated = cycle.metrics;
        if (!energy || *energy <= 0 || input.result.energy_scope == EnergyScope::none) {
            for (const auto& value : {stated.tokens_per_joule, stated.joules_per_token,
                                      stated.total_energy_joules, stated.avg_power_watts})
                if (value) worst.see(*value, 0, place(cycle) + ", which has no energy");
            continue;
        }
        if (stated.joules_per_token && cycle.tokens.output > 0)
            worst.see(*stated.joules_per_token, *energy / static_cast<double>(cycle.tokens.output),
                      place(cycle));
        if (stated.avg_power_watts && length_s(cycle) > 0)
            worst.see(*stated.avg_power_watts, *energy / length_s(cycle), place(cycle) + " power");
        tokens += static_cast<double>(cycle.tokens.output);
        joules += *energy;
        const double derived = static_cast<double>(cycle.tokens.output) / *energy;
        if (cycle.metrics.tokens_per_joule)
            worst.see(*cycle.metrics.tokens_per_joule, derived, place(cycle));
        if (cycle.metrics.total_energy_joules) {
            worst.see(*cycle.metrics.total_energy_joules, *energy, place(cycle) + " energy");
        }
    }
    const auto& pooled = input.result.summary.tokens_per_joule.mean;
    if (pooled && joules > 0) worst.see(*pooled, tokens / joules, "summary");
    if (pooled && joules <= 0) worst.see(*pooled, 0, "summary without energy");
    return judge(check("A2", "Tokens per joule is tokens divided by energy"), worst, 0.01,
                 CheckOutcome::rejected, "The document holds no energy.");
}

Check throughput_is_tokens_over_time(const CheckInput& input) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& stated = cycle.metrics.throughput_tokens_per_sec;
        if (!stated || length_s(cycle) <= 0) continue;
        worst.see(*stated, static_cast<double>(cycle.tokens.output) / length_s(cycle),
                  place(cycle));
    }
    return judge(check("A3", "Throughput is tokens divided by time"), worst, 0.01,
                 CheckOutcome::rejected, "No cycle states a throughput.");
}

Check energy_is_sum_of_devices(const CheckInput& input) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        if (!cycle.energy.energy_joules || cycle.energy.per_device.empty()) continue;
        double sum = 0;
        for (const DeviceEnergy& device : cycle.energy.per_device)
            sum += device.energy_joules;
        worst.see(*cycle.energy.energy_joules, sum, place(cycle));
    }
    return judge(check("A4", "Energy is the sum over devices"), worst, 0.005,
                 CheckOutcome::rejected, "No energy by device.");
}

Check window_matches_clock(const CheckInput& input) {
    Check verdict = check("A5", "The length of each window agrees with its clock times");
    double worst_s = 0, allowed_s = 0.5;
    for (const Cycle& cycle : input.result.cycles) {
        const auto start = text::parse_rfc3339(cycle.window.started_at);
        const auto end = text::parse_rfc3339(cycle.window.ended_at);
        if (!start || !end)
            return not_applicable(std::move(verdict), "A window has no clock times.");
        const double difference =
            std::abs(static_cast<double>(*end - *start) / 1000 - length_s(cycle));
        const double allowed = std::max(0.5, 0.01 * length_s(cycle));
        if (difference / allowed >= worst_s / allowed_s) {
            worst_s = difference;
            allowed_s = allowed;
        }
    }
    verdict.observed = worst_s;
    verdict.bound_low = 0;
    verdict.bound_high = allowed_s;
    verdict.unit = "s";
    if (worst_s > allowed_s) verdict.outcome = CheckOutcome::rejected;
    verdict.message = "The largest difference is " + shown(worst_s) + " s; at most " +
                      shown(allowed_s) + " s is allowed.";
    return verdict;
}

/// The first part of the run that its maker published only later, with the month.
std::string older_than_its_parts(const Result& result) {
    std::vector<std::pair<Thing, std::string>> parts{
        {Thing::model, result.model.name},
        {Thing::engine, std::string(schema::name_of(result.engine.name)) + " " +
                            result.engine.version.value_or("")}};
    for (const Device& device : result.environment.devices)
        parts.emplace_back(Thing::device, device.name);
    const std::string month = result.experiment.started_at.substr(0, 7);  // sorts as it dates
    for (const auto& [thing, name] : parts) {
        const auto first = first_month(thing, name);
        if (first && month < *first) return name + " (" + std::string(*first) + ")";
    }
    return {};
}

Check times_are_in_order(const CheckInput& input) {
    Check verdict = check("A6", "Times are in order and not in the future");
    constexpr std::int64_t clock_slack_ms = 10 * 60 * 1000;
    const auto start = text::parse_rfc3339(input.result.experiment.started_at);
    const auto end = text::parse_rfc3339(input.result.experiment.ended_at);
    std::string wrong;
    if (!start || !end) {
        wrong = "start or end is not a time";
    } else if (*start > *end) {
        wrong = "the run ended before it started";
    } else if (input.received_at_ms > 0 && *end > input.received_at_ms + clock_slack_ms) {
        wrong = "the run ended in the future (" + input.result.experiment.ended_at + ")";
    }
    double before_s = 0;
    for (const Cycle& cycle : input.result.cycles) {
        const auto began = text::parse_rfc3339(cycle.window.started_at);
        const auto ended = text::parse_rfc3339(cycle.window.ended_at);
        const bool outside = start && end && began && ended &&
                             (*began < *start - clock_slack_ms || *ended > *end + clock_slack_ms);
        if (wrong.empty() && outside) wrong = place(cycle) + " lies outside the run";
        if (wrong.empty() && cycle.window.start_s < before_s)
            wrong = place(cycle) + " overlaps the one before";
        before_s = cycle.window.end_s;
    }
    verdict.outcome = wrong.empty() ? CheckOutcome::passed : CheckOutcome::rejected;
    verdict.message =
        wrong.empty() ? "Start, cycles and end follow one another." : "Not so: " + wrong + ".";
    if (const std::string early = older_than_its_parts(input.result);
        wrong.empty() && !early.empty()) {
        verdict.outcome = CheckOutcome::warning;
        verdict.message = "The run started on " + input.result.experiment.started_at.substr(0, 10) +
                          ", before there was " + early + ".";
    }
    return verdict;
}

Check distribution_is_ordered(const CheckInput& input) {
    Check verdict = check("A7", "Percentiles, means and deviations are possible together");
    std::optional<std::string> wrong;
    for (const Cycle& cycle : input.result.cycles) {
        if (!wrong) wrong = disorder_of_cycle(cycle);
    }
    for (const MetricDefinition& metric : metrics) {
        if (!wrong) wrong = disorder_of_summary(input.result, metric);
    }
    verdict.outcome = wrong ? CheckOutcome::rejected : CheckOutcome::passed;
    verdict.message = wrong ? "Not so: " + *wrong + "." : "Every metric is in order.";
    return verdict;
}

Check latencies_add_up(const CheckInput& input) {
    Check verdict = check("A8", "First token and time per token add up to the request latency");
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        double ttft = 0, decode = 0, count = 0;
        for_each_good_request(input, [&](const RequestRecord& request) {
            if (request.cycle != cycle.index || *request.output_tokens < 2 ||
                !counts_for_latency(request, input.result.experiment.config.load, cycle.window,
                                    input.result.metric_definitions_version))
                return;
            ttft += *request.first_token_ms - request.sent_ms;
            decode += *request.last_token_ms - *request.first_token_ms;
            ++count;
        });
        if (count > 0 && cycle.metrics.e2e_latency_ms) {
            worst.see(*cycle.metrics.e2e_latency_ms, (ttft + decode) / count, place(cycle));
        }
    }
    return judge(std::move(verdict), worst, 0.02, CheckOutcome::warning,
                 "Needs the per-request records of a bundle.");
}

/// Of a request that lies across an edge of the window, any part of its tokens may be counted; of
/// the others all or none. Nothing where a request does not say how many it had.
std::string tokens_no_requests_have(const CheckInput& input) {
    constexpr double tolerance = 0.005;
    for (const Cycle& cycle : input.result.cycles) {
        const double start_ms = cycle.window.start_s * 1000, end_ms = cycle.window.end_s * 1000;
        double least = 0, most = 0;
        bool known = false, uncounted = false;
        for (const RequestRecord& request : input.requests) {
            if (request.cycle != cycle.index || request.error || !request.first_token_ms) continue;
            uncounted = uncounted || !request.output_tokens || !request.last_token_ms;
            if (uncounted) break;
            known = true;
            const auto tokens = static_cast<double>(*request.output_tokens);
            const bool inside =
                *request.first_token_ms >= start_ms && *request.last_token_ms < end_ms;
            const bool outside =
                *request.first_token_ms >= end_ms || *request.last_token_ms < start_ms;
            if (inside) least += tokens;
            if (!outside) most += tokens;
        }
        const auto stated = static_cast<double>(cycle.tokens.output);
        if (!known || uncounted) continue;
        if (stated >= least * (1 - tolerance) - 1 && stated <= most * (1 + tolerance) + 1) continue;
        return place(cycle) + " states " + shown(stated) + " output tokens, its requests have " +
               shown(least) + " to " + shown(most);
    }
    return {};
}

/// Is every answer asked to have the same length, which the configuration names?
bool answers_are_alike(const Experiment& config) {
    const Workload& workload = config.workload;
    const bool of_ours =
        workload.prompts == PromptSource::builtin || workload.prompts == PromptSource::synthetic;
    return of_ours && workload.output_tokens_spread == 0 && !workload.shape &&
           !std::holds_alternative<TraceLoad>(config.load);
}

Check tokens_match_requests(const CheckInput& input) {
    Check verdict =
        check("A9", "Requests have the tokens of their cycle, and about as many as asked for");
    const Workload& workload = input.result.experiment.config.workload;
    double tokens = 0, count = 0;
    for_each_good_request(input, [&](const RequestRecord& request) {
        tokens += static_cast<double>(*request.output_tokens);
        ++count;
    });
    if (count == 0)
        return not_applicable(std::move(verdict), "Needs the per-request records of a bundle.");
    const double mean = tokens / count, asked = workload.output_tokens;
    const double slack = answers_are_alike(input.result.experiment.config)
                             ? std::clamp(0.05 * asked, 1.0, 50.0)
                             : std::max(0.05 * asked, 50.0);
    verdict.observed = mean;
    verdict.bound_high = asked + slack;
    if (workload.ignore_eos) verdict.bound_low = std::max(1.0, asked - slack);
    verdict.unit = "tokens";
    const bool fine =
        mean <= *verdict.bound_high && (!verdict.bound_low || mean >= *verdict.bound_low);
    verdict.outcome = fine ? CheckOutcome::passed : CheckOutcome::warning;
    verdict.message =
        shown(mean) + " output tokens a request on average; " + shown(asked) + " were asked for.";
    if (const std::string wrong = tokens_no_requests_have(input); !wrong.empty()) {
        verdict.outcome = CheckOutcome::rejected;
        verdict.message = "Not so: " + wrong + ".";
    }
    return verdict;
}

Check chunks_match_tokens(const CheckInput& input) {
    Check verdict = check("A10", "Streamed chunks agree with counted tokens");
    double chunks = 0, tokens = 0, hidden = 0;
    int unread = 0;
    for_each_good_request(input, [&](const RequestRecord& request) {
        chunks += request.chunks;
        tokens += static_cast<double>(*request.output_tokens);
        hidden += static_cast<double>(request.hidden_tokens.value_or(0));
        unread += request.unread_chunks ? 1 : 0;
    });
    if (tokens <= 0)
        return not_applicable(std::move(verdict), "Needs the per-request records of a bundle.");
    const double streamed = tokens - hidden;
    verdict.observed = chunks / std::max(streamed, 1.0);
    verdict.bound_high = 1.1;
    verdict.unit = "chunks/token";
    if (unread > 0) {
        verdict.outcome = CheckOutcome::warning;
        verdict.message =
            std::to_string(unread) +
            " requests had tokens in chunks that the client could not read: when they "
            "came is not known.";
    } else if (chunks > 1.1 * streamed) {
        verdict.outcome = CheckOutcome::warning;
        verdict.message = "More chunks than tokens: usage may be wrong.";
    } else if (streamed > 1.5 * chunks) {
        verdict.outcome = CheckOutcome::information;
        verdict.message =
            "The server sends several tokens in a chunk; gaps between chunks are not gaps between "
            "tokens.";
    } else {
        verdict.message = shown(*verdict.observed) + " chunks for each streamed token.";
    }
    if (hidden > 0) {
        if (verdict.outcome == CheckOutcome::passed) verdict.outcome = CheckOutcome::information;
        verdict.message += " " + percent(hidden / tokens) +
                           " of the counted tokens were never streamed (thinking that the server "
                           "keeps to itself); time per token is that of the others.";
    }
    return verdict;
}

Check units_are_plausible(const CheckInput& input) {
    Check verdict = check("A11", "Values are in the stated units");
    std::string wrong;
    const auto guard = [&](const MetricDefinition& metric, double value, const std::string& where) {
        const bool per_token = metric.name == "joules_per_token";
        const bool first_token = metric.name == "time_to_first_token_ms";
        const double low = per_token ? 1e-4 : 0.1, high = per_token ? 1e3 : 3.6e6;
        if (wrong.empty() && (per_token || first_token) && (value < low || value > high)) {
            wrong = std::string(metric.name) + " of " + where + " is " + shown(value) + " " +
                    std::string(metric.unit) + ", outside " + shown(low) + " to " + shown(high) +
                    "; is a factor of 1000 or 3.6 million (kWh) missing?";
        }
    };
    for_each_metric_value(input.result, guard);
    const auto& per_joule = input.result.summary.tokens_per_joule.mean;
    if (wrong.empty() && per_joule && (*per_joule > 1e4 || *per_joule < 1e-3)) {
        wrong = "tokens_per_joule is " + shown(*per_joule) + ", outside 0.001 to 10000";
    }
    verdict.outcome = wrong.empty() ? CheckOutcome::passed : CheckOutcome::rejected;
    verdict.message = wrong.empty()
                          ? "Energy per token and first-token times are of a possible size."
                          : "Not so: " + wrong;
    return verdict;
}

Check littles_law_holds(const CheckInput& input) {
    Check verdict =
        check("A12", "Time in flight agrees with the number of requests in flight (Little's law)");
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        const double start_ms = cycle.window.start_s * 1000, end_ms = cycle.window.end_s * 1000;
        double in_flight_ms = 0;
        bool any = false;
        for (const RequestRecord& request : input.requests) {
            if (request.cycle != cycle.index || !request.last_token_ms) continue;
            in_flight_ms += std::max(0.0, std::min(end_ms, *request.last_token_ms) -
                                              std::max(start_ms, request.sent_ms));
            any = true;
        }
        if (any && end_ms > start_ms)
            worst.see(cycle.mean_concurrency, in_flight_ms / (end_ms - start_ms), place(cycle));
    }
    verdict = judge(std::move(verdict), worst, 0.05, CheckOutcome::warning,
                    "Needs the per-request records of a bundle.");
    const auto* closed = std::get_if<ConcurrencyLoad>(&input.result.experiment.config.load);
    for (const Cycle& cycle : input.result.cycles) {
        if (closed == nullptr || cycle.mean_concurrency <= 1.01 * closed->streams) continue;
        verdict.outcome = CheckOutcome::warning;
        verdict.message = shown(cycle.mean_concurrency) + " requests in flight on average in " +
                          place(cycle) + " are more than " + std::to_string(closed->streams) +
                          " streams can carry.";
    }
    return verdict;
}

/// From the sums of a cycle: prompts of the mean length, output tokens at their mean context. Of
/// requests that lie across an edge of the window the sums tell less than the requests did.
double flops_of(const ModelShape& shape, const Cycle& cycle, const Workload& workload) {
    const double answer = cycle.mean_output_tokens.value_or(workload.output_tokens),
                 context = cycle.mean_context_tokens.value_or(workload.input_tokens + answer / 2),
                 prompt = std::max(1.0, context - answer / 2),
                 input = static_cast<double>(cycle.tokens.input),
                 cached = static_cast<double>(cycle.tokens.cached_input.value_or(0)),
                 prompts = input / prompt, share_cached = input > 0 ? cached / input : 0,
                 decoded = std::max(0.0, static_cast<double>(cycle.tokens.output) - prompts);
    return prompts * prefill_flops(shape, prompt * (1 - share_cached), prompt * share_cached) +
           decoded * decode_flops(shape, context - 1, 1);
}

Check compute_matches_model(const CheckInput& input) {
    Check verdict = check("A13", "Compute agrees with the size of the model");
    const Result& result = input.result;
    const auto& shape = result.model.shape;
    Deviation by_shape, about;
    for (const Cycle& cycle : result.cycles) {
        const auto& stated = cycle.metrics.flops_per_second;
        if (!stated || !result.model.parameters_active || length_s(cycle) <= 0) continue;
        const double tokens = static_cast<double>(cycle.tokens.output + cycle.tokens.input);
        const bool has_shape = shape && !shape->attention.empty();
        // Without the shape, two FLOPs a weight and token: attention is left out.
        const double flops = has_shape ? flops_of(*shape, cycle, result.experiment.config.workload)
                                       : 2 * *result.model.parameters_active * tokens;
        (has_shape && cycle.mean_context_tokens ? by_shape : about)
            .see(*stated, flops / length_s(cycle), place(cycle));
    }
    if (by_shape.any) return judge(std::move(verdict), by_shape, 0.05, CheckOutcome::warning, {});
    return judge(std::move(verdict), about, 0.15, CheckOutcome::warning,
                 "The document states no compute.");
}

}  // namespace lem::domain::arithmetic
