/// NVIDIA AIPerf's `profile_export_aiperf.json` (schema 1) and genai-perf's
/// `profile_export_genai_perf.json`: one run. A metric is {unit, avg, p50, ...}, and its unit
/// decides. Energy is that of the GPUs, from the telemetry of each.

#include "interchange/results/aiperf_units.hpp"

#include <cmath>
#include <set>

namespace lem::interchange {
namespace {

using domain::CycleMetrics;
using schema::json;

struct Statistic {
    std::string_view name;
    LatencyMetrics metrics;
};
constexpr std::array statistics{Statistic{"time_to_first_token", first_token},
                                Statistic{"inter_token_latency", per_token},
                                Statistic{"request_latency", whole_request}};

/// The GPUs and their energy. The same GPU may stand under two endpoints, so each UUID counts once.
/// The tool's own totals cover its telemetry's window, which is longer than the run.
class Telemetry {
public:
    Telemetry(const json& endpoints, ImportedRun& run) : endpoints_(endpoints), run_(run) {}

    void read(domain::Cycle& cycle, double duration_s) {
        if (!endpoints_.is_object() || endpoints_.empty() || duration_s <= 0) return;
        for (const auto& [endpoint, found] : endpoints_.items()) {
            const json& gpus = member(found, "gpus");
            if (!gpus.is_object()) continue;
            for (const auto& [key, gpu] : gpus.items())
                add(gpu, endpoint + key, cycle, duration_s);
        }
        if (!complete_ || watts_ <= 0) return cycle.energy.per_device.clear();
        cycle.energy.energy_joules = watts_ * duration_s;
        run_.result.energy_scope = domain::EnergyScope::gpu;
        run_.result.energy_method = domain::EnergyMethod::integrated_power;
        run_.derived("cycles.energy.energy_joules",
                     "mean power of each GPU, counted once, times the run's duration; the file's "
                     "totals cover a longer window");
    }

private:
    void add(const json& gpu, const std::string& place, domain::Cycle& cycle, double duration_s) {
        const json& uuid = member(gpu, "gpu_uuid");
        if (!seen_.insert(uuid.is_string() ? uuid.get<std::string>() : place).second)
            return run_.note("A GPU stands under two endpoints and is counted once.");
        const json& metrics = member(gpu, "metrics");
        const auto power = value(metrics, "power_usage", "avg", "cycles.energy", aiperf_to_w);
        complete_ = complete_ && power;
        watts_ += power.value_or(0);
        const auto used =
            value(metrics, "memory_used", "max", "cycles.metrics.peak_memory_mb", aiperf_to_mb);
        if (used) cycle.metrics.peak_memory_mb = cycle.metrics.peak_memory_mb.value_or(0) + *used;
        const json& name = member(gpu, "gpu_name");
        run_.devices(name.is_string() ? name.get<std::string>() : "unknown GPU", 1);
        if (power)
            cycle.energy.per_device.push_back(
                {.device = run_.result.environment.devices.back().index,
                 .energy_joules = *power * duration_s});
    }

    /// Of nvidia_NAME, amd_NAME or gpu_NAME.
    std::optional<double> value(const json& metrics, const std::string& name, const char* part,
                                std::string_view target, std::span<const AiperfUnit> units) {
        for (const char* maker : {"nvidia_", "amd_", "gpu_"}) {
            const json& metric = member(metrics, maker + name);
            if (!metric.is_object()) continue;
            const std::string pointer = "/telemetry_data/.../" + (maker + name);
            Fields parts(metric, pointer, run_);
            return parts.number(part, target, aiperf_quantity(metric, pointer, units, run_));
        }
        return std::nullopt;
    }

