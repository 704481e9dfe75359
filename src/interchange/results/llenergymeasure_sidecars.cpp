/// The files that llenergymeasure writes beside a result.json of schema 3.0, which itself has no
/// settings: `_resolution.json` has those that differ from the defaults, `config.json` what the
/// engine was seen to use. Facts: the study folders of 2026-04.

#include "interchange/results/llenergymeasure_fields.hpp"

namespace lem::interchange {
namespace {

using domain::FieldFate;
using schema::json;

/// Takes settings by the end of their dotted name: "batch_size" of "transformers.batch_size".
class Settings {
public:
    Settings(const json& overrides, std::string pointer, ImportedRun& run)
        : overrides_(overrides), pointer_(std::move(pointer)), run_(run) {}

    const json& take(std::string_view ending, const char* target) {
        static const json absent;
        if (!overrides_.is_object()) return absent;
        for (const auto& [name, setting] : overrides_.items()) {
            const bool ends = name == ending || name.ends_with("." + std::string(ending));
            const json& value = member(setting, "effective");
            if (!ends || value.is_null()) continue;
            run_.report({pointer_ + "/" + name, target, FieldFate::taken, "the same"});
            return value;
        }
        return absent;
    }

    std::optional<double> number(std::string_view ending, const char* target) {
        const json& value = take(ending, target);
        return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
    }

private:
    const json& overrides_;
    std::string pointer_;
    ImportedRun& run_;
};

void read_precision(Settings& settings, const json& config, ImportedRun& run) {
    const json& set = settings.take("dtype", "model.precision");
    const json& seen = value_at(config, "/observed_engine_params/dtype");
    const json& type = set.is_string() ? set : seen;
    auto& precision = run.result.model.precision;
    if (type.is_string() && type != "auto")
        precision = llenergymeasure_precision(type.get_ref<const std::string&>());
    if (settings.take("load_in_8bit", "model.precision") == true) precision = "int8";
    if (settings.take("load_in_4bit", "model.precision") == true) precision = "bnb-4bit";
    const json& scheme = settings.take("quantization", "model.precision");
    if (scheme.is_string()) precision = text::lower(scheme.get_ref<const std::string&>());
}

}  // namespace

LlenergymeasureSettings read_llenergymeasure_sidecars(Fields& fields, ImportedRun& run) {
    const json* resolution = fields.object("resolution");
    const json* config = fields.object("config");
    const json empty = json::object();
    Settings settings(resolution != nullptr ? member(*resolution, "overrides") : empty,
                      fields.pointer_of("resolution/overrides"), run);
    const json& seen = config != nullptr ? *config : empty;
    read_precision(settings, seen, run);
    const json& version = member(seen, "library_version");
    if (!run.result.engine.version && version.is_string()) {
        run.result.engine.version = version.get<std::string>();
        run.report({fields.pointer_of("config/library_version"), "engine.version", FieldFate::taken,
                    "the same"});
    }
    for (const char* part : {"config", "environment_snapshot"}) {
        for (const char* name : {"experiment_id", "measurement_config_hash"}) {
            const json &of_result = member(fields.value(), name),
                       &of_part = member(member(fields.value(), part), name);
            if (of_part.is_string() && of_result.is_string() && of_part != of_result)
                run.wrong(fields.pointer_of(part) + "/" + name, "is not that of the result");
        }
    }
    LlenergymeasureSettings found;
    found.prompts = settings.number("n_prompts", "experiment.load");
    found.at_a_time = settings.number("batch_size", "experiment.load");
    if (!found.at_a_time) found.at_a_time = settings.number("max_num_seqs", "experiment.load");
    const auto longest = settings.number("max_output_tokens", "provenance.notes");
    if (found.prompts && longest) found.output_tokens_max = *found.prompts * *longest;
    return found;
}

}  // namespace lem::interchange
