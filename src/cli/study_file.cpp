#include "cli/study_file.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/config_file.hpp"
#include "interchange/llenergymeasure_experiment.hpp"
#include "measure/run/contradictions.hpp"
#include "schema/read.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lem::cli {
namespace {

/// The parts of the file that are no fields of a Study.
schema::json take(schema::json& document, const char* name) {
    if (!document.is_object() || !document.contains(name)) return nullptr;
    schema::json value = std::move(document[name]);
    document.erase(name);
    return value;
}

[[noreturn]] void refuse(const Violations& violations, const yaml::Document& document,
                         const std::filesystem::path& file) {
    Violations lines;
    for (std::string& line : yaml::describe(violations, document, file.string()))
        lines.push_back({"", std::move(line)});
    throw Error(ErrorCode::invalid, "The study cannot be run as it is written.", std::move(lines));
}

/// What the points start from: the base file's fields, and over them the study's own.
struct Base {
    yaml::Document document;
    std::filesystem::path file;
    schema::json own;
};

/// Notes point into the base file, but for what stands below the study's `experiment`.
std::string line_of(const Violation& note, const Base& base, const yaml::Document& study,
                    const std::filesystem::path& file) {
    if (base.file.empty() || base.own.contains(schema::json::json_pointer(note.pointer)))
        return yaml::describe({{"/experiment" + note.pointer, note.message}}, study, file.string())
            .at(0);
    return yaml::describe({note}, base.document, base.file.string()).at(0);
}

std::string first_of(const Violations& violations) {
    std::string text = violations.front().pointer + " " + violations.front().message;
    if (violations.size() > 1) text += " (and " + std::to_string(violations.size() - 1) + " more)";
    return text;
}

/// lem's engines have their own part of an experiment, the predecessor's have a section each.
std::vector<domain::EngineScope> scopes_for(bool of_predecessor) {
    if (of_predecessor) return {{"pytorch", "pytorch"}, {"vllm", "vllm"}, {"tensorrt", "tensorrt"}};
    std::vector<domain::EngineScope> scopes;
    for (const auto& engine : schema::enumeration<domain::EngineName>::values)
        scopes.push_back({engine.name, "engine"});
    return scopes;
}

std::string engine_of(const schema::json& experiment, bool of_predecessor) {
    const schema::json::json_pointer place(of_predecessor ? "/backend" : "/engine/name");
    const schema::json name = experiment.value(place, schema::json());
    return name.is_string() ? name.get<std::string>() : of_predecessor ? "pytorch" : "";
}

/// Where a study spans the predecessor's backends, each section is for its own backend's points.
void leave_own_section(schema::json& experiment, const domain::Overlay& point) {
    const bool spans = std::ranges::any_of(
        point.values, [](const auto& value) { return value.first == "backend"; });
    if (!spans || !interchange::is_llenergymeasure_experiment(experiment)) return;
    const std::string backend = engine_of(experiment, true);
    for (const domain::EngineScope& scope : scopes_for(true)) {
        if (scope.engine != backend) experiment.erase(std::string(scope.section));
    }
}

/// The grid with each engine's keys on its own points alone, each point once.
std::vector<domain::Overlay> with_engines(const std::vector<domain::Overlay>& grid,
                                          const schema::json& base, const std::string& file) {
    const bool of_predecessor = interchange::is_llenergymeasure_experiment(base);
    const auto scopes = scopes_for(of_predecessor);
    std::vector<domain::Overlay> points;
    std::set<std::string> seen;
    std::map<std::string, bool> used;  // keys of an engine: has a point that engine?
    for (const domain::Overlay& overlay : grid) {
        const auto named = domain::apply(base, domain::for_engine(overlay, "", scopes));
        const std::string engine = named ? engine_of(*named, of_predecessor) : "";
        for (const auto& [path, value] : overlay.values) {
            const domain::EngineScope* scope = domain::scope_of(path, scopes);
            if (scope != nullptr) used[path] = used[path] || scope->engine == engine;
        }
        domain::Overlay point = domain::for_engine(overlay, engine, scopes);
        const bool less = point.values.size() < overlay.values.size();
        if (seen.insert(schema::json(point.values).dump()).second || !less)
            points.push_back(std::move(point));
    }
    for (const auto& [path, has_point] : used) {
        if (!has_point)
            throw Error(ErrorCode::invalid,
                        file + ": " + path + " is for the engine " +
                            std::string(domain::scope_of(path, scopes)->engine) +
                            ", which no point of the grid has.");
    }
    return points;
}

std::optional<std::string> contradiction_in(const domain::Experiment& config) {
    try {
        measure::require_possible(config);
    } catch (const Error& error) {
        return error.message();
    }
    return std::nullopt;
}

}  // namespace