    const json& endpoints_;
    ImportedRun& run_;
    std::set<std::string> seen_;
    bool complete_ = true;
    double watts_ = 0;
};

/// Of the phase that was profiled; older versions have one load generator.
std::optional<domain::Load> load_from(const json& config) {
    const auto number = [](const json& value) {
        return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
    };
    std::optional<double> streams = number(value_at(config, "/loadgen/concurrency")),
                          rate = number(value_at(config, "/loadgen/request_rate"));
    const json& phases = member(config, "phases");
    for (std::size_t i = 0; phases.is_array() && i < phases.size(); ++i) {
        if (member(phases[i], "kind") != "profiling") continue;
        streams = number(member(phases[i], "concurrency"));
        rate = number(member(phases[i], "request_rate"));
        if (!rate) rate = number(member(phases[i], "rate"));
    }
    if (rate && *rate > 0) return domain::PoissonLoad{.requests_per_sec = *rate};
    if (streams && *streams >= 1)
        return domain::ConcurrencyLoad{.streams = static_cast<int>(std::min(*streams, 16384.0))};
    return std::nullopt;
}

class Reader {
public:
    Reader(const json& file, ImportedRun& run) : file_(file), run_(run), fields_(file, "", run) {}

    void read() {
        run_.result.tool.name = "aiperf";
        if (const auto version = fields_.text("aiperf_version", "tool.version"))
            run_.result.tool.version = *version;
        run_.result.provenance->format_version =
            fields_.text("schema_version", "provenance.format_version");
        if (const auto id = fields_.text("benchmark_id", "experiment.id")) run_.identity(*id);
        const double duration_s =
            value("benchmark_duration", "cycles.window", aiperf_to_s).value_or(0);
        if (duration_s <= 0) run_.wrong("/benchmark_duration", "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(0, duration_s);
        requests(cycle);
        tokens(cycle);
        for (const Statistic& one : statistics)
            statistic(one, cycle.metrics);
        if (has_number("inter_chunk_latency"))
            cycle.metrics.inter_chunk_latency_ms =
                value("inter_chunk_latency", "cycles.metrics.inter_chunk_latency_ms", aiperf_to_ms);
        settings();
        fields_.remove("telemetry_data", "holds host names and UUIDs; names and power are taken");
        Telemetry(value_at(file_, "/telemetry_data/endpoints"), run_).read(cycle, duration_s);
        finish();
    }

private:
    bool has_number(std::string_view name) const {
        return member(member(file_, name), "avg").is_number();
    }

    std::optional<double> value(const std::string& name, std::string_view target,
                                std::span<const AiperfUnit> units, const char* part = "avg") {
        if (!has_number(name)) return std::nullopt;
        const json* metric = fields_.object(name);
        Fields parts(*metric, "/" + name, run_);
        Quantity quantity = aiperf_quantity(*metric, "/" + name, units, run_);
        // Of the metrics without a unit of time, the lengths and numbers of requests.
        if (units.data() == aiperf_counts.data() && name != "total_osl" && name != "total_isl" &&
            name != "total_output_tokens")
            quantity.maximum = domain::most_counted;
        return parts.number(part, target, quantity);
    }

    void statistic(const Statistic& one, CycleMetrics& metrics) {
        const std::string name(one.name),
            target = "cycles.metrics." + std::string(one.metrics.target);
        if (!has_number(name)) return;
        metrics.*one.metrics.mean = value(name, target, aiperf_to_ms);
        metrics.*one.metrics.p50 = value(name, target + "_p50", aiperf_to_ms, "p50");
        metrics.*one.metrics.p90 = value(name, target + "_p90", aiperf_to_ms, "p90");
        metrics.*one.metrics.p99 = value(name, target + "_p99", aiperf_to_ms, "p99");
    }

    void requests(domain::Cycle& cycle) {
        const auto completed = value("request_count", "cycles.requests.completed", aiperf_counts);
        if (completed) cycle.requests.completed = static_cast<int>(std::lround(*completed));
        const auto failed = value("error_request_count", "cycles.requests.failed", aiperf_counts);
        cycle.requests.failed = static_cast<int>(std::lround(failed.value_or(0)));
        if (!failed)
            run_.derived("cycles.requests.failed", "the file leaves the count out when it is 0");
        cycle.requests.unfinished = 0;
        run_.derived("cycles.requests.unfinished", "the run ends with its last answer");
        const json& cancelled = member(file_, "was_cancelled");
        if (cancelled.is_boolean() && cancelled.get<bool>()) {
            run_.result.experiment.complete = false;
            run_.result.experiment.incomplete_reason = "it was cancelled";
        }
        fields_.ignore("was_cancelled", "says whether the run is complete");
    }

    void tokens(domain::Cycle& cycle) {
        for (const char* name : {"total_osl", "total_output_tokens"}) {
            if (cycle.tokens.output) break;
            if (const auto sum = value(name, "cycles.tokens.output", aiperf_counts))
                cycle.tokens.output = std::llround(*sum);
        }
        if (const auto sum = value("total_isl", "cycles.tokens.input", aiperf_counts))
            cycle.tokens.input = std::llround(*sum);
        const auto input =
                       value("input_sequence_length", "cycles.mean_input_tokens", aiperf_counts),
                   output =
                       value("output_sequence_length", "cycles.mean_output_tokens", aiperf_counts);
        const double completed = cycle.requests.completed.value_or(0);
        // genai-perf has means only.
        if (!cycle.tokens.output && output) {
            cycle.tokens.output = std::llround(*output * completed);
            run_.derived("cycles.tokens.output", "mean length times requests");
        }
        if (!cycle.tokens.input && input) {
            cycle.tokens.input = std::llround(*input * completed);
            run_.derived("cycles.tokens.input", "mean length times requests");
        }
        cycle.mean_input_tokens = input;
        cycle.mean_output_tokens = output;
    }

    void settings() {
        for (const char* pointer :
             {"/input_config/models/items/0/name", "/input_config/endpoint/model_names/0",
              "/input_config/model_names/0"}) {
            const json& name = value_at(file_, pointer);
            if (!name.is_string()) continue;
            run_.model(name.get_ref<const std::string&>(), pointer);
            break;
        }
        if (const auto load = load_from(member(file_, "input_config"))) {
            run_.load(*load);
            run_.report({"/input_config/phases", "experiment.load", domain::FieldFate::converted,
                         "the concurrency or rate of the phase that was profiled"});
        }
        run_.note("The file names the interface, not the engine behind it.");
        fields_.remove("input_config", "holds addresses and paths; its model and load are taken");
        fields_.remove("run_info", "holds the command line");
        fields_.remove("error_summary", "holds the server's messages");
        fields_.ignore("start_time", "has no time zone");
        fields_.ignore("end_time", "has no time zone");
    }

    void finish() {
        constexpr const char* anew = "is computed anew from tokens, time and energy";
        for (const auto& [name, metric] : file_.items()) {
            const bool ratio = name.find("throughput") != std::string::npos ||
                               name.find("per_") != std::string::npos ||
                               name.find("energy") != std::string::npos ||
                               name.find("power") != std::string::npos;
            const bool taken = std::ranges::any_of(
                statistics, [&](const Statistic& one) { return one.name == name; });
            if (ratio && !taken) fields_.ignore(name, anew);
        }
        fields_.finish();
    }

    const json& file_;
    ImportedRun& run_;
    Fields fields_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"request_latency", "request_throughput", "input_config"}))
        return std::nullopt;
    if (!member(member(*sample.document, "request_latency"), "unit").is_string())
        return std::nullopt;
    return "it has the keys request_latency with a unit and input_config";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        Reader(record.value, import.begin(record.place)).read();
}

}  // namespace

extern const ResultFormat aiperf;
const ResultFormat aiperf{
    .name = "aiperf", .program = "NVIDIA AIPerf, genai-perf", .sniff = sniff, .read = read};

}  // namespace lem::interchange
