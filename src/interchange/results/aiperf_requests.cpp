/// NVIDIA AIPerf's `profile_export.jsonl`: a record for each request, with metrics of a value and a
/// unit. All requests of the profiling phase are one run, whose percentiles are taken as lem takes
/// them from its own requests. The file names neither the model nor the GPUs; the summary beside
/// it, profile_export_aiperf.json, does.

#include "domain/result/aggregate.hpp"
#include "interchange/results/aiperf_units.hpp"

#include <limits>

namespace lem::interchange {
namespace {

using domain::FieldFate;
using domain::LatencySamples;
using schema::json;

struct Latency {
    const char* name;
    std::vector<double> LatencySamples::* samples;
    const char* target;
};
constexpr std::array latencies{
    Latency{"time_to_first_token", &LatencySamples::time_to_first_token_ms,
            "cycles.metrics.time_to_first_token_ms"},
    Latency{"time_to_first_output_token", &LatencySamples::time_to_first_answer_token_ms,
            "cycles.metrics.time_to_first_answer_token_ms"},
    Latency{"inter_token_latency", &LatencySamples::latency_per_token_ms,
            "cycles.metrics.latency_per_token_ms"},
    Latency{"request_latency", &LatencySamples::e2e_latency_ms, "cycles.metrics.e2e_latency_ms"},
};

/// The sum over requests; unknown once a request does not state it.
struct Sum {
    const char* name;
    const char* target;
    std::optional<std::int64_t> tokens = 0;
};

/// Below a record, whose place is a line or an item.
std::string pointer(const Record& record, const std::string& below) {
    const bool words = !record.place.empty() && !record.place.starts_with('/');
    return record.place + (words ? " " : "") + below;
}

/// Since 1970. In whole numbers: a double would round them to 256.
std::optional<std::int64_t> nanoseconds(const Record& record, const char* name, ImportedRun& run) {
    const json& value = member(member(record.value, "metadata"), name);
    constexpr std::int64_t most = 4'000'000'000'000'000'000;  // in 2096
    const bool whole = value.is_number_integer() && value > 0 && value <= most;
    if (whole) return value.get<std::int64_t>();
    run.wrong(pointer(record, "/metadata/" + std::string(name)),
              "must be a time in nanoseconds since 1970");
    return std::nullopt;
}

const json& metric(const Record& record, const char* name) {
    return member(member(record.value, "metrics"), name);
}

std::optional<double> value(const Record& record, const char* name,
                            std::span<const AiperfUnit> units, double most, ImportedRun& run) {
    const json& stated = metric(record, name);
    if (stated.is_null()) return std::nullopt;
    const std::string place = pointer(record, "/metrics/" + std::string(name));
    Fields fields(stated, place, run);
    Quantity quantity = aiperf_quantity(stated, place, units, run);
    quantity.maximum = most;
    return fields.number("value", "", quantity);
}

class Reader {
public:
    explicit Reader(ImportedRun& run) : run_(run) {}

    void add(const Record& record) {
        const json& metadata = member(record.value, "metadata");
        const json& phase = member(metadata, "benchmark_phase");
        if (phase.is_string() && phase != "profiling") {
            ++of_other_phases_;
            return;
        }
        const auto start_ns = nanoseconds(record, "request_start_ns", run_),
                   end_ns = nanoseconds(record, "request_end_ns", run_);
        if (!start_ns || !end_ns) return;
        if (*end_ns < *start_ns)
            return run_.wrong(pointer(record, "/metadata/request_end_ns"),
                              "is before request_start_ns");
        ++sent_;
        first_ns_ = std::min(first_ns_, *start_ns);
        last_ns_ = std::max(last_ns_, *end_ns);
        in_flight_s_ += static_cast<double>(*end_ns - *start_ns) / 1e9;
        if (!member(record.value, "error").is_null() || member(metadata, "was_cancelled") == true) {
            ++failed_;
            return;
        }
        completed(record);
    }

