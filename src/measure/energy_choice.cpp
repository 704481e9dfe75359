#include "measure/energy_choice.hpp"

#include "base/error.hpp"
#include "measure/machine.hpp"

namespace lem::measure {
namespace {

using Name = domain::EnergySourceName;

void look_for_sources(const domain::EnergyConfig& config, EnergyChoice& choice) {
    for (power::Probe& probe : probe_energy_sources(config)) {
        const bool asked =
            config.source == Name::automatic || probe.source == schema::name_of(config.source);
        choice.looked_at.push_back(to_report(probe));
        if (asked && probe.available && !choice.source)
            choice.source = std::move(probe.energy_source);
    }
}

std::string why_there_is_none(const domain::EnergyConfig& config, const EnergyChoice& choice) {
    if (config.source == Name::none)
        return "Energy was switched off in the configuration (energy.source: none).";
    std::string names;
    for (const auto& report : choice.looked_at)
        names += (names.empty() ? "" : ", ") + report.source;
    return "No energy source could be read on this machine; looked for: " + names + ".";
}

std::vector<std::string> advice_for(const EnergyChoice& choice) {
    std::vector<std::string> lines{choice.absent_reason};
    for (const auto& report : choice.looked_at) {
        lines.push_back("  " + report.source + ": " + report.finding +
                        (report.remedy ? "; to use it, " + *report.remedy : ""));
    }
    lines.emplace_back(
        "  for a modelled figure, labelled as such: --set energy.model.tdp_watts=WATTS");
    return lines;
}

}  // namespace

EnergyChoice choose_energy_source(const domain::EnergyConfig& config,
                                  const std::filesystem::path& config_folder) {
    EnergyChoice choice;
    if (config.source == Name::replay) {
        if (!config.trace)
            throw Error(ErrorCode::bad_request,
                        "energy.source is replay, but energy.trace is missing.");
        choice.source = power::open_replay(config_folder / *config.trace);
    } else if (config.source != Name::none) {
        look_for_sources(config, choice);
    }
    if (choice.source) {
        choice.scope = to_scope(choice.source->scope());
        return choice;
    }
    choice.absent_reason = why_there_is_none(config, choice);
    if (config.model) {
        choice.scope = domain::EnergyScope::node_wall;
        choice.method = domain::EnergyMethod::modelled;
    } else {
        choice.advice = advice_for(choice);
    }
    return choice;
}

}  // namespace lem::measure
