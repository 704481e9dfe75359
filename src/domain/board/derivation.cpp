#include "domain/board/derivation.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/checks/trace_lines.hpp"
#include "domain/compare/comparability.hpp"
#include "domain/result/absent_facts.hpp"
#include "domain/result/request_lines.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain {
namespace {

RankedValue ranked(const MetricSummary& summary) {
    RankedValue value{.value = summary.mean, .ci95_half_width = std::nullopt};
    if (!summary.ci95_low || !summary.ci95_high) return value;
    // Halved first: the difference of two valid numbers may overflow.
    const double half_width = *summary.ci95_high / 2 - *summary.ci95_low / 2;
    if (std::isfinite(half_width)) value.ci95_half_width = half_width;
    return value;
}

std::string load_text(const Load& load) {
    struct Text {
        std::string operator()(const ConcurrencyLoad& l) const {
            return std::to_string(l.streams) + (l.streams == 1 ? " stream" : " streams");
        }
        std::string operator()(const OfflineLoad& l) const {
            return "offline, " + std::to_string(l.requests) + " requests";
        }
        std::string operator()(const ConstantLoad& l) const { return rate(l.requests_per_sec); }
        std::string operator()(const PoissonLoad& l) const {
            return "Poisson, " + rate(l.requests_per_sec);
        }
        std::string operator()(const GammaLoad& l) const {
            return "gamma " + text::number(l.burstiness) + ", " + rate(l.requests_per_sec);
        }
        std::string operator()(const RampLoad& l) const {
            return "ramp " + text::number(l.from_requests_per_sec) + " to " +
                   rate(l.to_requests_per_sec);
        }
        std::string operator()(const TraceLoad& l) const {
            return "trace " + l.file + (l.time_scale == 1 ? "" : " x" + text::number(l.time_scale));
        }
        std::string operator()(const SloSearchLoad& l) const {
            return "highest " + std::string(schema::name_of(l.over)) + " within limits";
        }
        static std::string rate(double value) { return text::number(value) + " requests/s"; }
    };
    return std::visit(Text{}, load);
}

std::optional<int> concurrency_of(const Load& load) {
    const auto* closed = std::get_if<ConcurrencyLoad>(&load);
    return closed != nullptr ? std::optional(closed->streams) : std::nullopt;
}

std::optional<double> offered_rate_of(const Load& load) {
    return std::visit(
        [](const auto& one) -> std::optional<double> {
            if constexpr (requires { one.requests_per_sec; })
                return one.requests_per_sec;
            else
                return std::nullopt;
        },
        load);
}

/// Mean over the completed requests, as the cycles state it; nullopt if none does. Cycles without a
/// count of completed requests have equal weight.
std::optional<double> stated_mean(const Result& result, std::optional<double> Cycle::* mean) {
    double tokens = 0, requests = 0;
    for (const Cycle& cycle : result.cycles) {
        if (!(cycle.*mean)) continue;
        const int weight = cycle.requests.completed.value_or(1);
        tokens += *(cycle.*mean) * weight;
        requests += weight;
    }
    return requests > 0 ? std::optional(tokens / requests) : std::nullopt;
}

/// For cycles that do not state a mean. Prompts count in the window in which their first token
/// arrived, answers in the one that they were completed in: over all cycles that is nearly the same
/// number of requests.
std::optional<double> counted_input(const Result& result) {
    double tokens = 0, requests = 0;
    for (const Cycle& cycle : result.cycles) {
        if (!cycle.requests.completed || !cycle.tokens.input) continue;
        tokens += static_cast<double>(*cycle.tokens.input);
        requests += *cycle.requests.completed;
    }
    return requests > 0 ? std::optional(tokens / requests) : std::nullopt;
}

int whole_tokens(double tokens) {
    return static_cast<int>(std::clamp(std::round(tokens), 0.0, 1e9));
}

/// The figures and the grade are recomputed, not the submitted ones.
LeaderboardRow row_of(const Derived& derived, const Evaluation& evaluation) {
    const Result& result = derived.result;
    LeaderboardRow row;
    row.model = derived.model.shown;
    row.model_known = derived.model.standing == NameStanding::known;
    row.model_family = family_of(row.model);
    row.parameters_total = result.model.parameters_total;
    if (!row.parameters_total && derived.model.facts != nullptr)
        row.parameters_total = derived.model.facts->parameters_total;
    row.precision = text::lower(result.model.precision.value_or(""));
    row.engine = std::string(schema::name_of(result.engine.name));
    row.engine_version = result.engine.version.value_or("");
    row.hardware = derived.hardware.shown;
    row.hardware_known = derived.hardware.standing == NameStanding::known;
    row.hardware_count = derived.hardware.count;
    row.energy_scope = result.energy_scope;
    row.energy_method = result.energy_method;
    const Load* load = load_of(result);
    row.load = load != nullptr ? load_text(*load) : "load not stated";
    if (load != nullptr) {
        row.concurrency = concurrency_of(*load);
        row.offered_requests_per_sec = offered_rate_of(*load);
    }
    const auto& config = result.experiment.config;
    if (config) row.prefix_cache = config->workload.prefix_cache;
    row.metric_definitions_version = result.metric_definitions_version;
    const auto length = [&](std::optional<double> stated, int Workload::* asked) {
        if (!stated && config) stated = config->workload.*asked;
        return stated ? std::optional(whole_tokens(*stated)) : std::nullopt;
    };
    const auto input = stated_mean(result, &Cycle::mean_input_tokens);
    row.input_tokens = length(input ? input : counted_input(result), &Workload::input_tokens);
    row.output_tokens =
        length(stated_mean(result, &Cycle::mean_output_tokens), &Workload::output_tokens);
    row.cycles = static_cast<int>(result.cycles.size());
    const Summary& summary = evaluation.summary;
    row.cv = summary.tokens_per_joule.mean ? summary.tokens_per_joule.cv
                                           : summary.throughput_tokens_per_sec.cv;
    row.grade = evaluation.quality.grade;
    row.complete = result.experiment.complete;
    if (result.provenance) row.imported_from = result.provenance->format;
    row.energy_absent_reason = result.energy_absent_reason;
    for (const MetricDefinition* metric : ranked_metrics)
        row.metrics.*(metric->of_row) = ranked(summary.*(metric->of_summary));
    return row;
}

Evaluation evaluate(const Result& result, std::span<const LatencySamples> samples) {
    Evaluation evaluation;
    auto [summary, differences] = recompute_summary(result, samples);
    evaluation.summary = std::move(summary);
    evaluation.differences = std::move(differences);
    if (result.quality) evaluation.submitted_grade = result.quality->grade;
    evaluation.quality = quality_of(result, evaluation.summary);
    return evaluation;
}

/// One instant has one form, whatever its notation.
std::string instant(const std::optional<std::string>& date_time) {
    const auto at = date_time ? text::parse_rfc3339(*date_time) : std::nullopt;
    return at ? text::rfc3339(*at) : "";
}

std::string run_facts_of(const Result& result) {
    std::string measured = instant(result.experiment.started_at);
    // Two runs may share another tool's coarse figures, so its file identifies the run.
    if (result.provenance) measured += result.provenance->original_sha256;
    for (const Cycle& cycle : result.cycles) {
        schema::append_json(measured, cycle.window.start_s);
        schema::append_json(measured, cycle.window.end_s);
        measured += instant(cycle.window.started_at) + instant(cycle.window.ended_at);
        schema::append_json(measured, cycle.tokens);
        schema::append_json(measured, cycle.requests);
        schema::append_json(measured, cycle.energy.energy_joules);
    }
    return measured;
}

}  // namespace

