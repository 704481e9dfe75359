#include "interchange/results/file_groups.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace lem::interchange {
namespace {

constexpr std::string_view digits = "0123456789";

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

/// "raw/0042" of "raw/0042/process_0.json"; "" at the top.
std::string_view folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? "" : path.substr(0, slash);
}

std::string below(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

/// What stands between the two; nullopt if the text does not begin and end so.
std::optional<std::string_view> between(std::string_view text, std::string_view start,
                                        std::string_view end) {
    if (text.size() < start.size() + end.size() || !text.starts_with(start) || !text.ends_with(end))
        return std::nullopt;
    return text.substr(start.size(), text.size() - start.size() - end.size());
}

/// "0110" of "0110_4_inference_metrics.json", a part of a run of 2025.
std::optional<std::string_view> run_of_part(std::string_view file) {
    constexpr std::array parts{
        "experiment_setup", "experiment_variables", "model_architecture",    "inference_metrics",
        "compute_metrics",  "local_energy_results", "global_energy_results", "text_output"};
    if (file.size() < 5 || !is_number(file.substr(0, 4)) || file[4] != '_' ||
        !file.ends_with(".json"))
        return std::nullopt;
    const bool known = std::ranges::any_of(
        parts, [&](const char* part) { return file.find(part) != std::string_view::npos; });
    return known ? std::optional(file.substr(0, 4)) : std::nullopt;
}

/// "gpt2-transformers_b5b4b7ea" of "001_c2_gpt2-transformers_b5b4b7ea", the folder of a cycle;
/// nullopt for another name. A name that was taken has a number at its end, and is another run.
std::optional<std::string_view> configuration_of(std::string_view folder) {
    std::string_view rest = folder;
    const std::size_t first = rest.find('_');
    if (first == std::string_view::npos) return std::nullopt;
    if (is_number(rest.substr(0, first))) rest.remove_prefix(first + 1);
    const std::size_t end = rest.find('_');
    if (end == std::string_view::npos || !rest.starts_with('c') ||
        !is_number(rest.substr(1, end - 1)))
        return std::nullopt;
    return rest.substr(end + 1);
}

class Grouper {
public:
    explicit Grouper(std::span<const std::string> paths)
        : paths_(paths), all_(paths.begin(), paths.end()) {}

    std::vector<FileGroup> take() && {
        for (const std::string& path : paths_)
            place(path);
        std::vector<FileGroup> groups;
        for (FileGroup& group : groups_) {
            if (group.joining == Joining::processes && group.paths.size() == 1)
                group = {.name = group.paths[0], .joining = Joining::none, .paths = group.paths};
            groups.push_back(std::move(group));
        }
        return groups;
    }

private:
    bool has(const std::string& path) const { return all_.contains(path); }

    /// Whether a file stands anywhere below the folder.
    bool has_below(const std::string& folder) const {
        const auto found = all_.lower_bound(folder + "/");
        return found != all_.end() && found->starts_with(folder + "/");
    }

    void add(const std::string& key, const std::string& path, Joining joining) {
        const auto [known, is_new] = place_of_.try_emplace(key, groups_.size());
        if (is_new) groups_.push_back({.name = key, .joining = joining, .paths = {}});
        groups_[known->second].paths.push_back(path);
    }

    void place(const std::string& path) {
        const std::string folder(folder_of(path));
        const std::string_view file = text::file_name(path);
        if (is_part_of_2025(path, folder, file) || is_of_process(path, folder, file) ||
            is_of_study(path, folder, file) || is_stated_elsewhere(folder, file))
            return;
        groups_.push_back({.name = path, .joining = Joining::none, .paths = {path}});
    }

    bool is_part_of_2025(const std::string& path, const std::string& folder,
                         std::string_view file) {
        const auto run = run_of_part(file);
        if (!run) return false;
        const std::string start = below(folder, *run) + "_";
        // Without a setup and figures it is no run of that program, or one that failed.
        if (!has(start + "1_experiment_setup.json") || !has(start + "4_inference_metrics.json"))
            return false;
        if (file.find("text_output") == std::string_view::npos)
            add(start + "parts.json", path, Joining::run_2025);
        return true;
    }

    /// raw/RUN/process_N.json, which aggregated/RUN.json states again; and that for its cycles
    /// BASE_cN does BASE_multi_cycle.json.
    bool is_of_process(const std::string& path, const std::string& folder, std::string_view file) {
        const auto process = between(file, "process_", ".json");
        if (!process) return false;
        if (const auto number = between(*process, "", "_timeseries"))
            return has(below(folder, "process_" + std::string(*number) + ".json"));
        if (!is_number(*process)) return false;
        const std::string root(folder_of(folder_of(folder)));
        const std::string run(text::file_name(folder));
        if (has(below(root, "aggregated/" + run + ".json")) || is_cycle_of_several(root, run))
            return true;
        add(below(folder_of(folder), run + (run.empty() ? "" : "_") + "processes.json"), path,
            Joining::processes);
        return true;
    }

    bool is_cycle_of_several(const std::string& root, std::string_view run) const {
        const std::size_t at = run.rfind("_c");
        return at != std::string_view::npos && is_number(run.substr(at + 2)) &&
               has(below(root, std::string(run.substr(0, at)) + "_multi_cycle.json"));
    }

    /// A result folder of lem has files of the same names.
    bool is_of_lem(const std::string& folder) const {
        return has(below(folder, "manifest.json")) && has(below(folder, "requests.jsonl"));
    }

    bool has_sidecars(const std::string& folder) const {
        return has(below(folder, "result.json")) && !is_of_lem(folder) &&
               (has(below(folder, "environment.json")) || has(below(folder, "_resolution.json")));
    }

    bool is_of_study(const std::string& path, const std::string& folder, std::string_view file) {
        if (has_sidecars(folder)) {
            constexpr std::array joined{"result.json", "environment.json", "config.json",
                                        "_resolution.json"};
            if (std::ranges::find(joined, file) == joined.end())
                return file.starts_with("timeseries.");
            const auto configuration = configuration_of(text::file_name(folder));
            const std::string key =
                configuration ? below(folder_of(folder), *configuration) : below(folder, "result");
            add(key + "_cycles.json", path, Joining::cycles);
            return true;
        }
        if (text::file_name(folder) == "_study-artefacts")
            return has(below(folder_of(folder), "manifest.json"));
        constexpr std::array of_study{"manifest.json", "equivalence_groups.json",
                                      "runtime_observations.jsonl"};
        if (std::ranges::find(of_study, file) == of_study.end()) return false;
        return holds_results(folder);
    }

    /// Whether a folder in this one has a result with its sidecars.
    bool holds_results(const std::string& folder) const {
        const std::string start = folder.empty() ? "" : folder + "/";
        for (auto other = all_.lower_bound(start); other != all_.end(); ++other) {
            if (!other->starts_with(start)) return false;
            if (has_sidecars(std::string(folder_of(*other)))) return true;
        }
        return false;
    }

    /// Tables and parts that a program makes of the results beside them.
    bool is_stated_elsewhere(const std::string& folder, std::string_view file) const {
        if (text::file_name(folder) == "aggregated") {
            const auto run = between(file, "", ".json");
            return run && is_cycle_of_several(std::string(folder_of(folder)), *run);
        }
        if (file == "results.csv" || file == "results.json")
            return has_below(below(folder, "aggregated")) && has_below(below(folder, "raw"));
        if (const auto start = between(file, "", "short_report.csv"))
            return has(below(folder, std::string(*start) + "full_report.csv"));
        const auto requests = between(file, "", ".jsonl");
        return requests && has(below(folder, std::string(*requests) + "_aiperf.json"));
    }

    std::span<const std::string> paths_;
    std::set<std::string> all_;
    std::vector<FileGroup> groups_;
    std::map<std::string, std::size_t> place_of_;  // of a joined document in groups_
};

}  // namespace

void sort_for_import(std::vector<std::string>& paths) {
    std::ranges::sort(paths, {}, [](const std::string& path) {
        return std::pair(std::ranges::count(path, '/'), std::string_view(path));
    });
}

std::vector<FileGroup> group_files(std::span<const std::string> paths) {
    return Grouper(paths).take();
}

}  // namespace lem::interchange
