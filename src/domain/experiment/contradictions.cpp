#include "domain/experiment/contradictions.hpp"

#include "base/text.hpp"
#include "domain/experiment/engine_spec.hpp"
#include "domain/experiment/slo_limits.hpp"
#include "schema/write.hpp"

namespace lem::domain {
namespace {

constexpr const char* runs_already = "engine.base_url names one that already runs";

class Contradictions {
public:
    explicit Contradictions(const Experiment& experiment) : experiment_(experiment) {}

    Violations find() {
        engine();
        model();
        prompts();
        energy();
        limits();
        protocol();
        return std::move(found_);
    }

private:
    void add(const char* pointer, std::string message) {
        found_.push_back({pointer, std::move(message)});
    }

    void engine() {
        const EngineConfig& engine = experiment_.engine;
        const bool any_setting =
            schema::to_text(engine.settings) != schema::to_text(EngineSettings{});
        const std::pair<const char*, bool> for_a_start[]{
            {"/engine/image", engine.image.has_value()},
            {"/engine/command", engine.command.has_value()},
            {"/engine/settings", any_setting},
            {"/engine/options", !engine.options.empty()},
            {"/engine/env", !engine.env.empty()},
        };
        for (const auto& [pointer, given] : for_a_start) {
            if (engine.base_url && given)
                add(pointer, "is for an engine that lem starts, but " + std::string(runs_already) +
                                 "; remove one of the two");
        }
        const std::pair<const char*, bool> for_a_container[]{
            {"/engine/container_devices", !engine.container_devices.empty()},
            {"/engine/container_shm_mb", engine.container_shm_mb.has_value()},
        };
        for (const auto& [pointer, given] : for_a_container) {
            if (!engine.image && given)
                add(pointer, "is for a container; set engine.image, or remove it");
        }
        if (!engine.base_url && !engine.header_env.empty())
            add("/engine/header_env",
                "is for an endpoint that already runs; set engine.base_url, or remove it");
        for (const std::string& name : engine.env) {
            if (name.find('=') != std::string::npos)
                add("/engine/env", "takes names only, so that no value is stored; write " +
                                       name.substr(0, name.find('=')) +
                                       " and set the variable where lem runs");
        }
        if (engine.base_url) return;
        if (!engine_spec(engine.name).can_be_started())
            return add("/engine/base_url",
                       "is required for the engine openai, for example http://127.0.0.1:8000");
        Violations refused = engine_violations(engine);
        found_.insert(found_.end(), refused.begin(), refused.end());
    }

    void model() {
        const EngineSpec& spec = engine_spec(experiment_.engine.name);
        const ModelConfig& model = experiment_.model;
        if (experiment_.engine.base_url) return;
        if (spec.needs_model_path && !model.path)
            add("/model/path",
                "is required: llama.cpp loads a GGUF file; set it in the "
                "configuration or with --set model.path=FILE");
        if (model.revision && !spec.name_revision_refusal.empty() &&
            !(model.path && spec.folder_revision_ignored))
            add("/model/revision", std::string(spec.name_revision_refusal));
    }

    void prompts() {
        using enum PromptSource;
        const Workload& workload = experiment_.workload;
        const bool from_file = workload.prompts == file || workload.prompts == conversations;
        const std::string source(schema::name_of(workload.prompts));
        if (std::holds_alternative<TraceLoad>(experiment_.load) && workload.prompts != synthetic)
            add("/workload/prompts", "is " + source +
                                         ", but load.mode: trace needs synthetic, because a "
                                         "trace has its own lengths");
        if (from_file && !workload.file)
            add("/workload/file", "is required for workload.prompts: " + source);
        if (!from_file && workload.file)
            add("/workload/file", "names a file of prompts, but workload.prompts is " + source +
                                      "; set it to file or conversations, or remove the file");
    }

    void energy() {
        using enum EnergySourceName;
        const EnergyConfig& energy = experiment_.energy;
        if ((energy.source == replay || energy.source == external) && !energy.trace)
            add("/energy/trace",
                "is required for energy.source: " + std::string(schema::name_of(energy.source)));
    }

    void limits() {
        if (const auto* search = std::get_if<SloSearchLoad>(&experiment_.load)) {
            if (search->lowest > search->highest)
                add("/load/lowest", "is above load.highest; exchange them");
            if (!has_limit(search->limits))
                add("/load/limits",
                    "holds no limit; add one, for example "
                    "time_to_first_token_ms_p90: 500, or a preset");
        }
        if (experiment_.protocol.slo && !has_limit(*experiment_.protocol.slo))
            add("/protocol/slo",
                "holds no limit; add one, for example "
                "time_to_first_token_ms: 500, or a preset");
    }

    void protocol() {
        const Protocol& protocol = experiment_.protocol;
        if (protocol.engine_restarts > 0 && protocol.engine_restarts >= protocol.cycles)
            add("/protocol/engine_restarts", "is " + std::to_string(protocol.engine_restarts) +
                                                 ", but " + std::to_string(protocol.cycles) +
                                                 " cycles (protocol.cycles) leave room for " +
                                                 std::to_string(protocol.cycles - 1));
        if (protocol.engine_restarts > 0 && experiment_.engine.base_url)
            add("/protocol/engine_restarts",
                "needs an engine that lem starts, but " + std::string(runs_already));
        if (protocol.warmup_until_steady && protocol.warmup_max_s < protocol.warmup_s)
            add("/protocol/warmup_max_s", "is " + text::number(protocol.warmup_max_s) +
                                              ", less than protocol.warmup_s (" +
                                              text::number(protocol.warmup_s) + ")");
    }

    const Experiment& experiment_;
    Violations found_;
};

}  // namespace

Violations contradictions(const Experiment& experiment) {
    return Contradictions(experiment).find();
}

}  // namespace lem::domain