std::string family_of(std::string_view model) {
    const std::string_view name = model.substr(model.rfind('/') + 1);
    const auto parts = text::split(name, '-');
    std::size_t length = parts[0].size();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const bool size = parts[i].size() > 1 &&
                          text::to_double(parts[i].substr(0, parts[i].size() - 1)) &&
                          std::string_view("bBmM").find(parts[i].back()) != std::string_view::npos;
        const bool version = text::to_double(parts[i]).has_value();
        if (size || !version) break;
        length += 1 + parts[i].size();
    }
    return std::string(name.substr(0, length));
}

std::optional<NotRanked> held_back(const LeaderboardRow& row) {
    if (!row.complete) return NotRanked::incomplete;
    if (!row.flags.empty()) return NotRanked::warnings;
    return std::nullopt;
}

std::optional<NotRanked> held_back(EnergyMethod method) {
    if (objection_to(method) != RefusalCode::energy_not_measured) return std::nullopt;
    return method == EnergyMethod::modelled ? NotRanked::energy_modelled
                                            : NotRanked::energy_replayed;
}

RequestSource requests_in(std::string_view requests_jsonl) {
    return [requests_jsonl](const TakeBytes& take) { take(requests_jsonl); };
}

namespace {

/// The energy of every cycle follows from the power trace, and its tokens from the requests.
bool recomputed_from_files(const std::vector<Check>& checks) {
    constexpr std::array codes{"A9", "E5", "E16"};
    return std::ranges::all_of(codes, [&](std::string_view code) {
        const auto found = std::ranges::find(checks, code, &Check::code);
        return found != checks.end() && found->outcome == CheckOutcome::passed;
    });
}

}  // namespace

