/// inference-perf of the Kubernetes SIG (0.1 to 0.7): stage_N_lifecycle_metrics.json, one load
/// level. summary_lifecycle_metrics.json is recognised and refused, because its time contains the
/// pauses between the levels. Times are in seconds. Speed only; the file names neither the model
/// nor the engine. Facts from its reportgen/base.py and its own output.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr const char* anew = "is computed anew from tokens and time";

class Reader {
public:
    Reader(const json& file, ImportedRun& run) : run_(run), file_(file, "", run) {}

    void read() {
        run_.result.tool.name = "inference-perf";
        run_.note("The file names neither the model nor the engine.");
        Fields successes = file_.part("successes"), failures = file_.part("failures");
        if (!member(member(file_.value(), "load_summary"), "send_duration").is_number())
            run_.wrong("",
                       "is a summary, whose time contains the pauses between its stages; "
                       "import stage_0_lifecycle_metrics.json and those of the other stages");
        const Quantity most{.maximum = domain::most_counted};
        const auto completed = successes.number("count", "cycles.requests.completed", most),
                   failed = failures.number("count", "cycles.requests.failed", most);
        if (!completed) run_.wrong("/successes/count", "must be there");
        domain::Cycle& cycle = run_.add_cycle(0, duration_s(completed.value_or(0)));
        if (completed) cycle.requests.completed = static_cast<int>(*completed);
        if (failed) cycle.requests.failed = static_cast<int>(*failed);
        cycle.requests.unfinished = 0;
        run_.derived("cycles.requests.unfinished", "the stage ends with its last answer");
        read_load(completed.value_or(0) + failed.value_or(0));
        read_tokens(successes, cycle, completed.value_or(0));
        read_latencies(successes.part("latency"), cycle.metrics);
        successes.ignore("throughput", anew);
        successes.ignore("goodput_metrics", "counts shares of the answers, not of the requests");
        successes.finish();
        failures.ignore("request_latency", "is the time until a request was refused");
        failures.ignore("prompt_tokens", "is 0 where it is not known");
        failures.remove("by_label", "holds the server's messages");
        failures.finish();
        file_.finish();
    }

private:
    double duration_s(double completed) {
        if (const auto length_s = file_.number("benchmark_time_seconds", "cycles.window",
                                               {.minimum = 1e-9, .maximum = 1e8}))
            return *length_s;
        const json& rate = value_at(file_.value(), "/successes/throughput/requests_per_sec");
        const double length_s = rate.is_number() ? completed / rate.get<double>() : 0;
        if (length_s > 0 && length_s < 1e8) {
            run_.derived("cycles.window", "answers over requests_per_sec");
            return length_s;
        }
        run_.wrong("/benchmark_time_seconds", "must be there, in seconds above 0");
        return 0;
    }

    /// With a concurrency the requested rate has no meaning. Without it, the file does not say
    /// whether requests arrive evenly or at random.
    void read_load(double requests) {
        Fields load = file_.part("load_summary");
        const auto streams =
            load.number("concurrency", "experiment.load", {.minimum = 1, .maximum = 16384});
        if (streams) {
            run_.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
            load.ignore("requested_rate", "has no meaning beside a concurrency");
        } else if (const auto rate = load.number("requested_rate", "", {.maximum = 1e6})) {
            const std::string sent = text::number(*rate) + " requests/s";
            run_.note("Requests were sent at " + sent + ".");
            run_.missing(domain::OptionalFact::load,
                         "the file says " + sent + ", but not whether evenly or at random");
            load.ignore("requested_rate", "is in the notes: how requests arrived is not known");
        }
        const auto sent = load.count("count", "cycles.requests");
        if (sent && static_cast<double>(*sent) != requests)
            run_.note("The file counts " + std::to_string(*sent) + " requests as sent and " +
                      text::number(requests) + " as answered or failed.");
        load.ignore("achieved_rate", "counts requests that failed, and leaves out the last answer");
        load.ignore("send_duration", "ends with the last request, not with the last answer");
        load.ignore("schedule_delay", "is the client's own delay");
        load.finish();
    }

    void read_tokens(Fields& successes, domain::Cycle& cycle, double completed) {
        for (const auto& [name, tokens] : {std::pair("prompt_tokens", &cycle.tokens.input),
                                           std::pair("output_tokens", &cycle.tokens.output)}) {
            Fields counts = successes.part(name);
            const bool output = tokens == &cycle.tokens.output;
            const std::string of = output ? "output" : "input";
            *tokens = counts.count("total", "cycles.tokens." + of);
            (output ? cycle.mean_output_tokens : cycle.mean_input_tokens) =
                counts.number("mean", "cycles.mean_" + of + "_tokens");
            // 0 also where the server does not count them.
            const auto cached = counts.count("cached", "cycles.tokens.cached_input");
            if (cached.value_or(0) > 0) cycle.tokens.cached_input = cached;
            counts.finish();
        }
        if (cycle.tokens.output) {
            successes.ignore("output_len", "is the client's count; the server's is taken");
        } else {
            Fields lengths = successes.part("output_len");
            if (const auto mean =
                    lengths.number("mean", "cycles.mean_output_tokens", {.maximum = 1e9})) {
                cycle.mean_output_tokens = mean;
                cycle.tokens.output = std::llround(*mean * completed);
                run_.derived("cycles.tokens.output", "mean length times answers");
            }
            lengths.finish();
        }
        const json& guessed = value_at(successes.value(), "/client_fallback_requests/output");
        if (guessed.is_number() && guessed.get<double>() > 0)
            run_.note("The client counted the output tokens of some answers itself.");
        successes.ignore("client_fallback_requests", "is in the notes if it is above 0");
    }

    void read_latencies(Fields latencies, domain::CycleMetrics& metrics) {
        statistic(latencies, "time_to_first_token", first_token, metrics);
        statistic(latencies, "time_per_output_token", per_token, metrics);
        statistic(latencies, "request_latency", whole_request, metrics);
        Fields gaps = latencies.part("inter_token_latency");
        metrics.inter_chunk_latency_ms =
            gaps.number("mean", "cycles.metrics.inter_chunk_latency_ms", seconds);
        gaps.finish("lem has no field for it");
        latencies.ignore("normalized_time_per_output_token", "contains the first token");
        latencies.finish();
    }

    void statistic(Fields& latencies, const char* name, const LatencyMetrics& latency,
                   domain::CycleMetrics& metrics) {
        Fields values = latencies.part(name);
        const std::string target = "cycles.metrics." + std::string(latency.target);
        metrics.*latency.mean = values.number("mean", target, seconds);
        metrics.*latency.p50 = values.number("median", target + "_p50", seconds);
        metrics.*latency.p90 = values.number("p90", target + "_p90", seconds);
        metrics.*latency.p99 = values.number("p99", target + "_p99", seconds);
        values.finish();
    }

    static constexpr Quantity seconds{.factor = 1e3, .reason = "seconds", .maximum = 1e11};

    ImportedRun& run_;
    Fields file_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"load_summary", "successes", "failures"})) return std::nullopt;
    return "it has the keys load_summary, successes and failures";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        Reader(record.value, import.begin(record.place)).read();
}

}  // namespace

extern const ResultFormat inference_perf;
const ResultFormat inference_perf{
    .name = "inference-perf", .program = "inference-perf", .sniff = sniff, .read = read};

}  // namespace lem::interchange
