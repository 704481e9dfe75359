#include "domain/checks/request_checks.hpp"

#include "domain/checks/verdict.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain::arithmetic {
namespace {

constexpr const char* needs_requests = "Needs the per-request records of a bundle.";

}  // namespace

Check latencies_add_up(const CheckInput& input, const CheckDefinition& definition) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleTotals* totals = input.requests != nullptr ? input.requests->of(cycle) : nullptr;
        if (totals == nullptr || totals->latency_count == 0 || !cycle.metrics.e2e_latency_ms)
            continue;
        worst.see(*cycle.metrics.e2e_latency_ms,
                  (totals->time_to_first_token_ms + totals->decode_ms) / totals->latency_count,
                  place(cycle));
    }
    return Verdict(definition).within(worst, "relative", needs_requests);
}

Check tokens_match_requests(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const double tolerance = definition.tolerance("relative");
    bool any = false;
    for (const Cycle& cycle : input.result.cycles) {
        const CycleTotals* totals = input.requests != nullptr ? input.requests->of(cycle) : nullptr;
        if (totals == nullptr || !totals->tokens_known || totals->tokens_missing ||
            !cycle.tokens.output)
            continue;
        any = true;
        const auto stated = static_cast<double>(*cycle.tokens.output);
        const double least = totals->output_tokens_least, most = totals->output_tokens_most;
        if (stated >= least * (1 - tolerance) - 1 && stated <= most * (1 + tolerance) + 1) continue;
        return verdict
            .bounds(stated, least > 0 ? std::optional(least) : std::nullopt, most, "tokens")
            .failed(place(cycle) + " states " + shown(stated) +
                    " output tokens, its requests have " + shown(least) + " to " + shown(most));
    }
    if (!any) return verdict.not_applicable(needs_requests);
    return verdict.passed("Every cycle states as many output tokens as its requests have.");
}

namespace {

/// True if each prompt may ask for a length of its own.
bool lengths_are_of_a_file(const Experiment& config) {
    const PromptSource prompts = config.workload.prompts;
    return prompts == PromptSource::file || prompts == PromptSource::conversations ||
           std::holds_alternative<TraceLoad>(config.load);
}

/// Output tokens of a mean request: by the records or, without them, as the cycles state it.
std::optional<double> mean_answer(const CheckInput& input) {
    if (input.requests != nullptr && input.requests->count() > 0)
        return input.requests->output_tokens() / input.requests->count();
    double tokens = 0, count = 0;
    for (const Cycle& cycle : input.result.cycles) {
        const double completed = cycle.requests.completed.value_or(0);
        if (!cycle.mean_output_tokens || completed <= 0) continue;
        tokens += *cycle.mean_output_tokens * completed;
        count += completed;
    }
    return count > 0 ? std::optional(tokens / count) : std::nullopt;
}

}  // namespace

Check answers_have_the_length_asked_for(const CheckInput& input,
                                        const CheckDefinition& definition) {
    Verdict verdict(definition);
    const auto mean = mean_answer(input);
    if (!mean)
        return verdict.not_applicable(
            "Needs the records of requests, or their mean output tokens.");
    const auto& config = input.result.experiment.config;
    if (!config) return verdict.not_checked(input.result, OptionalFact::config);
    if (lengths_are_of_a_file(*config))
        return verdict.not_applicable("The lengths of the answers are those of a file.");
    const Workload& workload = config->workload;
    const bool alike = workload.output_tokens_spread == 0 && !workload.shape;
    const double asked = workload.output_tokens, most = definition.tolerance("difference");
    const double relative = definition.tolerance("relative") * asked;
    const double slack = alike ? std::clamp(relative, 1.0, most) : std::max(relative, most);
    const auto low =
        workload.ignore_eos ? std::optional(std::max(1.0, asked - slack)) : std::optional<double>();
    verdict.bounds(*mean, low, asked + slack, "tokens");
    const std::string found =
        shown(*mean) + " output tokens per request on average; " + shown(asked) + " were asked for";
    if (*mean > asked + slack || (low && *mean < *low)) return verdict.failed(found);
    return verdict.passed(found + ".");
}

