/// The ML.ENERGY benchmark's `results.json` (mlenergy/llm/benchmark.py, version 3) of one run of
/// vLLM. Energy, time and tokens are those of its steady state; requests are counted over the whole
/// benchmark. Energy is that of the GPUs by Zeus.

#include "domain/result/aggregate.hpp"
#include "interchange/results/fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr double most_requests = 1e9;
constexpr Quantity time_s{.minimum = 1e-6, .maximum = 1e8};

std::optional<double> number_at(const json& object, std::string_view name) {
    const json& value = member(object, name);
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

/// Unless it failed: versions differ in whether they say so.
bool succeeded(const json& request) {
    const json &success = member(request, "success"), &error = member(request, "error");
    if (success.is_boolean()) return success.get<bool>();
    return !error.is_string() || error.get_ref<const std::string&>().empty();
}

/// Of the requests, in seconds. The time per token is that of a request without its first.
void read_latencies(const json& requests, domain::CycleMetrics& metrics) {
    domain::LatencySamples samples;
    constexpr double most_s = 1e7;
    for (const json& request : requests) {
        const auto first_s = number_at(request, "ttft"), whole_s = number_at(request, "latency"),
                   tokens = number_at(request, "output_len");
        if (!succeeded(request) || !first_s || !whole_s) continue;
        if (!(*first_s >= 0 && *whole_s >= *first_s && *whole_s <= most_s)) continue;
        samples.time_to_first_token_ms.push_back(*first_s * 1e3);
        samples.e2e_latency_ms.push_back(*whole_s * 1e3);
        if (tokens && *tokens >= 2)
            samples.latency_per_token_ms.push_back((*whole_s - *first_s) * 1e3 / (*tokens - 1));
    }
    domain::set_latencies(metrics, samples);
}

class Reader {
public:
    Reader(const json& file, ImportedRun& run) : file_(file), run_(run), fields_(file, "", run) {}

    void read() {
        run_.result.tool.name = "ML.ENERGY benchmark";
        if (const auto model = fields_.text("model_id", "")) run_.model(*model, "/model_id");
        run_.result.engine.name = domain::EngineName::vllm;
        run_.derived("engine.name", "the benchmark starts vLLM");
        const auto length_s = fields_.number("steady_state_duration", "cycles.window", time_s);
        if (!length_s) return run_.wrong("/steady_state_duration", "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(start_s(), *length_s);
        devices();
        energy(cycle);
        requests(cycle);
        load();
        if (const json* each = fields_.array("results")) {
            read_latencies(*each, cycle.metrics);
            run_.report({"/results", "cycles.metrics", domain::FieldFate::converted,
                         "latencies of the requests that completed, from seconds"});
        }
        run_.note(
            "Energy, time and output tokens are those of the steady state; requests, their "
            "lengths and latencies are those of the whole benchmark.");
        finish();
    }

private:
    /// Of the steady state, since the start of the benchmark.
    double start_s() const {
        const json& timeline = member(file_, "timeline");
        const auto began = number_at(timeline, "benchmark_start_time"),
                   steady = number_at(timeline, "steady_state_start_time");
        const double start_s = began && steady ? *steady - *began : 0;
        return start_s >= 0 && start_s <= 1e7 ? start_s : 0;
    }

    void devices() {
        const auto name = fields_.text("gpu_model", "environment.devices");
        const auto count =
            fields_.number("num_gpus", "environment.devices", {.minimum = 1, .maximum = 4096});
        const json& measured = member(measurement(), "gpu_energy");
        const std::size_t listed = measured.is_object() ? measured.size() : 0;
        const double gpus =
            count.value_or(static_cast<double>(std::clamp<std::size_t>(listed, 1, 4096)));
        run_.devices(name.value_or("unknown GPU"), static_cast<int>(gpus));
        if (!name) run_.note("The file does not name the GPU; its folder does.");
    }

    const json& measurement() const { return member(file_, "steady_state_measurement"); }

    void energy(domain::Cycle& cycle) {
        const auto joules = fields_.number("steady_state_energy", "cycles.energy.energy_joules");
        const auto per_token =
            fields_.number("steady_state_energy_per_token", "cycles.tokens.output",
                           {.reason = "the energy over it"});
        if (!joules || *joules <= 0) return;
        cycle.energy.energy_joules = joules;
        run_.result.energy_scope = domain::EnergyScope::gpu;
        run_.result.energy_method = domain::EnergyMethod::counter;
        const double tokens = per_token && *per_token > 0 ? *joules / *per_token : 0;
        if (tokens >= 1 && tokens <= 1e15) cycle.tokens.output = std::llround(tokens);
        per_device(cycle, *joules);
    }

    /// Zeus gives the GPUs by their number; the shares are taken if they add up to the whole.
    void per_device(domain::Cycle& cycle, double joules) {
        const json& gpus = member(measurement(), "gpu_energy");
        const auto& devices = run_.result.environment.devices;
        if (!gpus.is_object() || gpus.size() != devices.size()) return;
        double sum = 0;
        std::vector<domain::DeviceEnergy> shares;
        for (const auto& [gpu, share] : gpus.items()) {
            const double share_joules = share.is_number() ? share.get<double>() : -1;
            if (share_joules < 0) return;
            sum += share_joules;
            shares.push_back(
                {.device = devices[shares.size()].index, .energy_joules = share_joules});
        }
        if (std::abs(sum - joules) > 1e-3 * joules) return;
        cycle.energy.per_device = std::move(shares);
        run_.report({"/steady_state_measurement/gpu_energy", "cycles.energy.per_device",
                     domain::FieldFate::taken, "the same"});
    }

    void requests(domain::Cycle& cycle) {
        const Quantity counted{.maximum = most_requests};
        sent_ = fields_.number("num_prompts", "experiment.load", counted);
        const auto completed = fields_.number("completed", "cycles.requests.failed", counted);
        if (sent_ && completed && *sent_ >= *completed)
            cycle.requests.failed = static_cast<int>(*sent_ - *completed);
        run_.missing(domain::OptionalFact::requests_completed,
                     "the file counts them over the whole benchmark, not its steady state");
        run_.missing(domain::OptionalFact::tokens_input,
                     "the file counts them over the whole benchmark, not its steady state");
        const auto mean = [&](const char* name, const char* target) {
            const auto total =
                fields_.number(name, target, {.reason = "over the requests that completed"});
            return total && completed.value_or(0) > 0 ? std::optional(*total / *completed)
                                                      : std::nullopt;
        };
        cycle.mean_output_tokens = mean("total_output_tokens", "cycles.mean_output_tokens");
        cycle.mean_input_tokens = mean("total_input_tokens", "cycles.mean_input_tokens");
    }

    void load() {
        const auto batch = fields_.number("max_num_seqs", "engine.capabilities", {.maximum = 1e6});
        if (batch)
            run_.result.engine.capabilities["max_num_seqs"] = static_cast<std::int64_t>(*batch);
        const auto streams = fields_.number("max_concurrency", "experiment.load");
        const bool at_once = member(file_, "request_rate") == "inf";
        fields_.ignore("request_rate", "only inf, all requests at once, is taken");
        if (!at_once) return;
        if (streams && *streams >= 1 && *streams <= 16384)
            run_.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
        else if (!streams && sent_ && *sent_ >= 1 && *sent_ <= 1e6)
            run_.load(domain::OfflineLoad{.requests = static_cast<int>(*sent_)});
    }

    void finish() {
        fields_.remove("results", "holds prompts and answers; latencies are taken");
        fields_.ignore("timeline", "is power and temperature over time; the start is taken");
        fields_.ignore("steady_state_measurement", "is steady_state_energy by device");
        fields_.ignore("entire_benchmark_measurement", "includes the start and the end");
        fields_.ignore("duration", "includes the start and the end");
        fields_.ignore("date", "has no time zone");
        for (const auto& [name, value] : file_.items()) {
            if (name.ends_with("_throughput"))
                fields_.ignore(name, "is computed anew from tokens and time");
            else if (name.ends_with("_ms"))
                fields_.ignore(name, "is computed anew from the requests");
        }
        fields_.finish();
    }

    const json& file_;
    ImportedRun& run_;
    Fields fields_;
    std::optional<double> sent_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"model_id", "steady_state_duration", "steady_state_energy"}))
        return std::nullopt;
    return "it has the keys steady_state_duration and steady_state_energy";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        Reader(record.value, import.begin(record.place)).read();
}

}  // namespace

extern const ResultFormat ml_energy_run;
const ResultFormat ml_energy_run{
    .name = "ml-energy-run", .program = "the ML.ENERGY benchmark", .sniff = sniff, .read = read};

}  // namespace lem::interchange
