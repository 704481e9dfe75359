/// genai-bench (0.0.1 to 0.0.5): a file for each scenario and level, such as
/// D16_32_text-to-text_num_concurrency_4_time_2s.json. Latencies are in the unit that the user
/// chose for the experiment, which only new files name. Speed only; model, engine and GPU stand in
/// another file. Facts from its metrics/aggregated_metrics_collector.py.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using domain::CycleMetrics;
using schema::json;

constexpr const char* anew = "is computed anew from tokens and time";

class Reader {
public:
    Reader(const json& file, ImportedRun& run) : run_(run), file_(file, "", run) {}

    void read() {
        run_.result.tool.name = "genai-bench";
        Fields all = file_.part("aggregated_metrics"), stats = all.part("stats");
        const double length_s =
            all.number("run_duration", "cycles.window", {.minimum = 1e-9, .maximum = 1e8})
                .value_or(0);
        if (length_s <= 0) run_.wrong(all.pointer_of("run_duration"), "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(0, length_s);
        requests(all, cycle);
        load(all);
        cycle.tokens.input = tokens(stats, "num_input_tokens", "cycles.tokens.input",
                                    cycle.requests.completed, cycle.mean_input_tokens);
        cycle.tokens.output = tokens(stats, "num_output_tokens", "cycles.tokens.output",
                                     cycle.requests.completed, cycle.mean_output_tokens);
        latencies(stats, cycle.metrics);
        run_.note(
            "The file names neither the model nor the engine, and its time contains the "
            "client's start and end, so that rates of a short run are too low.");
        for (const char* rate :
             {"mean_output_throughput_tokens_per_s", "mean_input_throughput_tokens_per_s",
              "mean_total_tokens_throughput_tokens_per_s", "requests_per_second"})
            all.ignore(rate, anew);
        all.finish();
        file_.remove("individual_request_metrics", "holds the server's messages");
        file_.finish();
    }

private:
    void requests(Fields& all, domain::Cycle& cycle) {
        const Quantity most{.maximum = domain::most_counted};
        const auto completed =
                       all.number("num_completed_requests", "cycles.requests.completed", most),
                   failed = all.number("num_error_requests", "cycles.requests.failed", most);
        if (completed) cycle.requests.completed = static_cast<int>(*completed);
        if (failed) cycle.requests.failed = static_cast<int>(*failed);
        if (!completed) run_.wrong(all.pointer_of("num_completed_requests"), "must be there");
        all.ignore("num_requests", "is the sum of the completed and the failed ones");
        all.ignore("error_rate", "is 0 in some versions when requests failed");
        all.ignore("error_codes_frequency", "counts the failed requests by their codes");
    }

    void load(Fields& all) {
        const auto iterates = all.text("iteration_type", "");
        all.ignore("iteration_type", "says which setting the level is of");
        const Quantity range{.minimum = 1, .maximum = 16384};
        if (iterates.value_or("num_concurrency") == "num_concurrency") {
            if (const auto streams = all.number("num_concurrency", "experiment.load", range))
                run_.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
        } else {
            run_.missing(domain::OptionalFact::load,
                         "the level is one of " + text::cut(*iterates, 40));
        }
        all.ignore("scenario", "gives the lengths that were asked for");
    }

    /// Requests of a warm-up and a cool-down are completed in the time, but not in the statistics.
    std::optional<std::int64_t> tokens(Fields& stats, const char* name, const std::string& target,
                                       std::optional<int> completed, std::optional<double>& mean) {
        Fields values = stats.part(name);
        const Quantity range{.maximum = 1e9};
        mean = values.number("mean", "cycles", range);
        const auto sum = values.number("sum", target);
        values.finish();
        if (!mean || !completed) return std::nullopt;
        const double of_all = *mean * *completed;
        if (sum && std::abs(*sum - of_all) < 0.5) return std::llround(*sum);
        run_.derived(target, "mean length times completed requests; the sum leaves some out");
        return std::llround(of_all);
    }

    void latencies(Fields& stats, CycleMetrics& metrics) {
        const auto factor = to_ms();
        if (!factor)
            return run_.wrong("/_time_unit", "must be s or ms; the file has no unit to be sure of");
        statistic(stats, "ttft", first_token, metrics, *factor);
        statistic(stats, "tpot", per_token, metrics, *factor);
        statistic(stats, "e2e_latency", whole_request, metrics, *factor);
        stats.ignore("output_latency", "is e2e_latency less ttft");
        for (const char* rate :
             {"output_inference_speed", "input_throughput", "output_throughput", "total_tokens"})
            stats.ignore(rate, anew);
        stats.finish();
    }

    /// A file without a unit has it in the speed of a request, which is 1 / tpot in tokens/s.
    std::optional<double> to_ms() {
        if (const auto unit = file_.text("_time_unit", "cycles.metrics")) {
            if (*unit == "ms") return 1;
            return *unit == "s" ? std::optional(1e3) : std::nullopt;
        }
        const json& of = member(member(file_.value(), "aggregated_metrics"), "stats");
        const json &tpot = member(member(of, "tpot"), "p50"),
                   &speed = member(member(of, "output_inference_speed"), "p50");
        if (!tpot.is_number() || !speed.is_number()) return std::nullopt;
        const double product = tpot.get<double>() * speed.get<double>();
        run_.derived("cycles.metrics",
                     "the unit of the latencies, from tpot and the speed in tokens/s");
        if (product > 0.5 && product < 2) return 1e3;
        return product > 500 && product < 2000 ? std::optional(1.0) : std::nullopt;
    }

    void statistic(Fields& stats, const char* name, const LatencyMetrics& latency,
                   CycleMetrics& metrics, double factor) {
        Fields values = stats.part(name);
        const std::string target = "cycles.metrics." + std::string(latency.target);
        const Quantity time{.factor = factor,
                            .reason = factor == 1 ? std::string_view() : "seconds",
                            .maximum = 1e11};
        metrics.*latency.mean = values.number("mean", target, time);
        metrics.*latency.p50 = values.number("p50", target + "_p50", time);
        metrics.*latency.p90 = values.number("p90", target + "_p90", time);
        metrics.*latency.p99 = values.number("p99", target + "_p99", time);
        values.finish();
    }

    ImportedRun& run_;
    Fields file_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"aggregated_metrics", "individual_request_metrics"}))
        return std::nullopt;
    return "it has the keys aggregated_metrics and individual_request_metrics";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        Reader(record.value, import.begin(record.place)).read();
}

}  // namespace

extern const ResultFormat genai_bench;
const ResultFormat genai_bench{
    .name = "genai-bench", .program = "genai-bench", .sniff = sniff, .read = read};

}  // namespace lem::interchange