Check chunks_match_tokens(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const double tokens = input.requests != nullptr ? input.requests->output_tokens() : 0;
    if (tokens <= 0) return verdict.not_applicable(needs_requests);
    const double hidden = input.requests->hidden_tokens();
    const double ratio = input.requests->chunks() / std::max(tokens - hidden, 1.0);
    const double most = 1 + definition.tolerance("more chunks"),
                 least = 1 / definition.tolerance("tokens a chunk");
    const std::string found = shown(ratio) + " chunks per token";
    constexpr std::string_view unit = "chunks/token";
    if (input.requests->unread() > 0)
        return verdict.failed(std::to_string(input.requests->unread()) +
                              " requests had chunks that the client could not read, so the times "
                              "of their tokens are not known");
    if (ratio > most)
        return verdict.bounds(ratio, std::nullopt, most, unit)
            .failed(found + " are more than " + shown(most) + "; usage may be wrong");
    if (ratio < least)
        return verdict.bounds(ratio, least, std::nullopt, unit)
            .information(found + ", fewer than " + shown(least) +
                         ": the server sends several tokens in a chunk, and gaps between chunks "
                         "are not gaps between tokens.");
    if (hidden > 0)
        return verdict.information(shown(hidden) +
                                   " tokens were counted but never streamed; time per token counts "
                                   "only the streamed ones.");
    return verdict.bounds(ratio, std::nullopt, most, unit)
        .passed(found + "; up to " + shown(most) + " is allowed.");
}

namespace {

/// Prompt tokens in the windows, and those of them that a cache held; nullopt if no cycle counted
/// the cached ones.
std::optional<std::pair<double, double>> prompt_tokens(const Result& result) {
    std::pair<double, double> all_and_cached{0, 0};
    bool counted = false;
    for (const Cycle& cycle : result.cycles) {
        if (!cycle.tokens.input || !cycle.tokens.cached_input) continue;
        counted = true;
        all_and_cached.first += static_cast<double>(*cycle.tokens.input);
        all_and_cached.second += static_cast<double>(*cycle.tokens.cached_input);
    }
    return counted ? std::optional(all_and_cached) : std::nullopt;
}

/// True if no two prompts of the workload begin alike, but for the model's own template.
bool prompts_are_unique(const Result& result) {
    const auto& config = result.experiment.config;
    return config && !config->workload.prefix_cache;
}

}  // namespace

Check caches_hold_what_was_sent(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    if (input.requests != nullptr && input.requests->cached_above_prompt() > 0)
        return verdict.failed(std::to_string(input.requests->cached_above_prompt()) +
                              " requests had more prompt tokens cached than sent");
    const auto tokens = prompt_tokens(input.result);
    if (!tokens || tokens->first <= 0)
        return verdict.not_applicable("No cycle states how many prompt tokens were cached.");
    const double share = tokens->second / tokens->first;
    const bool unique = prompts_are_unique(input.result);
    const double noticed = definition.tolerance("noticed above"),
                 most = definition.tolerance("warned above");
    if (unique) verdict.bounds(share * 100, std::nullopt, most * 100, "%");
    const std::string found = percent(share) + " of the prompt tokens came from a cache";
    if (!unique || share <= noticed) return verdict.passed(found + ".");
    if (share <= most)
        return verdict.information(found +
                                   ": so much may be the model's own template, which all "
                                   "prompts share.");
    return verdict.failed(found + ", although each prompt begins with a salt of its own");
}

namespace {

/// Requests in flight on average, by the records.
std::optional<double> recorded_in_flight(const CheckInput& input, const Cycle& cycle) {
    const CycleTotals* totals = input.requests != nullptr ? input.requests->of(cycle) : nullptr;
    if (totals == nullptr || !totals->any_ended || length_s(cycle) <= 0) return std::nullopt;
    return totals->in_flight_ms / (length_s(cycle) * 1000);
}

}  // namespace

Check littles_law_holds(const CheckInput& input, const CheckDefinition& definition) {
    Deviation worst;
    const ConcurrencyLoad* closed = closed_loop_of(input.result);
    const double most =
        closed == nullptr ? INFINITY : (1 + definition.tolerance("over streams")) * closed->streams;
    for (const Cycle& cycle : input.result.cycles) {
        const auto& stated = cycle.mean_concurrency;
        const auto recorded = recorded_in_flight(input, cycle);
        if (!stated && !recorded)
            return Verdict(definition).not_checked(input.result, OptionalFact::mean_concurrency);
        if (stated && recorded) worst.see(*stated, *recorded, place(cycle));
        const double in_flight = std::max(stated.value_or(0), recorded.value_or(0));
        if (in_flight > most)
            return Verdict(definition)
                .bounds(in_flight, std::nullopt, most, "requests")
                .failed(shown(in_flight) + " requests in flight on average in " + place(cycle) +
                        " are more than " + std::to_string(closed->streams) + " streams can carry");
    }
    return Verdict(definition).within(worst, "relative", needs_requests);
}

}  // namespace lem::domain::arithmetic
