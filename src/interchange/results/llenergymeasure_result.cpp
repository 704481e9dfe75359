/// llenergymeasure's `result.json` of schema 2.0 (v0.7, February to April 2026) and 3.0 (from April
/// 2026): one run, or an array of them. Energy is that of the GPUs. A result of 3.0 names neither
/// its GPU nor its configuration. Facts: the classes ExperimentResult of both versions.

#include "base/text.hpp"
#include "interchange/results/llenergymeasure_fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr std::string_view anew = "is computed anew from tokens, time and energy";

/// The whole number that a quotient stands for; nullopt if it stands for none from 1 to `maximum`.
std::optional<std::int64_t> whole(double numerator, double denominator, double maximum) {
    if (!(denominator > 0)) return std::nullopt;
    const double quotient = numerator / denominator, rounded = std::round(quotient);
    const double tolerance = std::max(1e-6 * quotient, 1e-3);
    if (!(rounded >= 1 && rounded <= maximum) || std::abs(quotient - rounded) > tolerance)
        return std::nullopt;
    return static_cast<std::int64_t>(rounded);
}

/// The processes count input and output apart.
bool of_processes(Fields& fields, domain::Cycle& cycle, ImportedRun& run) {
    const json* processes = fields.array("process_results");
    if (processes == nullptr || processes->empty() || processes->size() > 4096) return false;
    std::int64_t input = 0, output = 0;
    for (std::size_t i = 0; i < processes->size(); ++i) {
        const std::string pointer = "/process_results/" + std::to_string(i);
        Fields metrics(member((*processes)[i], "inference_metrics"), pointer + "/inference_metrics",
                       run);
        const auto in = metrics.count("input_tokens", "cycles.tokens.input");
        const auto out = metrics.count("output_tokens", "cycles.tokens.output");
        metrics.finish("is computed anew, or lem has no field for it");
        if (!in || !out) return false;
        input += *in;
        output += *out;
    }
    cycle.tokens = {.input = input, .output = output, .cached_input = {}};
    return true;
}

/// The total is of both: its outputs follow from the FLOPs, or else the energy, for each of them.
void from_ratios(Fields& fields, double total, domain::Cycle& cycle, ImportedRun& run) {
    constexpr Quantity unreported{.maximum = 1e30};
    const auto flops = fields.number("total_flops", "", unreported),
               per_output = fields.number("flops_per_output_token", "", unreported),
               per_input = fields.number("flops_per_input_token", "", unreported),
               joules = fields.number("total_energy_j", ""),
               per_token = fields.number("avg_energy_per_token_j", "");
    std::string_view by = "the FLOPs by those for each output token";
    auto output = flops && per_output ? whole(*flops, *per_output, total) : std::nullopt;
    const auto input = flops && per_input ? whole(*flops, *per_input, total) : std::nullopt;
    if (output && input && std::abs(static_cast<double>(*output + *input) - total) > 1)
        output.reset();
    if (!output && joules && per_token) {
        output = whole(*joules, *per_token, total - 1);
        by = "the energy by that for each output token";
    }
    if (!output) return;
    cycle.tokens.output = *output;
    cycle.tokens.input = std::llround(total) - *output;
    run.derived("cycles.tokens.output", std::string(by));
    run.derived("cycles.tokens.input", "the total less the output's");
}

/// Of GPUs that the file itself names, if they add up to the whole.
void read_devices(Fields& fields, domain::Cycle& cycle, ImportedRun& run) {
    const json* list = fields.array("energy_per_device_j");
    const auto& devices = run.result.environment.devices;
    if (list == nullptr || list->size() != devices.size()) return;
    double sum = 0;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const double joules = (*list)[i].is_number() ? (*list)[i].get<double>() : -1;
        if (!(joules >= 0 && joules < 1e15)) return cycle.energy.per_device.clear();
        cycle.energy.per_device.push_back({.device = devices[i].index, .energy_joules = joules});
        sum += joules;
    }
    const double whole_joules = cycle.energy.energy_joules.value_or(0);
    if (std::abs(sum - whole_joules) > 0.01 * whole_joules) return cycle.energy.per_device.clear();
    run.report(
        {"/energy_per_device_j", "cycles.energy.per_device", domain::FieldFate::taken, "the same"});
}

/// Warnings by their code: what follows the colon may name the machine.
void read_doubts(Fields& fields, domain::Cycle& cycle, ImportedRun& run) {
    if (value_at(fields.value(), "/thermal_throttle/thermal") == true)
        cycle.flags.push_back("thermal");
    const json* warnings = fields.array("measurement_warnings");
    if (warnings == nullptr) return;
    for (std::size_t i = 0; i < std::min<std::size_t>(warnings->size(), 10); ++i) {
        if (!(*warnings)[i].is_string()) continue;
        const auto& text = (*warnings)[i].get_ref<const std::string&>();
        const std::string code = text.substr(0, text.find(':'));
        if (code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos)
            run.note("llenergymeasure warns of this run: " + code + ".");
    }
    run.report({"/measurement_warnings", "provenance.notes", domain::FieldFate::converted,
                "the code of each"});
}

class Reader {
public:
    Reader(const json& file, const GivenFacts& given, ImportedRun& run)
        : file_(file), given_(given), run_(run), fields_(file, "", run) {}

