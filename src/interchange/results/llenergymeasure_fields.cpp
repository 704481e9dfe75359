#include "interchange/results/llenergymeasure_fields.hpp"

#include "base/text.hpp"

namespace lem::interchange {

using domain::FieldFate;
using schema::json;

void read_llenergymeasure_engine(Fields& fields, std::string_view name, std::string_view version,
                                 ImportedRun& run) {
    const auto written = fields.text(name, "engine.name");
    const auto engine = written ? engine_named(*written) : std::nullopt;
    // Until 2026 there was only one, and no field for it.
    run.result.engine.name = engine.value_or(domain::EngineName::transformers);
    run.result.engine.launcher = "llenergymeasure";
    if (written && !engine)
        run.wrong(fields.pointer_of(name),
                  "is no engine of llenergymeasure: " + text::cut(*written, 40));
    if (!written) run.derived("engine.name", "llenergymeasure ran Transformers then");
    const json& of_engine = member(fields.value(), version);
    if (of_engine.is_string() && of_engine.get_ref<const std::string&>().starts_with("pytorch"))
        return fields.ignore(version, "is the version of PyTorch, not of Transformers");
    run.result.engine.version = fields.text(version, "engine.version");
}

void read_llenergymeasure_machine(Fields& fields, ImportedRun& run) {
    const json& per_device = member(fields.value(), "energy_per_device_j");
    const json& stated = value_at(fields.value(), "/multi_gpu/num_gpus");
    double count =
        per_device.is_array() && !per_device.empty() ? static_cast<double>(per_device.size()) : 1;
    if (stated.is_number()) count = stated.get<double>();
    if (!(count >= 1 && count <= domain::most_devices)) count = 1;
    const json* snapshot = fields.object("environment_snapshot");
    const json& hardware = value_at(fields.value(), "/environment_snapshot/hardware");
    const json& name = value_at(hardware, "/gpu/name");
    run.devices(name.is_string() ? name.get_ref<const std::string&>() : "unknown GPU",
                static_cast<int>(count));
    if (!name.is_string())
        run.note(
            "The file does not name the GPU, but the environment.json beside it does: import the "
            "folder, or give it with --hardware.");
    if (snapshot == nullptr) return;
    Fields parts(*snapshot, fields.pointer_of("environment_snapshot"), run);
    if (!run.result.tool.version.empty())
        parts.ignore("tool_version", "the result states it, too");
    else if (const auto tool = parts.text("tool_version", "tool.version"))
        run.result.tool.version = *tool;
    if (parts.object("hardware") != nullptr)
        run.report({parts.pointer_of("hardware"), "environment.devices", FieldFate::converted,
                    "the GPU, once for each that the run used"});
    parts.finish("is software without a field in lem");
    for (domain::Device& device : run.result.environment.devices) {
        if (const json& size = value_at(hardware, "/gpu/vram_total_mb"); size.is_number())
            device.memory_mb = size.get<double>() * allocator_mebibytes.factor;
        if (const json& limit = value_at(hardware, "/thermal/power_limit_w"); limit.is_number())
            device.power_limit_watts = limit.get<double>();
        if (const json& driver = value_at(hardware, "/cuda/driver_version"); driver.is_string())
            device.driver_version = driver.get<std::string>();
    }
}

}  // namespace lem::interchange
