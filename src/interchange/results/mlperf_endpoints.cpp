/// MLCommons' MLPerf Endpoints client (`inference-endpoint`, 0.1): `result_summary.json`, one run,
/// times in nanoseconds without a name for it. A latency is {total, avg, median, percentiles}, and
/// {} without streaming or a tokenizer. Speed only; it names neither the model nor the machine.
/// Facts: files that version 0.1.0 wrote against a server of known behaviour.

#include "interchange/results/fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr Quantity ns_to_ms{.factor = 1e-6, .reason = "nanoseconds"};

struct Statistic {
    std::string_view name;
    LatencyMetrics metrics;
};
constexpr std::array statistics{Statistic{"ttft", first_token}, Statistic{"tpot", per_token},
                                Statistic{"latency", whole_request}};

void read_load(Fields& load, int requests, ImportedRun& run) {
    const auto type = load.text("type", "experiment.load");
    const auto rate = load.number("target_qps", "experiment.load", {.maximum = 1e6});
    const auto streams =
        load.number("target_concurrency", "experiment.load", {.minimum = 1, .maximum = 16384});
    if (type == "concurrency" && streams)
        run.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
    else if (type == "poisson" && rate && *rate > 0)
        run.load(domain::PoissonLoad{.requests_per_sec = *rate});
    else if (type == "max_throughput" && requests > 0)
        run.load(domain::OfflineLoad{.requests = std::min(requests, 1'000'000)});
    else
        run.missing(domain::OptionalFact::load, "lem has no such pattern of arrivals");
}

class Reader {
public:
    Reader(const json& file, ImportedRun& run) : run_(run), fields_(file, "", run) {}

