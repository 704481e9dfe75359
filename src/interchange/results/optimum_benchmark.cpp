/// Hugging Face's optimum-benchmark (0.3 to 0.6, the scenario "inference"): benchmark.json with the
/// configuration and the report, or benchmark_report.json, the report alone. A batch of sequences
/// is generated again and again; latencies are of a batch, energy is CodeCarbon's in kWh and the
/// mean of a batch. Facts from the program's scenarios/inference/scenario.py and
/// trackers/energy.py.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using domain::EnergyScope;
using schema::json;

constexpr const char* setting = "is a setting of the program, without a field in lem";

/// What the configuration says of a batch and of the devices.
struct Setting {
    std::optional<double> sequences, prompt_tokens, new_tokens;
    bool on_cpu = false;
};

class ConfigReader {
public:
    explicit ConfigReader(ImportedRun& run) : run_(run) {}

    Setting read(Fields config) {
        Fields scenario = config.part("scenario"), shapes = scenario.part("input_shapes"),
               options = scenario.part("generate_kwargs");
        if (const auto name = scenario.text("name", ""); name && *name != "inference")
            run_.wrong(scenario.pointer_of("name"), "must be inference; lem reads no other");
        scenario.ignore("name", "is the one that lem reads");
        const Quantity positive{.minimum = 1, .maximum = 65536};
        Setting of{
            .sequences = shapes.number("batch_size", "experiment.load", positive),
            .prompt_tokens = shapes.number("sequence_length", "cycles.tokens.input", positive),
            .new_tokens = options.number("max_new_tokens", "cycles.tokens.output", positive)};
        const auto least = options.number("min_new_tokens", "cycles.tokens.output");
        if (least && of.new_tokens && *least < *of.new_tokens)
            run_.wrong(options.pointer_of("min_new_tokens"),
                       "must be max_new_tokens; otherwise the length of the answers is not known");
        read_machine(config.part("backend"), config.part("environment"), of);
        config.remove("name", "is the user's own text");
        for (Fields* fields : {&shapes, &options, &scenario, &config})
            fields->finish(setting);
        return of;
    }

private:
    void read_machine(Fields backend, Fields machine, Setting& of) {
        if (const auto model = backend.text("model", ""))
            run_.model(*model, backend.pointer_of("model"));
        const auto engine = engine_named(backend.text("name", "engine.name").value_or(""));
        if (engine) run_.result.engine.name = *engine;
        // The version of the backend pytorch is PyTorch's, and Transformers is the engine.
        run_.result.engine.version = engine == domain::EngineName::transformers
                                         ? machine.text("transformers_version", "engine.version")
                                         : backend.text("version", "engine.version");
        run_.result.model.precision = backend.text("torch_dtype", "model.precision");
        if (const auto scheme = backend.text("quantization_scheme", "model.precision"))
            run_.result.model.precision = *scheme;
        of.on_cpu = backend.text("device", "environment.devices") == "cpu";
        for (const char* name : {"processor", "tokenizer", "model_kwargs", "processor_kwargs"})
            backend.remove(name, "may hold a path of the machine or a token");
        if (!of.on_cpu) add_devices(backend, machine);
        backend.finish(setting);
        run_.result.tool.version =
            machine.text("optimum_benchmark_version", "tool.version").value_or("");
        domain::Environment& environment = run_.result.environment;
        if (const auto cpu = machine.text("cpu", "environment.cpu_model"))
            environment.cpu_model = std::string(text::trim(*cpu));
        const auto cpus = machine.number("cpu_count", "environment.cpu_count", {.maximum = 1e5});
        if (cpus) environment.cpu_count = static_cast<int>(*cpus);
        environment.memory_mb = machine.number("cpu_ram_mb", "environment.memory_mb");
        environment.os = machine.text("system", "environment.os");
        machine.remove("platform", "holds the release of the kernel");
        machine.finish();
    }

