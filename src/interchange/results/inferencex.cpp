/// InferenceX (formerly InferenceMAX), as of 2026-08. Its aggregate (utils/process_result.py and
/// aggregate_power.py): an object for each run, or an array or an object of them, with rates for
/// each GPU and the energy of all of them. And the raw runs of its experiments, which are vLLM's
/// but for latencies in seconds.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <array>
#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr double most_gpus = 4096, most_streams = 16384;  // that lem has fields for

void read_latencies(Fields& fields, domain::CycleMetrics& metrics) {
    constexpr Quantity seconds{.factor = 1e3, .reason = "seconds"};
    for (const auto& [name, latency] :
         {std::pair("_ttft", first_token), std::pair("_tpot", per_token),
          std::pair("_e2el", whole_request)}) {
        const std::string of = name, target = "cycles.metrics." + std::string(latency.target);
        metrics.*latency.mean = fields.number("mean" + of, target, seconds);
        metrics.*latency.p50 = fields.number("median" + of, target + "_p50", seconds);
        metrics.*latency.p90 = fields.number("p90" + of, target + "_p90", seconds);
        metrics.*latency.p99 = fields.number("p99" + of, target + "_p99", seconds);
    }
    const char* chunk = "cycles.metrics.inter_chunk_latency_ms";
    metrics.inter_chunk_latency_ms = fields.number("mean_itl", chunk, seconds);
}

void read_engine(Fields& fields, ImportedRun& run) {
    domain::EngineRecord& engine = run.result.engine;
    std::string name = fields.text("framework", "engine.name").value_or("");
    if (name.starts_with("dynamo-")) {
        engine.launcher = "dynamo";
        name.erase(0, 7);
    }
    if (const auto known = engine_named(name)) engine.name = *known;
    const std::string image = fields.text("image", "").value_or("");
    const std::size_t colon = image.find(':', image.rfind('/') + 1);
    const std::string tag = colon == std::string::npos ? "" : image.substr(colon + 1);
    // Of a release: v0.10.2. Others may be anybody's words.
    if (tag.size() > 1 && tag.size() < 30 && tag[0] == 'v' &&
        tag.find_first_not_of("0123456789.", 1) == std::string::npos)
        engine.version = tag.substr(1);
    fields.remove("image", "may name a private registry; a release's tag is the version");
    if (const auto guesses = fields.text("spec_decoding", "engine.capabilities.spec_decoding"))
        engine.capabilities["spec_decoding"] = text::cut(*guesses, 60);
}

class AggregateReader {
public:
    AggregateReader(const json& file, ImportedRun& run) : run_(run), fields_(file, "", run) {}

    void read() {
        if (const auto model = fields_.text("model", "")) run_.model(*model, "/model");
        run_.result.model.precision = fields_.text("precision", "model.precision");
        read_engine(fields_, run_);
        const auto streams = fields_.number("conc", "experiment.load", {.minimum = 1});
        if (streams && *streams <= most_streams)
            run_.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
        domain::Cycle& cycle = run_.add_cycle(0, 0);
        if (const double gpus = devices(); gpus > 0) rates(cycle, gpus);
        read_latencies(fields_, cycle.metrics);
        const json &input = stated("isl"), &output = stated("osl");
        if (input.is_number_integer() && output.is_number_integer())
            run_.note("The lengths asked for were " + input.dump() + " input and " + output.dump() +
                      " output tokens for each request.");
        fields_.finish("lem has no field for it, or computes it anew from tokens, time and energy");
    }

private:
    const json& stated(const char* name) const { return member(fields_.value(), name); }

    double gpus_of(std::string_view name, double fewest) {
        return fields_
            .number(name, "environment.devices", {.minimum = fewest, .maximum = most_gpus})
            .value_or(fewest);
    }

    /// The number of GPUs; 0 if it is wrong, which is reported.
    double devices() {
        const double prefill = gpus_of("num_prefill_gpu", 0);
        decode_gpus_ = gpus_of("num_decode_gpu", 0);
        double all = prefill + decode_gpus_;
        const bool split = all > 0;
        if (!split) all = gpus_of("tp", 1) * gpus_of("pp", 1) * gpus_of("pcp_size", 1);
        if (all > most_gpus || all != std::floor(all) || (!split && !stated("tp").is_number())) {
            run_.wrong("/tp", "and the other numbers of GPUs must give from 1 to 4096 GPUs");
            return 0;
        }
        const std::string name = fields_.text("hw", "environment.devices").value_or("");
        const auto first = fields_.text("prefill_hw", "environment.devices"),
                   second = fields_.text("decode_hw", "environment.devices");
        run_.devices(first.value_or(name), static_cast<int>(split ? prefill : all));
        run_.devices(second.value_or(name), static_cast<int>(decode_gpus_));
        return all;
    }

