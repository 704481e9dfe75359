/// What llenergymeasure wrote of a run in 2025, in whichever of its files.

#include "base/text.hpp"
#include "interchange/results/llenergymeasure_fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr Quantity kilowatt_hours{.factor = 3.6e6, .reason = "kWh"};
constexpr std::string_view anew = "is computed anew from tokens, time and energy";

/// The same run stands in a folder of parts, in a list and in a table: its second and its length
/// with all digits identify it.
void identify(const Run2025& parts, ImportedRun& run) {
    const json& nested = member(parts.inference, "inference_performance");
    const json& length_s =
        member(nested.is_object() ? nested : parts.inference, "total_inference_time_sec");
    for (const char* name : {"date_time", "date"}) {
        const json& date = member(parts.setup, name);
        if (date.is_string() && length_s.is_number())
            run.identity(text::slug(date.get_ref<const std::string&>(), 40) + "-" +
                             text::number(length_s.get<double>()),
                         "llenergymeasure");
    }
}

void read_setup(const Run2025& parts, ImportedRun& run) {
    Fields fields(parts.setup, "/" + parts.setup_name, run);
    if (const auto model = fields.text("model", "")) run.model(*model, fields.pointer_of("model"));
    if (const auto gpus = fields.text("gpu_model", "environment.devices"))
        llenergymeasure_devices(*gpus, run);
    auto& machine = run.result.environment;
    machine.cpu_model = fields.text("cpu_model", "environment.cpu_model");
    machine.os = fields.text("os", "environment.os");
    for (const char* name : {"available_cpu_count", "cpu_count"}) {
        const auto count =
            fields.number(name, "environment.cpu_count", {.minimum = 1, .maximum = 1e5});
        if (count) machine.cpu_count = static_cast<int>(*count);
    }
    for (const char* name : {"country", "region"})
        fields.remove(name, "is where the machine stands");
    for (const char* name : {"date_time", "date"})
        fields.ignore(name, "has no time zone");
    identify(parts, run);
    for (const char* name : {"experiment_id", "exp_id"})
        fields.ignore(name, "is a counter, which starts anew elsewhere");
    fields.finish();
}

class Reader2025 {
public:
    Reader2025(const Run2025& parts, ImportedRun& run) : parts_(parts), run_(run) {}

    void read() {
        run_.result.tool.name = "llenergymeasure";
        read_setup(parts_, run_);
        variables();
        inference();
        energy();
        compute();
        if (processes_ > 1)
            run_.note("Each of the " + text::number(processes_) +
                      " processes may have metered every GPU, and their energies are added up.");
    }

private:
    void variables() {
        const json& written = parts_.variables;
        Fields fields(written, "/" + parts_.variables_name, run_);
        read_llenergymeasure_engine(fields, "backend", "", run_);
        if (const auto precision = fields.text("fp_precision", "model.precision"))
            run_.result.model.precision = llenergymeasure_precision(*precision);
        const json& quantised = value_at(written, "/quantisation");
        const bool four_bits = member(quantised, "load_in_4bit") == true;
        if (member(quantised, "load_in_8bit") == true) run_.result.model.precision = "int8";
        if (four_bits) run_.result.model.precision = "bnb-4bit";
        const json& processes =
            value_at(written.contains("accelerate_config") ? written : parts_.setup,
                     "/accelerate_config/num_processes");
        if (processes.is_number()) processes_ = processes.get<double>();
        std::optional<double> batch;
        for (const char* pointer : {"/batching_options/batch_size___fixed_batching",
                                    "/batching_options/fixed_max_batch_size"}) {
            const json& size = value_at(written, pointer);
            if (size.is_number()) batch = size.get<double>() * processes_;
        }
        const bool other = value_at(written, "/batching_options/adaptive_batching") == true ||
                           value_at(written, "/latency_simulation/simulate") == true;
        prompts_ = fields.number("number_input_prompts", "experiment.load", {.maximum = 1e9});
        if (!other) llenergymeasure_load(prompts_, batch, run_);
        // Of March: the others count them in their metrics.
        input_ = fields.count("total_input_tokens", "cycles.tokens.input");
        fields.ignore("total_output_tokens", "stands in inference_performance, too");
        if (member(written, "decoder_config").is_object())
            decoding(*fields.object("decoder_config"), fields.pointer_of("decoder_config"));
        fields.finish("is a setting of llenergymeasure; precision, batch and processes are taken");
        const json& weights = member(parts_.architecture, "total_params");
        if (!four_bits && weights.is_number() && weights.get<double>() >= 1) {
            Fields shape(parts_.architecture, "/model_architecture", run_);
            run_.result.model.parameters_total =
                shape.number("total_params", "model.parameters_total", {.minimum = 1});
            shape.finish();
        }
    }

    /// How tokens are chosen takes time: runs that differ in it are no replicates.
    void decoding(const json& decoder, const std::string& pointer) {
        for (const char* name :
             {"decoding_mode", "decoder_temperature", "decoder_top_k", "decoder_top_p"}) {
            const json& value = member(decoder, name);
            auto& settings = run_.result.engine.capabilities;
            if (value.is_number())
                settings[name] = value.get<double>();
            else if (value.is_string())
                settings[name] = text::cut(value.get_ref<const std::string&>(), 60);
            else
                continue;
            run_.report({pointer + "/" + name, "engine.capabilities", domain::FieldFate::taken,
                         "the same"});
        }
    }