    /// The machine's GPUs, unless the backend names those that it used: "0,1".
    void add_devices(Fields& backend, Fields& machine) {
        const json& ids = member(backend.value(), "device_ids");
        const std::size_t used =
            ids.is_string() ? text::split(ids.get_ref<const std::string&>(), ',').size() : SIZE_MAX;
        backend.ignore("device_ids", "says how many of the GPUs took part");
        const json* gpus = machine.array("gpu");
        for (std::size_t i = 0; gpus != nullptr && i < gpus->size() && i < used; ++i) {
            if ((*gpus)[i].is_string()) run_.devices((*gpus)[i].get_ref<const std::string&>(), 1);
        }
        machine.ignore("gpu", "names the machine's GPUs; those that took part are taken");
    }

    ImportedRun& run_;
};

/// The report of a file, whose settings are known or follow from it.
class ReportReader {
public:
    ReportReader(Fields report, Setting of, ImportedRun& run)
        : report_(std::move(report)), of_(of), run_(run) {}

    void read() {
        find_sizes();
        if (!of_.sequences || of_.new_tokens.value_or(0) < 2)
            return run_.wrong("", "does not say how many tokens of how many sequences a batch had");
        read_phase("prefill", first_token, 1);
        read_phase("decode", per_token, *of_.new_tokens - 1);
        // Its time and energy are the sums of the other two.
        read_phase("generate", whole_request, 0);
        report_.ignore("per_token", "repeats the values of earlier batches in version 0.6");
        report_.finish("is before the measurement");
        if (mean_s_ <= 0) return run_.wrong("", "must have latencies above 0");
        add_cycle();
    }

private:
    /// Of a report without its configuration, they follow from rates and latencies.
    void find_sizes() {
        const auto number = [&](const char* pointer) {
            const json& value = value_at(report_.value(), pointer);
            return value.is_number() ? value.get<double>() : 0;
        };
        const double sequences =
                         number("/prefill/throughput/value") * number("/prefill/latency/mean"),
                     tokens = number("/decode/throughput/value") * number("/decode/latency/mean");
        if (!(sequences > 0.5 && sequences < 65536 && tokens > 0.5 && tokens < 1e9)) return;
        if (of_.sequences && of_.new_tokens) return;
        if (!of_.sequences) of_.sequences = std::round(sequences);
        if (!of_.new_tokens) of_.new_tokens = 1 + std::round(tokens / *of_.sequences);
        run_.derived("cycles.tokens", "what a batch is, from the rates and latencies of its parts");
    }

    /// A block names its unit, which must be the one that is expected.
    Fields block(Fields& phase, const char* name, std::string_view unit) {
        Fields fields = phase.part(name);
        if (!fields.value().empty() && fields.text("unit", "") != unit)
            run_.wrong(fields.pointer_of("unit"), "must be " + std::string(unit));
        fields.ignore("unit", "is the one that lem expects");
        return fields;
    }

    /// The latency of a batch is that of so many tokens after one another; 0: of a whole answer.
    void read_phase(const char* name, const LatencyMetrics& latency, double tokens) {
        Fields phase = report_.part(name), times = block(phase, "latency", "s"),
               memory = block(phase, "memory", "MB"), energy = block(phase, "energy", "kWh");
        const std::string target = "cycles.metrics." + std::string(latency.target);
        const Quantity seconds{.factor = tokens > 0 ? 1e3 / tokens : 1e3,
                               .reason = "seconds of a batch",
                               .maximum = 1e11};
        metrics_.*latency.mean = times.number("mean", target, seconds);
        metrics_.*latency.p50 = times.number("p50", target + "_p50", seconds);
        metrics_.*latency.p90 = times.number("p90", target + "_p90", seconds);
        metrics_.*latency.p99 = times.number("p99", target + "_p99", seconds);
        const auto batches =
            times.number("count", "cycles.requests", {.minimum = 1, .maximum = 1e6});
        const auto memory_mb = memory.number("max_global_vram", "cycles.metrics.peak_memory_mb");
        if (memory_mb && *memory_mb > metrics_.peak_memory_mb.value_or(0))
            metrics_.peak_memory_mb = memory_mb;
        if (tokens > 0) {
            mean_s_ += (metrics_.*latency.mean).value_or(0) * tokens / 1e3;
            batches_ = batches.value_or(1);
            if (!(metrics_.*latency.mean)) run_.wrong(times.pointer_of("mean"), "must be there");
            // The energy of decode is a difference, which may be below 0.
            const Quantity kwh{
                .factor = 3.6e6, .reason = "kWh of a batch", .minimum = -1e12, .maximum = 1e12};
            gpu_joules_ += energy.number("gpu", "cycles.energy", kwh).value_or(0);
            for (const char* of : {"cpu", "ram"})
                host_joules_ += energy.number(of, "cycles.energy", kwh).value_or(0);
        }
        times.finish("follows from the mean and the percentiles, or is not needed beside them");
        memory.finish("is the host's memory or a part of the GPU's");
        energy.finish("is the sum of others, or mixes what was measured with an estimate");
        phase.finish("is computed anew from tokens, time and energy");
    }

