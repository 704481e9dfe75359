/// The documents that several files make together, in forms that the readers of llenergymeasure's
/// results know.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/file_groups.hpp"
#include "interchange/results/records.hpp"

#include <map>

namespace lem::interchange {
namespace {

using schema::json;

/// The file's one object; a violation if it is something else.
std::optional<json> object_in(const NamedBytes& file, Violations& violations) {
    auto problem = unreadable(file.bytes);
    if (problem) {
        violations.push_back({file.path, problem->violations[0].message});
        return std::nullopt;
    }
    auto read = read_records(file.bytes);
    if (!read) {
        for (const auto& [place, message] : read.error())
            violations.push_back({file.path + place, message});
        return std::nullopt;
    }
    if (read->records.size() == 1 && read->records[0].place.empty() &&
        read->records[0].value.is_object())
        return std::move(read->records[0].value);
    violations.push_back({file.path, "must be one JSON object"});
    return std::nullopt;
}

/// The energy of the GPUs over all processes, in kWh, of a run that did not add it up itself;
/// nullopt if not each process states it.
std::optional<double> added_energy(const json& processes, const json& variables) {
    const json& count = value_at(variables, "/accelerate_config/num_processes");
    if (count.is_number() && count.get<double>() != static_cast<double>(processes.size()))
        return std::nullopt;
    double sum = 0;
    for (const json& process : processes) {
        const json& energy = value_at(process, "/energy_results/gpu_energy");
        if (!energy.is_number()) return std::nullopt;
        sum += energy.get<double>();
    }
    return processes.empty() ? std::nullopt : std::optional(sum);
}

/// As an item of the lists that the program itself made of such parts.
json joined_run(std::span<const NamedBytes> files, Violations& violations) {
    struct Part {
        const char* in_name;
        const char* member;
        bool measured;
    };
    constexpr std::array parts{
        Part{"experiment_setup", "setup", false},
        Part{"experiment_variables", "variables", false},
        Part{"model_architecture", "model_architecture", false},
        Part{"inference_metrics", "inference_metrics", true},
        Part{"compute_metrics", "compute_metrics", true},
        Part{"global_energy_results", "global_energy_metrics", true},
    };
    json run = json::object(), results = json::object(), processes = json::array();
    for (const NamedBytes& file : files) {
        auto object = object_in(file, violations);
        if (!object) continue;
        const std::string_view name = text::file_name(file.path);
        if (name.find("local_energy_results") != std::string_view::npos) {
            processes.push_back(std::move(*object));
            continue;
        }
        for (const auto& [in_name, member, measured] : parts) {
            if (name.find(in_name) == std::string_view::npos) continue;
            (measured ? results : run)[member] = std::move(*object);
            break;
        }
    }
    if (!results.contains("global_energy_metrics")) {
        if (const auto energy = added_energy(processes, member(run, "variables")))
            results["energy_metrics"]["gpu_energy"] = *energy;
    }
    results["local_energy_results"] = std::move(processes);
    run["results"] = std::move(results);
    const std::string_view first = text::file_name(files[0].path);
    return {{"EXPERIMENT_" + std::string(first.substr(0, 4)), std::move(run)}};
}

json joined_processes(std::span<const NamedBytes> files, Violations& violations) {
    json processes = json::array();
    for (const NamedBytes& file : files) {
        if (auto object = object_in(file, violations)) processes.push_back(std::move(*object));
    }
    return {{"process_results", std::move(processes)}};
}

/// Each result with the files of its folder as members.
json joined_cycles(std::span<const NamedBytes> files, Violations& violations) {
    std::vector<std::string_view> folders;
    std::map<std::string_view, json> cycles;
    std::map<std::string_view, json> sidecars;
    for (const NamedBytes& file : files) {
        const std::string_view name = text::file_name(file.path);
        const std::string_view folder(file.path.data(), file.path.size() - name.size());
        auto object = object_in(file, violations);
        if (!object) continue;
        if (name == "result.json") {
            folders.push_back(folder);
            cycles[folder] = std::move(*object);
        } else {
            const char* member = name == "environment.json" ? "environment_snapshot"
                                 : name == "config.json"    ? "config"
                                                            : "resolution";
            sidecars[folder][member] = std::move(*object);
        }
    }
    json all = json::array();
    for (const std::string_view folder : folders) {
        json& cycle = cycles[folder];
        for (const auto& [name, sidecar] : sidecars[folder].items()) {
            if (member(cycle, name).is_null()) cycle[name] = sidecar;
        }
        all.push_back(std::move(cycle));
    }
    return {{"llenergymeasure_cycles", std::move(all)}};
}

}  // namespace

std::optional<Violation> add_part(std::vector<NamedBytes>& files, NamedBytes file) {
    std::size_t total = file.bytes.size();
    for (const NamedBytes& other : files)
        total += other.bytes.size();
    if (file.bytes.size() > limits::joined_file_bytes_max || total > limits::import_bytes_max)
        return Violation{file.path, "is too large for a part of a result"};
    files.push_back(std::move(file));
    return std::nullopt;
}

tl::expected<std::string, Violations> joined_document(Joining joining,
                                                      std::span<const NamedBytes> files) {
    if (files.empty()) return tl::unexpected(Violations{{"", "has no files"}});
    if (joining == Joining::none) return files[0].bytes;
    Violations violations;
    const json joined = joining == Joining::run_2025    ? joined_run(files, violations)
                        : joining == Joining::processes ? joined_processes(files, violations)
                                                        : joined_cycles(files, violations);
    if (!violations.empty()) return tl::unexpected(std::move(violations));
    return joined.dump(1) + "\n";
}

}  // namespace lem::interchange