    void read() {
        run_.result.tool.name = "llenergymeasure";
        version();
        const auto duration_s = fields_.number("total_inference_time_sec", "cycles.window",
                                               {.minimum = 1e-6, .maximum = 1e8});
        if (!duration_s) run_.wrong("/total_inference_time_sec", "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(0, duration_s.value_or(0));
        configuration();
        read_llenergymeasure_machine(fields_, run_);
        tokens(cycle);
        energy(cycle);
        read_llenergymeasure_metrics(fields_, cycle.metrics, run_);
        read_doubts(fields_, cycle, run_);
        fields_.ignore("start_time", "has no time zone");
        fields_.ignore("end_time", "has no time zone");
        fields_.finish();
    }

private:
    void version() {
        const auto schema = fields_.text("schema_version", "provenance.format_version");
        if (!schema || (*schema != "2.0" && *schema != "3.0"))
            return run_.wrong("/schema_version", "must be \"2.0\" or \"3.0\"");
        run_.result.provenance->format_version = schema;
        if (const auto tool = fields_.text("llenergymeasure_version", "tool.version"))
            run_.result.tool.version = *tool;
        // Alone it is no identity: it is the model and the second.
        const auto id = fields_.text("experiment_id", "experiment.id");
        const auto hash = fields_.text("measurement_config_hash", "experiment.id");
        if (id && hash) run_.identity(*id + "-" + *hash);
        const bool before_rename = member(file_, "engine").is_null();
        read_llenergymeasure_engine(fields_, before_rename ? "backend" : "engine",
                                    before_rename ? "backend_version" : "engine_version", run_);
        if (const auto model = fields_.text("model_name", ""); model && *model != "unknown")
            run_.model(*model, "/model_name");
    }

    void configuration() {
        if (fields_.object("effective_config") == nullptr) return;
        const json& written = member(file_, "effective_config");
        Fields config(written, "/effective_config", run_);
        const auto model = config.text("model", "");
        if (model && run_.result.model.name.empty()) run_.model(*model, "/effective_config/model");
        if (const auto precision = config.text("precision", "model.precision"))
            run_.result.model.precision = llenergymeasure_precision(*precision);
        if (member(written, "load_in_8bit") == true) {
            config.flag("load_in_8bit", "model.precision");
            run_.result.model.precision = "int8";
        }
        prompts_ = config.number("n", "experiment.load", {.minimum = 1, .maximum = 1e6});
        if (const auto length = config.number("max_output_tokens", "", {.maximum = 1e9}))
            output_max_ = prompts_.value_or(0) * *length;
        std::optional<double> at_a_time;
        for (const char* pointer :
             {"/batch_size", "/dimensions/batch_size", "/dimensions/max_num_seqs",
              "/pytorch/batch_size", "/transformers/batch_size", "/vllm/max_num_seqs"}) {
            const json& value = value_at(written, pointer);
            if (!at_a_time && value.is_number()) at_a_time = value.get<double>();
        }
        config.ignore("max_output_tokens", "is the limit of each answer");
        llenergymeasure_load(prompts_, at_a_time, run_);
        zeus_ = value_at(written, "/energy/backend") == "zeus";
        codecarbon_ = value_at(written, "/energy/backend") == "codecarbon";
        config.remove("output_dir", "is a path of the machine");
        config.finish("is a setting of llenergymeasure, without a field in lem");
    }

    void tokens(domain::Cycle& cycle) {
        const auto total = fields_.count("total_tokens", "cycles.tokens");
        if (total && !of_processes(fields_, cycle, run_))
            from_ratios(fields_, static_cast<double>(*total), cycle, run_);
        for (const char* name : {"total_flops", "flops_per_output_token", "flops_per_input_token",
                                 "avg_energy_per_token_j", "process_results"})
            fields_.ignore(name, "at most tells the output tokens");
        if (!cycle.tokens.output)
            run_.note("The total includes the prompts' tokens; the output's are not in the file.");
        if (output_max_ > 0 && cycle.tokens.output.value_or(0) > std::llround(output_max_))
            run_.note("The file counts more output tokens than it allowed: padding is among them.");
        for (const char* name : {"avg_tokens_per_second", "mj_per_tok_adjusted", "mj_per_tok_total",
                                 "flops_per_second"})
            fields_.ignore(name, anew);
    }

    void energy(domain::Cycle& cycle) {
        fields_.ignore("baseline_power_w", "was measured up to two hours before the run");
        fields_.ignore("energy_adjusted_j", "has the idle power taken off: the whole is taken");
        fields_.ignore("energy_breakdown", "states the same energy again");
        if (codecarbon_)
            return fields_.ignore("total_energy_j", "CodeCarbon's parts are not in the file");
        cycle.energy.energy_joules =
            fields_.number("total_energy_j", "cycles.energy.energy_joules");
        run_.result.energy_scope = domain::EnergyScope::gpu;
        run_.result.energy_method =
            zeus_ ? domain::EnergyMethod::counter : domain::EnergyMethod::integrated_power;
        if (!zeus_)
            run_.note(
                "The file may not say what read the power: samples are stated, not counters.");
        if (!given_.hardware) read_devices(fields_, cycle, run_);
    }

    const json& file_;
    const GivenFacts& given_;
    ImportedRun& run_;
    Fields fields_;
    std::optional<double> prompts_;
    double output_max_ = 0;
    bool zeus_ = false, codecarbon_ = false;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"measurement_methodology", "total_inference_time_sec", "total_tokens"}))
        return std::nullopt;
    return "it has the keys measurement_methodology and total_inference_time_sec";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        Reader(record.value, source.given, import.begin(record.place)).read();
}

}  // namespace

extern const ResultFormat llenergymeasure_result;
const ResultFormat llenergymeasure_result{.name = "llenergymeasure-result",
                                          .program = "llenergymeasure 0.7 to 0.9",
                                          .sniff = sniff,
                                          .read = read};

}  // namespace lem::interchange