    void read() {
        run_.result.tool.name = "MLPerf Endpoints";
        if (const auto version = fields_.text("version", "tool.version"))
            run_.result.tool.version = *version;
        if (const auto commit = fields_.text("git_sha", "tool.build"))
            run_.result.tool.build = *commit;
        const auto duration_s = fields_.number(
            "duration_ns", "cycles.window",
            {.factor = 1e-9, .reason = "nanoseconds", .minimum = 1e-9, .maximum = 1e8});
        if (!duration_s) run_.wrong("/duration_ns", "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(0, duration_s.value_or(0));
        requests(cycle);
        for (const Statistic& one : statistics)
            statistic(one, cycle);
        output_tokens(cycle);
        input_tokens(cycle);
        completeness();
        settings(cycle);
        for (const char* rate : {"qps", "tps"})
            fields_.ignore(rate, "is computed anew from requests, tokens and duration_ns");
        fields_.ignore("legacy_loadgen_window_duration_ns",
                       "is the window of LoadGen's qps; duration_ns is that of the run");
        fields_.ignore("test_started_at", "is always 0");
        fields_.finish();
    }

private:
    std::optional<int> requests_counted(const char* name, const char* target) {
        const auto count = fields_.count(name, target);
        if (!count || *count <= static_cast<std::int64_t>(domain::most_counted))
            return count ? std::optional(static_cast<int>(*count)) : std::nullopt;
        run_.wrong(fields_.pointer_of(name), "must be at most 1000000000 requests");
        return std::nullopt;
    }

    /// The program counts a failed request as completed, too.
    void requests(domain::Cycle& cycle) {
        issued_ = requests_counted("n_samples_issued", "");
        const auto ended = requests_counted("n_samples_completed", "");
        const auto failed = requests_counted("n_samples_failed", "cycles.requests.failed");
        if (!ended) return run_.wrong("/n_samples_completed", "must be a number of requests");
        run_.report({"/n_samples_completed", "cycles.requests.completed",
                     domain::FieldFate::converted, "less n_samples_failed, which it includes"});
        failed_ = failed.value_or(0);
        if (failed_ > *ended)
            return run_.wrong("/n_samples_failed", "must be at most n_samples_completed");
        cycle.requests.failed = failed;
        if (failed) cycle.requests.completed = *ended - failed_;
        if (!issued_) return;
        if (*issued_ < *ended)
            return run_.wrong("/n_samples_issued", "must be at least n_samples_completed");
        cycle.requests.unfinished = *issued_ - *ended;
        run_.report({"/n_samples_issued", "cycles.requests.unfinished",
                     domain::FieldFate::converted, "less n_samples_completed"});
    }

    /// Null, which is reported, for {}: it was not measured.
    const json* series(std::string_view name) {
        const json* found = fields_.object(name);
        if (found == nullptr || !found->empty()) return found;
        run_.report({fields_.pointer_of(name), "", domain::FieldFate::ignored,
                     "is empty: without streaming or a tokenizer it is not measured"});
        return nullptr;
    }

    void statistic(const Statistic& one, domain::Cycle& cycle) {
        // A refused request is answered at once, which would make the answers look fast.
        if (one.name == "latency" && failed_ > 0)
            return fields_.ignore("latency", "includes the failed requests");
        const json* found = series(one.name);
        if (found == nullptr) return;
        const std::string target = "cycles.metrics." + std::string(one.metrics.target);
        domain::CycleMetrics& metrics = cycle.metrics;
        Fields values(*found, fields_.pointer_of(one.name), run_);
        metrics.*one.metrics.mean = values.number("avg", target, ns_to_ms);
        metrics.*one.metrics.p50 = values.number("median", target + "_p50", ns_to_ms);
        if (const json* percentiles = values.object("percentiles")) {
            Fields of(*percentiles, values.pointer_of("percentiles"), run_);
            metrics.*one.metrics.p90 = of.number("90.0", target + "_p90", ns_to_ms);
            metrics.*one.metrics.p99 = of.number("99.0", target + "_p99", ns_to_ms);
            of.finish("is another percentile than lem's");
        }
        values.ignore("early_stopping_percentiles", "are estimates of the percentiles");
        values.finish();
    }

    void output_tokens(domain::Cycle& cycle) {
        const json* found = series("output_sequence_lengths");
        if (found == nullptr) return;
        Fields values(*found, "/output_sequence_lengths", run_);
        cycle.tokens.output = values.count("total", "cycles.tokens.output");
        values.ignore("avg", "is computed anew from tokens and requests");
        values.finish();
        run_.note("The client counted the tokens with its own tokenizer.");
    }

    /// The prompts may be those of failed requests, too, as their number tells.
    void input_tokens(domain::Cycle& cycle) {
        const json* found = series("input_sequence_lengths");
        if (found == nullptr) return;
        Fields values(*found, "/input_sequence_lengths", run_);
        const auto total = values.count("total", "");
        const auto mean = values.number("avg", "cycles.mean_input_tokens");
        cycle.mean_input_tokens = mean;
        const double counted = total && mean && *mean > 0 ? static_cast<double>(*total) / *mean : 0;
        if (std::round(counted) == cycle.requests.completed.value_or(-1)) {
            cycle.tokens.input = total;
            run_.report({"/input_sequence_lengths/total", "cycles.tokens.input",
                         domain::FieldFate::taken, "the same"});
        } else {
            run_.report({"/input_sequence_lengths/total", "", domain::FieldFate::ignored,
                         "is of another number of requests than those that were answered"});
        }
        values.finish();
        run_.note("Prompts are counted without the chat template, which the server adds.");
    }

    void completeness() {
        const auto complete = fields_.flag("complete", "experiment.complete");
        fields_.text("state", "experiment.complete");
        if (complete.value_or(true)) return;
        run_.result.experiment.complete = false;
        run_.result.experiment.incomplete_reason = "the program says that the run is not complete";
    }

    void settings(const domain::Cycle& cycle) {
        const json* config = fields_.object("run_config");
        if (config == nullptr) return;
        Fields parts(*config, "/run_config", run_);
        if (const json* pattern = parts.object("load_pattern")) {
            Fields load(*pattern, "/run_config/load_pattern", run_);
            read_load(load, issued_.value_or(cycle.requests.completed.value_or(0)), run_);
            load.finish();
        }
        parts.finish();
    }

    ImportedRun& run_;
    Fields fields_;
    std::optional<int> issued_;
    int failed_ = 0;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"n_samples_issued", "n_samples_completed", "duration_ns", "tpot"}))
        return std::nullopt;
    return "it has the keys n_samples_issued, duration_ns and tpot";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        Reader(record.value, import.begin(record.place)).read();
}

}  // namespace

extern const ResultFormat mlperf_endpoints;
const ResultFormat mlperf_endpoints{
    .name = "mlperf-endpoints", .program = "MLPerf Endpoints", .sniff = sniff, .read = read};

}  // namespace lem::interchange
