#include "domain/checks/request_checks.hpp"

#include "domain/checks/verdict.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>

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
        return verdict.bounds(stated, least, most, "tokens")
            .failed(place(cycle) + " states " + shown(stated) +
                    " output tokens, its requests have " + shown(least) + " to " + shown(most));
    }
    if (!any) return verdict.not_applicable(needs_requests);
    return verdict.passed("Every cycle states as many output tokens as its requests have.");
}

namespace {

/// True if the configuration asks for the same length of every answer.
bool answers_are_alike(const Experiment& config) {
    const Workload& workload = config.workload;
    const bool known_prompts =
        workload.prompts == PromptSource::builtin || workload.prompts == PromptSource::synthetic;
    return known_prompts && workload.output_tokens_spread == 0 && !workload.shape &&
           !std::holds_alternative<TraceLoad>(config.load);
}

}  // namespace

Check answers_have_the_length_asked_for(const CheckInput& input,
                                        const CheckDefinition& definition) {
    Verdict verdict(definition);
    if (input.requests == nullptr || input.requests->count() == 0)
        return verdict.not_applicable(needs_requests);
    const auto& config = input.result.experiment.config;
    if (!config) return verdict.not_checked(input.result, OptionalFact::config);
    const Workload& workload = config->workload;
    const double mean = input.requests->output_tokens() / input.requests->count();
    const double asked = workload.output_tokens, most = definition.tolerance("difference");
    const double relative = definition.tolerance("relative") * asked;
    const double slack =
        answers_are_alike(*config) ? std::clamp(relative, 1.0, most) : std::max(relative, most);
    const auto low =
        workload.ignore_eos ? std::optional(std::max(1.0, asked - slack)) : std::optional<double>();
    verdict.bounds(mean, low, asked + slack, "tokens");
    const std::string found =
        shown(mean) + " output tokens per request on average; " + shown(asked) + " were asked for";
    if (mean > asked + slack || (low && mean < *low)) return verdict.failed(found);
    return verdict.passed(found + ".");
}

Check chunks_match_tokens(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    const double tokens = input.requests != nullptr ? input.requests->output_tokens() : 0;
    if (tokens <= 0) return verdict.not_applicable(needs_requests);
    const double hidden = input.requests->hidden_tokens();
    const double ratio = input.requests->chunks() / std::max(tokens - hidden, 1.0);
    const double most = 1 + definition.tolerance("more chunks");
    verdict.bounds(ratio, std::nullopt, most, "chunks/token");
    if (input.requests->unread() > 0)
        return verdict.failed(std::to_string(input.requests->unread()) +
                              " requests had chunks that the client could not read, so the times "
                              "of their tokens are not known");
    if (ratio > most)
        return verdict.failed("there are more chunks than tokens; usage may be wrong");
    if (ratio * definition.tolerance("tokens a chunk") < 1)
        return verdict.information(
            "The server sends several tokens in a chunk; gaps between chunks are not gaps between "
            "tokens.");
    if (hidden > 0)
        return verdict.information(shown(hidden) +
                                   " tokens were counted but never streamed; time per token counts "
                                   "only the streamed ones.");
    return verdict.passed(shown(ratio) + " chunks per token.");
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
    verdict.bounds(share * 100, 0, (unique ? most : 1) * 100, "%");
    const std::string found = percent(share) + " of the prompt tokens came from a cache";
    if (!unique || share <= noticed) return verdict.passed(found + ".");
    if (share <= most)
        return verdict.information(found +
                                   ": so much may be the model's own template, which all "
                                   "prompts share.");
    return verdict.failed(found + ", although each prompt begins with a salt of its own");
}

Check littles_law_holds(const CheckInput& input, const CheckDefinition& definition) {
    Deviation worst;
    for (const Cycle& cycle : input.result.cycles) {
        if (!cycle.mean_concurrency)
            return Verdict(definition).not_checked(input.result, OptionalFact::mean_concurrency);
        const CycleTotals* totals = input.requests != nullptr ? input.requests->of(cycle) : nullptr;
        if (totals != nullptr && totals->any_ended && length_s(cycle) > 0)
            worst.see(*cycle.mean_concurrency, totals->in_flight_ms / (length_s(cycle) * 1000),
                      place(cycle));
    }
    const ConcurrencyLoad* closed = closed_loop_of(input.result);
    for (const Cycle& cycle : input.result.cycles) {
        const double most =
            closed == nullptr ? 0 : (1 + definition.tolerance("over streams")) * closed->streams;
        if (closed == nullptr || *cycle.mean_concurrency <= most) continue;
        return Verdict(definition)
            .bounds(*cycle.mean_concurrency, 0, most, "requests")
            .failed(shown(*cycle.mean_concurrency) + " requests in flight on average in " +
                    place(cycle) + " are more than " + std::to_string(closed->streams) +
                    " streams can carry");
    }
    return Verdict(definition).within(worst, "relative", needs_requests);
}

}  // namespace lem::domain::arithmetic