    /// Rates are for each GPU that does the work; energy is that of all of them.
    void rates(domain::Cycle& cycle, double gpus) {
        const auto output = fields_.number("output_tput_per_gpu", "cycles.tokens.output",
                                           {.reason = "for each GPU", .minimum = 1e-9}),
                   total = fields_.number("tput_per_gpu", "cycles.tokens.input",
                                          {.reason = "for each GPU, less the output"});
        if (!output) return;
        const double output_rate = *output * (decode_gpus_ > 0 ? decode_gpus_ : gpus);
        const double input_rate = std::max(total.value_or(0) * gpus - output_rate, 0.0);
        if (!energy(cycle)) {
            cycle.metrics.throughput_tokens_per_sec = output_rate;
            if (total) cycle.metrics.input_throughput_tokens_per_sec = input_rate;
            return run_.note(
                "Without power the file states rates alone: how many tokens there were, and for "
                "how long, is not known.");
        }
        // What the energy is divided by, to six decimals; from the rate if it is not stated.
        const auto amount = [&](const char* ratio, double rate) {
            const json& joules = stated(ratio);
            const double exact = cycle.energy.energy_joules && joules.is_number()
                                     ? *cycle.energy.energy_joules / joules.get<double>()
                                     : 0;
            const double found = exact >= 1 ? exact : rate * cycle.window.end_s;
            return found <= 1e15 ? std::optional<std::int64_t>(std::llround(found)) : std::nullopt;
        };
        cycle.tokens.output = amount("joules_per_output_token", output_rate);
        if (total) cycle.tokens.input = amount("joules_per_input_token", input_rate);
        const auto completed = amount("joules_per_successful_query", 0).value_or(0);
        if (completed < 1 || completed > 1'000'000'000) return;
        cycle.requests.completed = static_cast<int>(completed);
        run_.derived("cycles.requests.completed", "energy over joules_per_successful_query");
    }

    /// Sets the energy and the window that it was integrated over; false if it is not valid.
    bool energy(domain::Cycle& cycle) {
        const auto valid = fields_.number("power_valid", "energy_method", {.maximum = 1}),
                   version = fields_.number("power_metric_schema_version", "energy_method");
        if (valid != 1 || version != 2) {
            if (valid == 0) run_.note("InferenceX found its own measurement of power invalid.");
            if (valid != 0 && !stated("total_gpu_energy_j").is_null())
                run_.note("The energy is left out: its schema version is not 2, or not valid.");
            fields_.ignore("total_gpu_energy_j", "is not said to be valid");
            fields_.ignore("avg_total_gpu_power_w", "is not said to be valid");
            return false;
        }
        const auto joules = fields_.number("total_gpu_energy_j", "cycles.energy.energy_joules"),
                   watts = fields_.number("avg_total_gpu_power_w", "cycles.window",
                                          {.reason = "energy over mean power"});
        if (joules.value_or(0) <= 0 || watts.value_or(0) <= 0) return false;
        cycle.window.end_s = std::clamp(*joules / *watts, 1e-6, 1e8);
        cycle.energy.energy_joules = joules;
        run_.result.energy_scope = domain::EnergyScope::gpu;
        run_.result.energy_method = domain::EnergyMethod::integrated_power;
        return true;
    }

    ImportedRun& run_;
    Fields fields_;
    double decode_gpus_ = 0;
};

void read_raw(const json& file, ImportedRun& run) {
    Fields fields(file, "", run);
    if (const auto model = fields.text("model_id", "")) run.model(*model, "/model_id");
    const auto length_s = fields.number("duration", "cycles.window", {.minimum = 1e-6});
    if (!length_s) return run.wrong("/duration", "must be a time above 0");
    domain::Cycle& cycle = run.add_cycle(0, *length_s);
    cycle.tokens = {.input = fields.count("total_input_tokens", "cycles.tokens.input"),
                    .output = fields.count("total_output_tokens", "cycles.tokens.output"),
                    .cached_input = {}};
    constexpr Quantity requests{.maximum = 1e9};
    const auto sent = fields.number("num_prompts", "cycles.requests.failed", requests),
               completed = fields.number("completed", "cycles.requests.completed", requests);
    if (completed) cycle.requests.completed = static_cast<int>(*completed);
    if (sent && completed && *sent >= *completed)
        cycle.requests.failed = static_cast<int>(*sent - *completed);
    cycle.requests.unfinished = 0;
    run.derived("cycles.requests.unfinished", "the run ends with its last answer");
    const auto streams = fields.number("max_concurrency", "experiment.load", {.minimum = 1});
    if (streams && *streams <= most_streams && member(file, "request_rate") == "inf")
        run.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
    fields.ignore("request_rate", "only inf, of a closed loop, is taken");
    read_latencies(fields, cycle.metrics);
    fields.remove("tokenizer_id", "may be a path of the machine");
    fields.ignore("date", "has no time zone");
    fields.finish("lem has no field for it, or computes it anew from tokens and time");
}

bool is_aggregate(const json& file) {
    return member(file, "hw").is_string() && !member(file, "output_tput_per_gpu").is_null();
}

bool is_raw(const json& file) {
    return member(file, "model_id").is_string() && !member(file, "median_ttft").is_null();
}

bool holds_runs(const json& file) {
    return file.is_object() && !file.empty() && is_aggregate(file.front());
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document == nullptr) return std::nullopt;
    if (is_raw(*sample.document)) return "it has the keys model_id and median_ttft, without _ms";
    if (is_aggregate(*sample.document) || holds_runs(*sample.document))
        return "it has the keys hw and output_tput_per_gpu";
    return std::nullopt;
}

void read_one(const json& file, const std::string& place, Import& import) {
    // Images and videos have no tokens, whatever the names of the rates.
    if (!member(file, "throughput_unit").is_null()) return;
    if (is_raw(file))
        read_raw(file, import.begin(place));
    else if (is_aggregate(file))
        AggregateReader(file, import.begin(place)).read();
    else
        import.wrong(place, "must have the keys hw and output_tput_per_gpu");
}

void read(const ResultSource& source, Import& import) {
    for (const auto& [file, place] : source.records) {
        if (!holds_runs(file))
            read_one(file, place, import);
        else
            for (const auto& [name, run] : file.items())
                read_one(run, place + "/" + name, import);
    }
}

}  // namespace

extern const ResultFormat inferencex;
const ResultFormat inferencex{
    .name = "inferencex", .program = "InferenceX", .sniff = sniff, .read = read};

}  // namespace lem::interchange