Derived derive(const Evidence& evidence, const DerivationContext& context) {
    Derived derived;
    CheckReport& report = derived.report;
    if (evidence.document.size() > limits::result_bytes_max) {
        report.violations.push_back({"", "is larger than 8 MiB"});
        return derived;
    }
    auto result = schema::from_text<Result>(evidence.document);
    if (result) derived.result = std::move(*result);
    RequestTotals totals(derived.result);
    RequestSamples samples(derived.result);
    RequestLines lines([&](const RequestRecord& request) {
        totals.add(request);
        samples.add(request);
    });
    if (evidence.requests)
        evidence.requests([&](std::string_view piece) { return lines.append(piece); });
    TraceTotals trace(derived.result, *context.names);
    TraceLines trace_lines(trace);
    if (evidence.trace)
        evidence.trace([&](std::string_view piece) { return trace_lines.append(piece); });
    trace_lines.finish();
    if (!result) {
        for (auto& [pointer, message] : result.error())
            report.violations.push_back({std::move(pointer), std::move(message)});
    }
    if (result) {
        for (auto& [pointer, message] : unexplained_absences(derived.result))
            report.violations.push_back({std::move(pointer), std::move(message)});
    }
    for (auto& [pointer, message] : lines.finish())
        report.violations.push_back({std::move(pointer), std::move(message)});
    if (!report.violations.empty()) {
        derived.result = {};
        return derived;
    }
    derived.model = context.names->model(derived.result.model.name);
    derived.hardware = context.names->hardware(derived.result.environment);
    report.evaluation = evaluate(derived.result, samples.by_cycle());
    report.row = row_of(derived, *report.evaluation);
    derived.peer_facts =
        peer_facts(derived.result, derived.model, derived.hardware, report.evaluation->summary,
                   {.input = report.row->input_tokens, .output = report.row->output_tokens});
    const PeerFacts* facts = derived.peer_facts ? &*derived.peer_facts : nullptr;
    std::optional<Peers> peers;
    if (context.find_peers) peers = context.find_peers(derived.result, facts);
    report.checks = run_checks({.result = derived.result,
                                .received_at_ms = context.received_at_ms,
                                .requests = &totals,
                                .names = context.names,
                                .trace = &trace,
                                .peers = peers ? &*peers : nullptr,
                                .peer_facts = facts});
    report.acceptable = acceptable(report.checks);
    if (recomputed_from_files(report.checks)) report.row->trust = Trust::trace_verified;
    // A check of a newer version may reject what was accepted before.
    for (const Check& check : report.checks) {
        if (check.outcome == CheckOutcome::warning || check.outcome == CheckOutcome::rejected)
            report.row->flags.push_back(check.code);
    }
    report.row->not_ranked = held_back(*report.row);
    report.row->submitted_at =
        derived.result.experiment.ended_at.value_or(text::rfc3339(context.received_at_ms));
    derived.run_facts = run_facts_of(derived.result);
    return derived;
}

}  // namespace lem::domain
