#include "interchange/results/replicates.hpp"

#include "domain/board/leaderboard_wire.hpp"

#include <algorithm>
#include <map>

namespace lem::interchange {
namespace {

/// Importers write "unknown GPU" where a file says that there is one, but not which.
bool states_hardware(const domain::Environment& environment) {
    return !environment.devices.empty() &&
           std::ranges::none_of(environment.devices, [](const domain::Device& device) {
               return device.name.starts_with("unknown ");
           });
}

}  // namespace

std::optional<std::string> run_of(const domain::Derived& derived) {
    if (!derived.report.row) return std::nullopt;
    // Another program's figures may be coarse, so that two runs share them.
    return derived.result.provenance ? derived.result.experiment.id : derived.run_facts;
}

std::optional<std::string> natural_key_of(const domain::Derived& derived) {
    const domain::Result& result = derived.result;
    const auto& row = derived.report.row;
    if (!row || !states_hardware(result.environment) || domain::load_of(result) == nullptr)
        return std::nullopt;
    std::string key;
    const auto add = [&](std::string_view part) {
        key += part;
        key += '\n';
    };
    add(row->model);
    add(row->precision);
    add(schema::to_text(result.engine));
    add(row->hardware);
    add(schema::name_of(row->energy_scope));
    add(row->load);
    for (const std::optional<int>& tokens : {row->input_tokens, row->output_tokens})
        add(tokens ? std::to_string(*tokens) : "");
    if (const auto& config = result.experiment.config) {
        domain::Workload workload = config->workload;
        workload.seed = {};  // other prompts of the same kind
        add(schema::to_text(workload));
    }
    return key;
}

std::vector<std::vector<std::size_t>> replicates(std::span<const std::optional<std::string>> keys) {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::string_view, std::size_t> group_of;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!keys[i]) continue;
        const auto [known, is_new] = group_of.try_emplace(*keys[i], groups.size());
        if (is_new) groups.emplace_back();
        groups[known->second].push_back(i);
    }
    std::erase_if(groups, [](const auto& group) { return group.size() < 2; });
    return groups;
}

}  // namespace lem::interchange
