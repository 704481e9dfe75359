/// GuideLLM's report `benchmarks.json` (versions 0.2 to 0.8): several benchmarks in one file, each
/// of which is a result. Only the statistics of successful requests are taken: in those of all,
/// failed ones count as 0. Speed only.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using domain::CycleMetrics;
using schema::json;

struct Statistic {
    std::string_view name;  // below /metrics
    LatencyMetrics metrics;
    Quantity quantity;
};
constexpr std::array statistics{
    Statistic{"time_to_first_token_ms", first_token, {}},
    Statistic{"inter_token_latency_ms", per_token, {}},
    Statistic{"request_latency", whole_request, {.factor = 1000, .reason = "from seconds"}},
};

/// From the strategy's name and numbers; nullopt for one that lem does not know.
std::optional<domain::Load> load_from(const json& strategy, int sent) {
    const json& type = member(strategy, "type_");
    const std::string kind = type.is_string() ? type.get<std::string>() : "";
    const auto number = [&](const char* name, double otherwise) {
        const json& value = member(strategy, name);
        return value.is_number() ? value.get<double>() : otherwise;
    };
    const auto at_once = [&](const char* name, double otherwise) {
        return static_cast<int>(std::clamp(number(name, otherwise), 1.0, 16384.0));
    };
    const int in_flight = at_once("max_concurrency", 16384);
    if (kind == "synchronous") return domain::ConcurrencyLoad{.streams = 1};
    if (kind == "concurrent" && number("streams", 0) >= 1)
        return domain::ConcurrencyLoad{.streams = at_once("streams", 1)};
    const double rate = number("rate", 0);
    if (kind == "constant" && rate > 0)
        return domain::ConstantLoad{.requests_per_sec = rate, .in_flight_max = in_flight};
    if (kind == "poisson" && rate > 0)
        return domain::PoissonLoad{.requests_per_sec = rate, .in_flight_max = in_flight};
    if (kind == "throughput")
        return domain::OfflineLoad{.requests = std::max(1, sent), .in_flight_max = in_flight};
    return std::nullopt;
}

class Reader {
public:
    Reader(const json& report, const json& benchmark, ImportedRun& run)
        : report_(report), benchmark_(benchmark), run_(run) {}

    void read() {
        run_.result.tool.name = "guidellm";
        const json& version = member(member(report_, "metadata"), "guidellm_version");
        if (version.is_string()) {
            run_.result.tool.version = version.get<std::string>();
            run_.result.provenance->format_version = run_.result.tool.version;
        }
        Fields fields(benchmark_, "", run_);
        const double duration_s =
            fields.number("duration", "cycles.window", {.minimum = 1e-9, .maximum = 1e8})
                .value_or(0);
        domain::Cycle& cycle = run_.add_cycle(0, duration_s);
        cycle.window.started_at = instant(fields, "start_time", "cycles.window.started_at");
        cycle.window.ended_at = instant(fields, "end_time", "cycles.window.ended_at");
        run_.result.experiment.started_at = cycle.window.started_at;
        run_.result.experiment.ended_at = cycle.window.ended_at;
        if (const json* metrics = fields.object("metrics")) read_metrics(*metrics, cycle);
        requests(fields, cycle);
        settings(fields);
        fields.remove("requests", "hold prompts and answers");
        fields.ignore("type_", "is always the same");
        fields.finish();
    }

private:
    std::optional<std::string> instant(Fields& fields, const char* name, const char* target) {
        const auto seconds =
            fields.number(name, target, {.reason = "from seconds since 1970", .maximum = 4e9});
        if (!seconds) return std::nullopt;
        return text::rfc3339(std::llround(*seconds * 1000));
    }

    void read_metrics(const json& metrics, domain::Cycle& cycle) {
        Fields fields(metrics, "/metrics", run_);
        for (const Statistic& one : statistics)
            statistic(fields, one, cycle.metrics);
        cycle.tokens.input = sum_of(fields, "prompt_token_count", "cycles.tokens.input");
        cycle.tokens.output = sum_of(fields, "output_token_count", "cycles.tokens.output");
        if (const json* concurrency = successful(fields, "request_concurrency")) {
            Fields parts(*concurrency, "/metrics/request_concurrency/successful", run_);
            cycle.mean_concurrency = parts.number("mean", "cycles.mean_concurrency");
        }
        fields.ignore("time_per_output_token_ms",
                      "counts the first token, too; inter_token_latency_ms is taken");
        fields.ignore("request_totals", "the scheduler's count is taken");
        for (const char* rate : {"requests_per_second", "prompt_tokens_per_second",
                                 "output_tokens_per_second", "tokens_per_second"})
            fields.ignore(rate, "is computed anew from tokens and time");
        fields.finish();
    }