bool is_study(const std::filesystem::path& file) {
    try {
        const yaml::Document document = read_document(file);
        return document.value.is_object() && document.value.contains("study");
    } catch (const Error&) {
        return false;  // whoever reads it as an experiment says what is wrong
    }
}

StudyFile read_study(const std::filesystem::path& file, const std::vector<std::string>& settings) {
    yaml::Document document = read_document(file);
    const schema::json sweep = take(document.value, "sweep"),
                       points = take(document.value, "points"),
                       own = take(document.value, "experiment");
    auto study = schema::from_json<domain::Study>(document.value);
    if (!study) refuse(study.error(), document, file);
    StudyFile read{.study = std::move(*study),
                   .points = {},
                   .invalid = {},
                   .equivalent = {},
                   .notes = {},
                   .config_folder = std::filesystem::absolute(file).parent_path()};
    Base start{.document = {.value = schema::json::object(), .places = {}}, .file = {}, .own = own};
    schema::json& base = start.document.value;
    if (read.study.base) {
        start.file = read.config_folder / *read.study.base;
        start.document = read_document(start.file);
        read.config_folder = start.file.parent_path();
    }
    if (own.is_object()) base.merge_patch(own);
    if (!base.contains("schema_version")) base["schema_version"] = 1;
    if (!base.contains("name")) base["name"] = read.study.study;
    apply_settings(settings, base);

    const auto grid = domain::expand(sweep, points);
    if (!grid) refuse(grid.error(), document, file);
    const auto leave_out = [&](std::string line) {
        if (std::ranges::find(read.invalid, line) == read.invalid.end())
            read.invalid.push_back(std::move(line));
    };
    std::map<std::string, std::string> seen;
    std::set<std::string> noted;
    for (const domain::Overlay& overlay : with_engines(*grid, base, file.string())) {
        const std::string label = overlay.label();
        auto written = domain::apply(base, overlay);
        if (written) leave_own_section(*written, overlay);
        auto experiment =
            written ? to_experiment(*written)
                    : tl::expected<ReadExperiment, Violations>(tl::unexpected(written.error()));
        if (!experiment) {
            leave_out(label + ": " + first_of(experiment.error()));
            continue;
        }
        for (const Violation& note : experiment->notes) {
            std::string line = line_of(note, start, document, file);
            if (noted.insert(line).second) read.notes.push_back(std::move(line));
        }
        domain::Experiment& config = experiment->experiment;
        if (const auto why = contradiction_in(config)) {
            leave_out(label + ": " + *why);
            continue;
        }
        config.name = text::cut(read.study.study + ", " + label, 200);
        measure::StudyPoint point = measure::study_point(label, std::move(config));
        const auto [first, fresh] = seen.emplace(point.sha256, label);
        if (fresh)
            read.points.push_back(std::move(point));
        else
            read.equivalent.push_back(label + " is the same as " + first->second);
    }
    if (read.points.empty())
        throw Error(ErrorCode::invalid,
                    file.string() + ": none of the " + std::to_string(read.invalid.size()) +
                        " points can be measured. The first: " + read.invalid.front());
    return read;
}

}  // namespace lem::cli
