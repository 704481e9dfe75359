#include "domain/experiment/study_plan.hpp"

#include "base/text.hpp"
#include "domain/experiment/slo_limits.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lem::domain {
namespace {

using schema::json;

/// The parts of the file that are not fields of a Study.
json take(json& document, const char* name) {
    if (!document.is_object() || !document.contains(name)) return nullptr;
    json value = std::move(document[name]);
    document.erase(name);
    return value;
}

std::string engine_of(const json& experiment, const EngineKeys& keys) {
    const json* at = &experiment;
    for (const std::string_view key : text::split(keys.name_path, '.')) {
        const auto child = at->is_object() ? at->find(key) : at->end();
        if (!at->is_object() || child == at->end()) return std::string(keys.default_name);
        at = &*child;
    }
    return at->is_string() ? at->get<std::string>() : std::string(keys.default_name);
}

/// If a study spans engines with a section each, a point keeps only its own engine's section.
void keep_own_section(json& experiment, const Overlay& point, const EngineKeys& keys) {
    const bool spans_engines = std::ranges::any_of(
        point.values, [&](const auto& value) { return value.first == keys.name_path; });
    if (!spans_engines) return;
    const std::string engine = engine_of(experiment, keys);
    const auto own = std::ranges::find(keys.scopes, engine, &EngineScope::engine);
    if (own == keys.scopes.end()) return;
    for (const EngineScope& scope : keys.scopes) {
        if (scope.section != own->section) experiment.erase(std::string(scope.section));
    }
}

/// The grid without duplicates, each point with the paths of its own engine only.
tl::expected<std::vector<Overlay>, Violations> with_engines(const std::vector<Overlay>& grid,
                                                            const json& start,
                                                            const EngineKeys& keys) {
    std::vector<Overlay> points;
    std::set<std::string> seen;
    std::map<std::string, bool> used;  // path of an engine: does a point have that engine?
    for (const Overlay& overlay : grid) {
        const auto named = apply_overlay(start, for_engine(overlay, "", keys.scopes));
        const std::string engine = named ? engine_of(*named, keys) : "";
        for (const auto& [path, value] : overlay.values) {
            const EngineScope* scope = scope_of(path, keys.scopes);
            if (scope != nullptr) used[path] = used[path] || scope->engine == engine;
        }
        Overlay point = for_engine(overlay, engine, keys.scopes);
        const bool reduced = point.values.size() < overlay.values.size();
        if (seen.insert(json(point.values).dump()).second || !reduced)
            points.push_back(std::move(point));
    }
    Violations unused;
    for (const auto& [path, has_point] : used) {
        if (!has_point)
            unused.push_back({schema::pointer_to("/sweep", path),
                              "is for the engine " +
                                  std::string(scope_of(path, keys.scopes)->engine) +
                                  ", which no point of the grid has"});
    }
    if (!unused.empty()) return tl::unexpected(std::move(unused));
    return points;
}

bool is_same(const Violation& a, const Violation& b) {
    return a.pointer == b.pointer && a.message == b.message;
}

class Planner {
public:
    Planner(const StudyDocument& document, const json& start, const EngineKeys& keys,
            ExperimentReader read)
        : start_(start), keys_(keys), read_(read), plan_{.study = document.study} {}

    void add(const Overlay& overlay) {
        const std::string label = overlay.label();
        auto experiment = read_point(overlay);
        if (!experiment) return reject(label, std::move(experiment.error()));
        plan_.translated_from = experiment->translated_from;
        for (Violation& note : experiment->notes) {
            const bool known = std::ranges::any_of(
                plan_.notes, [&](const Violation& one) { return is_same(one, note); });
            if (!known) plan_.notes.push_back(std::move(note));
        }
        const auto [first, is_new] =
            labels_by_work_.emplace(work_of(experiment->experiment), label);
        if (!is_new) return plan_.duplicates.push_back({label, first->second});
        constexpr std::size_t name_length_max = 200;
        experiment->experiment.name = text::cut(plan_.study.study + ", " + label, name_length_max);
        plan_.points.push_back({label, std::move(experiment->experiment)});
    }

    StudyPlan take() && { return std::move(plan_); }

private:
    tl::expected<ReadExperiment, Violations> read_point(const Overlay& overlay) {
        auto document = apply_overlay(start_, overlay);
        if (!document) return tl::unexpected(std::move(document.error()));
        keep_own_section(*document, overlay, keys_);
        return read_(*document);
    }
    void reject(const std::string& label, Violations violations) {
        const bool known = std::ranges::any_of(plan_.rejected, [&](const RejectedPoint& one) {
            return one.label == label && is_same(one.violations[0], violations[0]);
        });
        if (!known) plan_.rejected.push_back({label, std::move(violations)});
    }

    const json& start_;
    const EngineKeys& keys_;
    ExperimentReader read_;
    StudyPlan plan_;
    std::map<std::string, std::string> labels_by_work_;
};

}  // namespace

const EngineKeys& engine_keys() {
    static constexpr auto scopes = [] {
        constexpr auto& engines = schema::enumeration<EngineName>::values;
        std::array<EngineScope, engines.size()> all{};
        for (std::size_t i = 0; i < engines.size(); ++i)
            all[i] = {engines[i].name, "engine"};
        return all;
    }();
    static constexpr EngineKeys keys{
        .name_path = "engine.name", .default_name = "", .scopes = scopes};
    return keys;
}

bool is_study(const json& document) {
    return document.is_object() && document.contains("study");
}

tl::expected<StudyDocument, Violations> read_study(json document) {
    StudyDocument read{.study = {},
                       .sweep = take(document, "sweep"),
                       .points = take(document, "points"),
                       .experiment = take(document, "experiment")};
    auto study = schema::from_json<Study>(document);
    if (!study) return tl::unexpected(std::move(study.error()));
    read.study = std::move(*study);
    return read;
}

json starting_experiment(const StudyDocument& study, json base) {
    json start = base.is_object() ? std::move(base) : json::object();
    if (study.experiment.is_object()) start.merge_patch(study.experiment);
    if (!start.contains("schema_version")) start["schema_version"] = 1;
    if (!start.contains("name")) start["name"] = study.study.study;
    return start;
}

tl::expected<StudyPlan, Violations> plan_study(const StudyDocument& document, const json& start,
                                               const EngineKeys& keys, ExperimentReader read) {
    const auto grid = expand(document.sweep, document.points);
    if (!grid) return tl::unexpected(grid.error());
    const auto overlays = with_engines(*grid, start, keys);
    if (!overlays) return tl::unexpected(overlays.error());
    Planner planner(document, start, keys, read);
    for (const Overlay& overlay : *overlays)
        planner.add(overlay);
    StudyPlan plan = std::move(planner).take();
    if (!plan.points.empty()) return plan;
    const RejectedPoint& first = plan.rejected.front();
    return tl::unexpected(
        Violations{{"", "has " + std::to_string(plan.rejected.size()) +
                            " points, and none can be measured; the first, " + first.label + ": " +
                            first.violations[0].pointer + " " + first.violations[0].message}});
}

std::string work_of(Experiment experiment) {
    experiment.name = "point";
    experiment.description.reset();
    // Names for values that the experiment also contains.
    experiment.workload.shape.reset();
    experiment.protocol.preset.reset();
    if (auto& slo = experiment.protocol.slo) {
        slo = resolve_limits(*slo);
        slo->preset.reset();
    }
    if (auto* search = std::get_if<SloSearchLoad>(&experiment.load)) {
        search->limits = resolve_limits(search->limits);
        search->limits.preset.reset();
    }
    return schema::to_text(experiment);
}

}  // namespace lem::domain