    /// Null unless something was measured.
    const json* successful(Fields& fields, std::string_view name) {
        const json* all = fields.object(name);
        if (all == nullptr) return nullptr;
        const json& part = member(*all, "successful");
        const json& count = member(part, "count");
        return count.is_number() && count.get<double>() > 0 ? &part : nullptr;
    }

    void statistic(Fields& fields, const Statistic& one, CycleMetrics& metrics) {
        const json* part = successful(fields, one.name);
        if (part == nullptr) return;
        const std::string pointer = "/metrics/" + std::string(one.name) + "/successful",
                          target = "cycles.metrics." + std::string(one.metrics.target);
        Fields values(*part, pointer, run_);
        metrics.*one.metrics.mean = values.number("mean", target, one.quantity);
        if (const json* percentiles = values.object("percentiles")) {
            Fields at(*percentiles, pointer + "/percentiles", run_);
            metrics.*one.metrics.p50 = at.number("p50", target + "_p50", one.quantity);
            metrics.*one.metrics.p90 = at.number("p90", target + "_p90", one.quantity);
            metrics.*one.metrics.p99 = at.number("p99", target + "_p99", one.quantity);
        }
    }

    std::optional<std::int64_t> sum_of(Fields& fields, std::string_view name,
                                       std::string_view target) {
        const json* part = successful(fields, name);
        if (part == nullptr) return std::nullopt;
        Fields values(*part, "/metrics/" + std::string(name) + "/successful", run_);
        const auto sum = values.number("total_sum", target);
        return sum ? std::optional<std::int64_t>(std::llround(*sum)) : std::nullopt;
    }

    /// Newer reports count in the scheduler's metrics, older ones in run_stats or in the totals.
    void requests(Fields& fields, domain::Cycle& cycle) {
        for (const auto& [section, name] :
             {std::pair("scheduler_metrics", "requests_made"),
              std::pair("run_stats", "requests_made"), std::pair("metrics", "request_totals")}) {
            const json& made = member(member(benchmark_, section), name);
            if (!made.is_object()) continue;
            fields.object(section);
            Fields counts(made, "/" + std::string(section) + "/" + name, run_);
            cycle.requests.completed = counts.requests("successful", "cycles.requests.completed");
            cycle.requests.failed = counts.requests("errored", "cycles.requests.failed");
            cycle.requests.unfinished = counts.requests("incomplete", "cycles.requests.unfinished");
            break;
        }
    }

    void settings(Fields& fields) {
        const json& config = member(benchmark_, benchmark_.contains("config") ? "config" : "args");
        fields.remove("config", "holds addresses and paths; its model and its load are taken");
        fields.remove("args", "holds addresses and paths; its model and its load are taken");
        const json& args = member(report_, "args");
        for (const json* from :
             {&member(member(config, "backend"), "model"),
              &member(member(benchmark_, "worker"), "backend_model"), &member(args, "model")}) {
            if (!from->is_string() || from->get_ref<const std::string&>().empty()) continue;
            run_.model(from->get_ref<const std::string&>(), "/config/backend/model");
            break;
        }
        const json& id = member(config, "id_");
        if (id.is_string()) run_.identity(id.get_ref<const std::string&>());
        run_.note("The file names the interface, not the engine behind it.");
        const domain::RequestCounts& made = run_.result.cycles[0].requests;
        const auto sent = std::int64_t{made.completed.value_or(0)} + made.failed.value_or(0) +
                          made.unfinished.value_or(0);
        const auto load = load_from(member(config, "strategy"),
                                    static_cast<int>(std::min<std::int64_t>(sent, 1'000'000)));
        if (!load) return;
        run_.load(*load);
        run_.report({"/config/strategy", "experiment.load", domain::FieldFate::converted,
                     "a strategy and its rate or streams"});
    }

    const json& report_;
    const json& benchmark_;
    ImportedRun& run_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"benchmarks"})) return std::nullopt;
    const json& benchmarks = member(*sample.document, "benchmarks");
    if (!benchmarks.is_array() || benchmarks.empty()) return std::nullopt;
    const json& metrics = member(benchmarks[0], "metrics");
    if (!member(metrics, "inter_token_latency_ms").is_object()) return std::nullopt;
    return "it has benchmarks with the metric inter_token_latency_ms";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        const json& benchmarks = member(record.value, "benchmarks");
        if (!benchmarks.is_array()) {
            import.wrong(record.place + "/benchmarks", "must be an array");
            continue;
        }
        for (std::size_t i = 0; i < benchmarks.size(); ++i) {
            ImportedRun& run = import.begin(record.place + "/benchmarks/" + std::to_string(i));
            Reader(record.value, benchmarks[i], run).read();
        }
    }
}

}  // namespace

extern const ResultFormat guidellm;
const ResultFormat guidellm{
    .name = "guidellm", .program = "GuideLLM", .sniff = sniff, .read = read};

}  // namespace lem::interchange