    void inference() {
        const bool nested = member(parts_.inference, "inference_performance").is_object();
        const std::string pointer =
            parts_.results_pointer + (nested ? "/inference_metrics" : "/inference_performance");
        Fields fields(parts_.inference, pointer, run_);
        const json* speed = nested ? fields.object("inference_performance") : &parts_.inference;
        Fields performance(*speed, nested ? pointer + "/inference_performance" : pointer, run_);
        const double time_s = performance
                                  .number("total_inference_time_sec", "cycles.window",
                                          {.minimum = 1e-6, .maximum = 1e8})
                                  .value_or(0);
        domain::Cycle& cycle = run_.add_cycle(0, time_s);
        cycle.tokens.input = input_;
        if (const json* counted = nested ? fields.object("raw_inference_metrics") : nullptr) {
            Fields counts(*counted, pointer + "/raw_inference_metrics", run_);
            const auto prompts = counts.number("number_input_prompts", "cycles.requests.completed",
                                               {.maximum = domain::most_counted});
            if (prompts) cycle.requests.completed = static_cast<int>(*prompts);
            cycle.tokens.input = counts.count("total_input_tokens", "cycles.tokens.input");
            cycle.tokens.output = counts.count("total_generated_tokens", "cycles.tokens.output");
            counts.finish();
        } else {
            cycle.tokens.output =
                performance.count("total_tokens_generated", "cycles.tokens.output");
            const auto rate = performance.number("throughput_tokens_per_sec", "");
            if (!cycle.tokens.output && rate && *rate > 0) {
                cycle.tokens.output = std::llround(std::min(*rate * time_s, 1e15));
                run_.derived("cycles.tokens.output", "throughput_tokens_per_sec times the time");
            }
        }
        performance.ignore("average_latency_ms_per_batch", "is of a batch, not of a request");
        for (const char* name : {"throughput_queries_per_sec", "throughput_tokens_per_sec"})
            performance.ignore(name, anew);
        performance.finish();
        if (nested) fields.finish();
    }

    /// CodeCarbon's energy of the GPUs is from their counters. That of the processor and the memory
    /// is of an assumed power, so it is taken only where it is not stated apart.
    void energy() {
        if (!parts_.energy.is_object()) return;
        const std::string pointer = parts_.results_pointer + "/" + parts_.energy_name;
        Fields all(parts_.energy, pointer, run_);
        const bool nested = member(parts_.energy, "global_experiment_results").is_object();
        const json* stated = nested ? all.object("global_experiment_results") : &parts_.energy;
        Fields fields(*stated, nested ? pointer + "/global_experiment_results" : pointer, run_);
        auto& reading = run_.result.cycles[0].energy;
        const std::string target = "cycles.energy.energy_joules";
        reading.energy_joules = llenergymeasure_above_zero(
            fields.number(nested ? "gpu_energy_total" : "gpu_energy", target, kilowatt_hours));
        if (reading.energy_joules) {
            run_.result.energy_scope = domain::EnergyScope::gpu;
            run_.result.energy_method = domain::EnergyMethod::counter;
        } else if (!stated->contains(nested ? "gpu_energy_total" : "gpu_energy")) {
            reading.energy_joules = fields.number("total_energy_consumed_joules", target);
            run_.result.energy_scope = domain::EnergyScope::gpu_cpu_dram;
            run_.result.energy_method = domain::EnergyMethod::modelled;
            run_.note("CodeCarbon assumes the power of the processor and the memory.");
        }
        fields.finish("is of other parts, whose power CodeCarbon assumes, or is computed anew");
        if (nested) all.finish("is the same for each process, or is computed anew");
    }

    void compute() {
        if (!parts_.compute.is_object()) return;
        const bool march = parts_.energy_name == "energy_performance";
        const char* name = march ? "/compute_performance" : "/compute_metrics";
        Fields fields(parts_.compute, parts_.results_pointer + name, run_);
        const char* group = parts_.compute.contains("Memory") ? "Memory" : "memory";
        // Of one process: with several, the others' memory is unknown.
        if (const json* memory = processes_ == 1 ? fields.object(group) : nullptr) {
            Fields parts(*memory, fields.pointer_of(group), run_);
            run_.result.cycles[0].metrics.peak_memory_mb = llenergymeasure_above_zero(
                parts.number("gpu_max_memory_allocated_bytes", "cycles.metrics.peak_memory_mb",
                             {.factor = 1e-6, .reason = "bytes, of PyTorch's allocator"}));
            parts.finish();
        }
        fields.finish("is one constant for many runs, or lem has no field for it");
    }

    const Run2025& parts_;
    ImportedRun& run_;
    double processes_ = 1;
    std::optional<double> prompts_;
    std::optional<std::int64_t> input_;
};

}  // namespace

void read_llenergymeasure_2025(const Run2025& parts, ImportedRun& run) {
    Reader2025(parts, run).read();
}

}  // namespace lem::interchange