    void finish() {
        run_.result.tool.name = "aiperf";
        if (sent_ == 0) return run_.wrong("", "has no request of the profiling phase");
        const double length_s = static_cast<double>(last_ns_ - first_ns_) / 1e9;
        if (!(length_s > 0 && length_s <= 1e8))
            return run_.wrong("",
                              "must have requests that end after the first began, within 1e8 s");
        domain::Cycle& cycle = run_.add_cycle(0, length_s);
        cycle.window.started_at = text::rfc3339(first_ns_ / 1'000'000);
        cycle.window.ended_at = text::rfc3339(last_ns_ / 1'000'000);
        run_.result.experiment.started_at = cycle.window.started_at;
        run_.result.experiment.ended_at = cycle.window.ended_at;
        cycle.requests = {
            .completed = sent_ - failed_, .failed = failed_, .unfinished = 0, .usual_error = {}};
        cycle.mean_concurrency = in_flight_s_ / length_s;
        cycle.tokens.input = input_.tokens;
        cycle.tokens.output = output_.tokens;
        if (sent_ == failed_) cycle.tokens = {};
        domain::set_latencies(cycle.metrics, samples_);
        if (gaps_ > 0) cycle.metrics.inter_chunk_latency_ms = gaps_ms_ / static_cast<double>(gaps_);
        report();
    }

private:
    void completed(const Record& record) {
        for (const Latency& latency : latencies) {
            const auto ms = value(record, latency.name, aiperf_to_ms, 1e11, run_);
            if (ms) (samples_.*latency.samples).push_back(*ms);
        }
        for (Sum* sum : {&input_, &output_}) {
            const auto tokens = value(record, sum->name, aiperf_counts, domain::most_counted, run_);
            if (!tokens || !sum->tokens)
                sum->tokens.reset();
            else
                *sum->tokens += std::llround(*tokens);
        }
        add_gaps(record);
        const json& metrics = member(record.value, "metrics");
        if (!metrics.is_object()) return;
        for (const auto& [name, stated] : metrics.items()) {
            if (seen_.size() < 300) seen_.insert(name);
        }
    }

    /// The times between the chunks of an answer, in a list.
    void add_gaps(const Record& record) {
        constexpr const char* name = "inter_chunk_latency";
        const json& stated = metric(record, name);
        if (stated.is_null()) return;
        const std::string place = pointer(record, "/metrics/" + std::string(name));
        const double factor = aiperf_quantity(stated, place, aiperf_to_ms, run_).factor;
        const json& gaps = member(stated, "value");
        if (!gaps.is_array()) return run_.wrong(place + "/value", "must be an array of times");
        for (const json& gap : gaps) {
            const double ms = gap.is_number() ? gap.get<double>() * factor : -1;
            if (!(ms >= 0 && ms <= 1e11))
                return run_.wrong(place + "/value", "must be an array of times");
            gaps_ms_ += ms;
            ++gaps_;
        }
    }

    void report() {
        const auto take = [&](const std::string& name, const char* target, const char* reason) {
            if (seen_.erase(name) > 0)
                run_.report({"/metrics/" + name, target, FieldFate::converted, reason});
        };
        constexpr const char* over_all = "mean and percentiles of the requests that completed";
        for (const Latency& latency : latencies)
            take(latency.name, latency.target, over_all);
        take("inter_chunk_latency", "cycles.metrics.inter_chunk_latency_ms", "mean of all chunks");
        for (const Sum& sum : {input_, output_})
            take(sum.name, sum.target, "sum of the requests that completed");
        for (const std::string& name : seen_)
            run_.report({"/metrics/" + name, "", FieldFate::ignored, "lem has no field for it"});
        run_.report({"/metadata/request_start_ns", "cycles.window", FieldFate::converted,
                     "from the first request's start to the last one's end"});
        run_.derived("cycles.mean_concurrency", "the requests' times over the run's");
        run_.report({"/error", "cycles.requests.failed", FieldFate::converted,
                     "counted; its message is the server's"});
        run_.report({"/metadata", "", FieldFate::removed,
                     "identities of requests and workers; phase and times are taken"});
        run_.derived("cycles.requests.unfinished", "the file has requests that ended");
        if (of_other_phases_ > 0)
            run_.note("Requests of other phases, such as warm-up, were left out: " +
                      std::to_string(of_other_phases_) + ".");
        run_.note(
            "The summary beside this file, profile_export_aiperf.json, has the model, the load and "
            "the energy.");
    }

    ImportedRun& run_;
    int sent_ = 0, failed_ = 0, of_other_phases_ = 0;
    std::int64_t first_ns_ = std::numeric_limits<std::int64_t>::max(), last_ns_ = 0;
    double in_flight_s_ = 0, gaps_ms_ = 0;
    std::int64_t gaps_ = 0;
    Sum input_{"input_sequence_length", "cycles.tokens.input"};
    Sum output_{"output_sequence_length", "cycles.tokens.output"};
    LatencySamples samples_;
    std::set<std::string> seen_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"metadata", "metrics"})) return std::nullopt;
    if (member(member(*sample.document, "metadata"), "request_start_ns").is_null())
        return std::nullopt;
    return "its records have metrics, and metadata with request_start_ns";
}

void read(const ResultSource& source, Import& import) {
    Reader reader(import.begin(""));
    for (const Record& record : source.records)
        reader.add(record);
    reader.finish();
}

}  // namespace

extern const ResultFormat aiperf_requests;
const ResultFormat aiperf_requests{.name = "aiperf-requests",
                                   .program = "NVIDIA AIPerf, its file of requests",
                                   .sniff = sniff,
                                   .read = read};

}  // namespace lem::interchange
