/// llenergymeasure's `result.json` of schema 2.0 (v0.7, February to April 2026) and 3.0 (from April
/// 2026): one run, or an array of them. Energy is that of the GPUs. A result of 3.0 names neither
/// its GPU nor its configuration: the files beside it do. {"llenergymeasure_cycles": [...]} joins
/// the results of one configuration, each with these files. Facts: the classes ExperimentResult of
/// both versions.

#include "base/text.hpp"
#include "interchange/results/llenergymeasure_fields.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr const char* cycles_name = "llenergymeasure_cycles";
constexpr std::string_view anew = "is computed anew from tokens, time and energy";

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
    run.report({fields.pointer_of("energy_per_device_j"), "cycles.energy.per_device",
                domain::FieldFate::taken, "the same"});
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
    run.report({fields.pointer_of("measurement_warnings"), "provenance.notes",
                domain::FieldFate::converted, "the code of each"});
}

class Reader {
public:
    Reader(const json& file, const std::string& pointer, const GivenFacts& given, ImportedRun& run)
        : file_(file),
          given_(given),
          run_(run),
          fields_(file, pointer, run),
          zeus_(value_at(file, "/effective_config/energy/backend") == "zeus"),
          codecarbon_(value_at(file, "/effective_config/energy/backend") == "codecarbon") {}

    /// The first cycle, and what is the same for all of them.
    void read() {
        run_.result.tool.name = "llenergymeasure";
        version();
        add_cycle(0);
    }

    /// Another cycle of the same configuration.
    void read_again(const Reader& first) {
        settings_ = first.settings_;
        for (const char* name : {"measurement_config_hash", "model_name", "engine"}) {
            if (member(file_, name) != member(first.file_, name))
                run_.wrong(fields_.pointer_of(name), "is not that of the first cycle");
            fields_.ignore(name, "is that of the first cycle");
        }
        for (const char* name :
             {"experiment_id", "schema_version", "llenergymeasure_version", "engine_version",
              "environment_snapshot", "config", "resolution", "effective_config"})
            fields_.ignore(name, "that of the first cycle is taken");
        add_cycle(run_.result.cycles.empty() ? 0 : run_.result.cycles.back().window.end_s);
    }

private:
    void version() {
        const auto schema = fields_.text("schema_version", "provenance.format_version");
        if (!schema || (*schema != "2.0" && *schema != "3.0"))
            return run_.wrong(fields_.pointer_of("schema_version"), "must be \"2.0\" or \"3.0\"");
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
            run_.model(*model, fields_.pointer_of("model_name"));
        settings_ = read_llenergymeasure_sidecars(fields_, run_);
        configuration();
        llenergymeasure_load(settings_.prompts, settings_.at_a_time, run_);
        read_llenergymeasure_machine(fields_, run_);
    }

    void configuration() {
        if (fields_.object("effective_config") == nullptr) return;
        const json& written = member(file_, "effective_config");
        Fields config(written, fields_.pointer_of("effective_config"), run_);
        const auto model = config.text("model", "");
        if (model && run_.result.model.name.empty()) run_.model(*model, config.pointer_of("model"));
        if (const auto precision = config.text("precision", "model.precision"))
            run_.result.model.precision = llenergymeasure_precision(*precision);
        if (member(written, "load_in_8bit") == true) {
            config.flag("load_in_8bit", "model.precision");
            run_.result.model.precision = "int8";
        }
        settings_.prompts = config.number("n", "experiment.load", {.minimum = 1, .maximum = 1e6});
        if (const auto length = config.number("max_output_tokens", "", {.maximum = 1e9}))
            settings_.output_tokens_max = settings_.prompts.value_or(0) * *length;
        for (const char* pointer :
             {"/batch_size", "/dimensions/batch_size", "/dimensions/max_num_seqs",
              "/pytorch/batch_size", "/transformers/batch_size", "/vllm/max_num_seqs"}) {
            const json& value = value_at(written, pointer);
            if (!settings_.at_a_time && value.is_number())
                settings_.at_a_time = value.get<double>();
        }
        config.ignore("max_output_tokens", "is the limit of each answer");
        config.remove("output_dir", "is a path of the machine");
        config.finish("is a setting of llenergymeasure, without a field in lem");
    }

    void add_cycle(double start_s) {
        const auto duration_s = fields_.number("total_inference_time_sec", "cycles.window",
                                               {.minimum = 1e-6, .maximum = 1e8});
        if (!duration_s)
            run_.wrong(fields_.pointer_of("total_inference_time_sec"), "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(start_s, duration_s.value_or(0));
        read_llenergymeasure_tokens(fields_, cycle, run_);
        const double most = settings_.output_tokens_max;
        if (most > 0 && static_cast<double>(cycle.tokens.output.value_or(0)) > std::round(most))
            run_.note("The file counts more output tokens than it allowed: padding is among them.");
        for (const char* name : {"avg_tokens_per_second", "mj_per_tok_adjusted", "mj_per_tok_total",
                                 "flops_per_second"})
            fields_.ignore(name, anew);
        energy(cycle);
        read_llenergymeasure_metrics(fields_, cycle.metrics, run_);
        read_doubts(fields_, cycle, run_);
        fields_.ignore("start_time", "has no time zone");
        fields_.ignore("end_time", "has no time zone");
        fields_.finish();
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
    LlenergymeasureSettings settings_;
    bool zeus_, codecarbon_;
};

/// The results of one configuration, which ran several times.
void read_cycles(const json& cycles, const GivenFacts& given, ImportedRun& run) {
    const std::string pointer = "/" + std::string(cycles_name);
    constexpr auto most = static_cast<std::size_t>(domain::most_cycles);
    if (!cycles.is_array() || cycles.empty() || cycles.size() > most)
        return run.wrong(pointer, "must be an array of 1 to 1000 results");
    Reader first(cycles[0], pointer + "/0", given, run);
    first.read();
    for (std::size_t i = 1; i < cycles.size(); ++i)
        Reader(cycles[i], pointer + "/" + std::to_string(i), given, run).read_again(first);
}

std::optional<std::string> sniff(const Sample& sample) {
    if (has_keys(sample, {cycles_name})) return "it has the key " + std::string(cycles_name);
    if (!has_keys(sample, {"measurement_methodology", "total_inference_time_sec", "total_tokens"}))
        return std::nullopt;
    return "it has the keys measurement_methodology and total_inference_time_sec";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        ImportedRun& run = import.begin(record.place);
        const json& cycles = member(record.value, cycles_name);
        if (cycles.is_null())
            Reader(record.value, "", source.given, run).read();
        else
            read_cycles(cycles, source.given, run);
    }
}

}  // namespace

extern const ResultFormat llenergymeasure_result;
const ResultFormat llenergymeasure_result{.name = "llenergymeasure-result",
                                          .program = "llenergymeasure 0.7 to 0.9",
                                          .sniff = sniff,
                                          .read = read};

}  // namespace lem::interchange
