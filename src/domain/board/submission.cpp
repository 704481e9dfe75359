#include "domain/board/submission.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"

#include <algorithm>
#include <cmath>

namespace lem::domain {
namespace {

/// "Qwen/Qwen3-30B-A3B" is of the family "Qwen3": what stands before the size.
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

RankedValue ranked(const MetricSummary& summary) {
    RankedValue value{.value = summary.mean, .ci95_half_width = std::nullopt};
    if (summary.ci95_low && summary.ci95_high)
        value.ci95_half_width = (*summary.ci95_high - *summary.ci95_low) / 2;
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

/// Mean tokens a request, from the counts of all cycles.
int mean_tokens(const Result& result, std::int64_t TokenCounts::* member, int asked) {
    std::int64_t tokens = 0, requests = 0;
    for (const Cycle& cycle : result.cycles) {
        tokens += cycle.tokens.*member;
        requests += cycle.requests.completed;
    }
    if (requests == 0) return asked;
    const double mean = static_cast<double>(tokens) / static_cast<double>(requests);
    return static_cast<int>(std::clamp(std::round(mean), 0.0, 1e9));
}

std::vector<RequestRecord> read_requests(std::string_view jsonl,
                                         std::vector<ProblemPlace>& violations) {
    std::vector<RequestRecord> records;
    std::size_t line_number = 0;
    for (const std::string_view line : text::split(jsonl, '\n')) {
        ++line_number;
        if (text::trim(line).empty()) continue;
        auto record = schema::from_text<RequestRecord>(line);
        if (record) {
            records.push_back(std::move(*record));
            continue;
        }
        for (const auto& [pointer, message] : record.error()) {
            violations.push_back(
                {"requests.jsonl line " + std::to_string(line_number) + ": " + pointer, message});
        }
        if (violations.size() > limits::violations_max) break;
    }
    return records;
}

}  // namespace

LeaderboardRow row_of(const Result& result) {
    LeaderboardRow row;
    row.model = result.model.name;
    row.model_family = family_of(result.model.name);
    row.parameters_total = result.model.parameters_total;
    row.precision = text::lower(result.model.precision.value_or(""));
    row.engine = std::string(schema::name_of(result.engine.name));
    row.engine_version = result.engine.version.value_or("");
    row.hardware = result.environment.cpu_model;
    for (const Device& device : result.environment.devices) {
        if (device.kind != "gpu") continue;
        if (row.hardware == device.name)
            ++row.hardware_count;
        else
            row.hardware_count = 1;
        row.hardware = device.name;
    }
    row.energy_scope = result.energy_scope;
    row.energy_method = result.energy_method;
    row.load = load_text(result.experiment.config.load);
    const Workload& workload = result.experiment.config.workload;
    row.input_tokens = mean_tokens(result, &TokenCounts::input, workload.input_tokens);
    row.output_tokens = mean_tokens(result, &TokenCounts::output, workload.output_tokens);
    row.cycles = static_cast<int>(result.cycles.size());
    const bool has_energy = result.summary.tokens_per_joule.mean.has_value();
    row.cv = has_energy ? result.summary.tokens_per_joule.cv
                        : result.summary.throughput_tokens_per_sec.cv;
    row.complete = result.experiment.complete;
    row.submitted_at = result.experiment.ended_at;
    row.energy_absent_reason = result.energy_absent_reason;
    const Summary& summary = result.summary;
    row.metrics = {.tokens_per_joule = ranked(summary.tokens_per_joule),
                   .throughput_tokens_per_sec = ranked(summary.throughput_tokens_per_sec),
                   .total_energy_joules = ranked(summary.total_energy_joules),
                   .avg_power_watts = ranked(summary.avg_power_watts),
                   .peak_memory_mb = ranked(summary.peak_memory_mb),
                   .time_to_first_token_ms = ranked(summary.time_to_first_token_ms),
                   .latency_per_token_ms = ranked(summary.latency_per_token_ms),
                   .flops_per_second = ranked(summary.flops_per_second)};
    return row;
}

CheckedDocument check_document(std::string_view document, std::string_view requests_jsonl,
                               std::int64_t received_at_ms) {
    CheckedDocument checked;
    auto& violations = checked.report.violations;
    if (document.size() > limits::result_bytes_max) {
        violations.push_back({"", "is larger than 8 MiB"});
        return checked;
    }
    auto result = schema::from_text<Result>(document);
    if (!result) {
        for (auto& [pointer, message] : result.error())
            violations.push_back({pointer, message});
    }
    checked.requests = read_requests(requests_jsonl, violations);
    if (!violations.empty()) return checked;
    checked.result = std::move(*result);
    checked.report.checks = run_checks({checked.result, received_at_ms, checked.requests});
    checked.report.acceptable = acceptable(checked.report.checks);
    checked.report.row = row_of(checked.result);
    checked.report.row->warnings = count(checked.report.checks, CheckOutcome::warning);
    return checked;
}

}  // namespace lem::domain