    void add_cycle() {
        domain::Cycle& cycle = run_.add_cycle(0, mean_s_ * batches_);
        cycle.metrics = metrics_;
        set_energy(cycle);
        run_.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*of_.sequences)});
        run_.note("Without a server: a batch of sequences begins when the one before has ended.");
        const double sequences = *of_.sequences * batches_;
        if (sequences > domain::most_counted) return run_.wrong("", "has more than 1e9 sequences");
        cycle.requests = {static_cast<int>(sequences), 0, 0, {}};
        cycle.mean_concurrency = *of_.sequences;
        if (of_.prompt_tokens) cycle.tokens.input = std::llround(sequences * *of_.prompt_tokens);
        cycle.tokens.output = std::llround(sequences * *of_.new_tokens);
    }

    /// CodeCarbon reads counters of the GPUs, but it guesses the power of the memory from its size
    /// and often that of the processor, and the file does not say which.
    void set_energy(domain::Cycle& cycle) {
        domain::Result& result = run_.result;
        if (gpu_joules_ > 0) {
            cycle.energy.energy_joules = gpu_joules_ * batches_;
            result.energy_scope = EnergyScope::gpu;
            result.energy_method = domain::EnergyMethod::counter;
            if (result.environment.devices.empty()) run_.devices("unknown GPU", 1);
            run_.note(
                "The energy is that of the GPUs, in other batches than the latencies; that "
                "of CPU and memory is left out, because it may be an estimate.");
        } else if (of_.on_cpu && host_joules_ > 0) {
            cycle.energy.energy_joules = host_joules_ * batches_;
            result.energy_scope = EnergyScope::cpu_dram;
            result.energy_method = domain::EnergyMethod::modelled;
            run_.note(
                "The energy is that of CPU and memory, in other batches than the latencies; "
                "it may be an estimate from their type and size and counts as modelled.");
        } else if (host_joules_ > 0) {
            run_.note(
                "The energy of CPU and memory is left out, because a GPU may have taken part.");
        }
    }

    Fields report_;
    Setting of_;
    ImportedRun& run_;
    domain::CycleMetrics metrics_;
    double mean_s_ = 0, batches_ = 1;          // the time of a batch, and how many there were
    double gpu_joules_ = 0, host_joules_ = 0;  // of a batch
};

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document == nullptr) return std::nullopt;
    const json& report = member(*sample.document, "report");
    const json& blocks = report.is_object() ? report : *sample.document;
    const bool of_inference = member(member(blocks, "prefill"), "latency").is_object() &&
                              member(member(blocks, "decode"), "latency").is_object() &&
                              !blocks.contains("preprocess");  // of energy_star
    if (!of_inference) return std::nullopt;
    return "it has the blocks prefill and decode with latencies";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        ImportedRun& run = import.begin(record.place);
        run.result.tool.name = "optimum-benchmark";
        Fields file(record.value, "", run);
        if (!record.value.contains("report")) {
            ReportReader(file, {}, run).read();
            continue;
        }
        const Setting of = ConfigReader(run).read(file.part("config"));
        ReportReader(file.part("report"), of, run).read();
        file.finish();
    }
}

}  // namespace

extern const ResultFormat optimum_benchmark;
const ResultFormat optimum_benchmark{
    .name = "optimum-benchmark", .program = "optimum-benchmark", .sniff = sniff, .read = read};

}  // namespace lem::interchange
