#include "measure/energy/energy_choice.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/energy/chosen_devices.hpp"
#include "measure/energy/visible_devices.hpp"
#include "measure/run/machine.hpp"
#include "platform/power/trace_file.hpp"

namespace lem::measure {
namespace {

using Name = domain::EnergySourceName;
constexpr std::size_t finding_length_max = 400;  // limit of the wire format

std::string numbers_of(const std::set<std::size_t>& devices) {
    std::string numbers;
    for (const std::size_t device : devices)
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(device);
    return numbers;
}

domain::PreflightFinding finding_of(bool passed, std::string message) {
    return {.code = "visible_devices",
            .passed = passed,
            .message = text::cut(message, finding_length_max)};
}

/// When the engine can use only some of the devices, the others are idle.
void keep_visible(EnergyChoice& choice, const VisibleDevices& visible) {
    const std::size_t all = choice.source->devices().size();
    if (visible.problem) {
        choice.findings.push_back(
            finding_of(false, "The devices that the engine uses cannot be determined, so all " +
                                  std::to_string(all) + " are measured: " + *visible.problem +
                                  "; or set energy.devices."));
    } else if (visible.devices && visible.devices->size() < all) {
        choice.findings.push_back(
            finding_of(true, "The engine can use device " + numbers_of(*visible.devices) +
                                 " of the " + std::to_string(all) + " of " + choice.source->name() +
                                 " (" + visible.variables + "); only their energy is measured."));
        choice.advice.push_back(choice.findings.back().message);
        choice.source = keep_devices(std::move(choice.source), *visible.devices);
    }
}

/// The devices that the configuration names take precedence over those that the engine can use.
void keep_configured(const domain::EnergyConfig& config, EnergyChoice& choice,
                     const VisibleDevices& visible) {
    const std::set<std::size_t> chosen = find_devices(*choice.source, *config.devices);
    if (visible.devices && *visible.devices != chosen)
        choice.findings.push_back(finding_of(
            false, "energy.devices selects " + numbers_of(chosen) + ", but the engine can use " +
                       (visible.devices->empty() ? "none" : numbers_of(*visible.devices)) + " (" +
                       visible.variables + ")."));
    choice.source = keep_devices(std::move(choice.source), chosen);
}

void find_source(const domain::EnergyConfig& config,
                 const std::optional<Variables>& engine_variables, EnergyChoice& choice) {
    for (power::Probe& probe : probe_energy_sources(config)) {
        const bool asked =
            config.source == Name::automatic || probe.source == schema::name_of(config.source);
        VisibleDevices visible;
        if (engine_variables && probe.energy_source)
            visible =
                visible_devices(probe.source, probe.energy_source->devices(), *engine_variables);
        const bool hidden = !config.devices && visible.devices && visible.devices->empty();
        choice.probed.push_back(to_report(probe));
        if (hidden) {
            choice.probed.back().available = false;
            choice.probed.back().finding = text::cut(
                probe.finding + "; " + visible.variables + " hides every device from the engine",
                finding_length_max);
        }
        if (!asked || !probe.available || hidden || choice.source) continue;
        choice.source = std::move(probe.energy_source);
        for (const std::string& words : probe.left_out)
            choice.advice.push_back("Energy by " + probe.source + ": " + words + ".");
        if (config.devices)
            keep_configured(config, choice, visible);
        else
            keep_visible(choice, visible);
    }
}

std::string why_no_source(const domain::EnergyConfig& config, const EnergyChoice& choice) {
    if (config.source == Name::none)
        return "Energy was switched off in the configuration (energy.source: none).";
    std::string names;
    for (const auto& report : choice.probed)
        names += (names.empty() ? "" : ", ") + report.source;
    return "No energy source could be read on this machine; tried: " + names + ".";
}

/// Measuring without it would only show afterwards that the energy is missing.
Error named_source_missing(const domain::EnergyConfig& config, const EnergyChoice& choice) {
    const std::string name(schema::name_of(config.source));
    const auto report = std::ranges::find(choice.probed, name, &domain::EnergySourceReport::source);
    std::string why;
    if (report != choice.probed.end())
        why = ": " + report->finding + (report->remedy ? "; to use it, " + *report->remedy : "");
    return Error(ErrorCode::unavailable,
                 "energy.source is " + name + ", which cannot be read" + why +
                     ". To measure with another source, or without energy, set energy.source: "
                     "auto.");
}

std::vector<std::string> advice_for(const EnergyChoice& choice) {
    std::vector<std::string> lines{choice.absent_reason};
    for (const auto& report : choice.probed) {
        lines.push_back("  " + report.source + ": " + report.finding +
                        (report.remedy ? "; to use it, " + *report.remedy : ""));
    }
    lines.emplace_back(
        "  for a modelled value, labelled as such: --set energy.model.tdp_watts=WATTS");
    return lines;
}

}  // namespace

EnergyChoice choose_energy_source(const domain::EnergyConfig& config,
                                  const std::filesystem::path& config_folder,
                                  const std::optional<Variables>& engine_variables) {
    EnergyChoice choice;
    const bool from_file = config.source == Name::replay || config.source == Name::external;
    LEM_ASSERT(!from_file || config.trace.has_value());
    if (config.source == Name::external) {
        if (config.devices)
            throw Error(
                ErrorCode::bad_request,
                "energy.devices cannot be set for a wall meter, which measures the whole machine.");
        choice.external = config_folder / *config.trace;
        choice.scope = domain::EnergyScope::node_wall;
        if (!std::filesystem::exists(*choice.external)) {
            choice.advice.push_back("The wall meter's record, " + choice.external->string() +
                                    ", does not exist yet; it is read after the run.");
        } else if (const auto record = power::read_wall_record(*choice.external);
                   record.left_out > 0) {
            choice.advice.push_back(describe_left_out(record));
        }
        return choice;
    }
    if (config.source == Name::replay) {
        choice.source = power::open_replay(config_folder / *config.trace);
        if (config.devices) keep_configured(config, choice, {});
    } else if (config.source != Name::none) {
        find_source(config, engine_variables, choice);
    }
    if (choice.source) {
        choice.scope = to_scope(choice.source->scope());
        return choice;
    }
    const bool is_named = config.source != Name::automatic && config.source != Name::none;
    if (is_named && !config.model) throw named_source_missing(config, choice);
    choice.absent_reason = why_no_source(config, choice);
    if (config.model) {
        choice.scope = domain::EnergyScope::node_wall;
        choice.method = domain::EnergyMethod::modelled;
    } else {
        choice.advice = advice_for(choice);
    }
    return choice;
}

std::string describe_left_out(const power::WallRecord& record) {
    return std::to_string(record.left_out) + (record.left_out == 1 ? " line" : " lines") +
           " of the wall meter's record ignored; the first: " + record.first_left_out;
}

domain::EnergySourceReport report_of(const power::WallRecord& record) {
    const auto date = [](double unix_s) {
        return text::rfc3339(static_cast<std::int64_t>(unix_s * 1000));
    };
    domain::EnergySourceReport report{
        .source = "external", .available = !record.lines.empty(), .finding = {}, .remedy = {}};
    report.finding = report.available ? std::to_string(record.lines.size()) + " readings from " +
                                            date(record.lines.front().t_s) + " to " +
                                            date(record.lines.back().t_s)
                                      : "no reading in the wall meter's record";
    if (record.left_out > 0) report.finding += "; " + describe_left_out(record);
    report.finding = text::cut(report.finding, finding_length_max);
    return report;
}

domain::EnergySourceReport report_of_wall_meter(const domain::EnergyConfig& config) {
    domain::EnergySourceReport report{
        .source = "external",
        .finding = "no wall meter record is configured",
        .remedy =
            "record the whole machine's power beside the run as CSV (unix_s,watts), and set "
            "energy.source: external and energy.trace"};
    if (!config.trace) return report;
    try {
        const power::WallRecord record = power::read_wall_record(*config.trace);
        report = report_of(record);
        if (!report.available) report.remedy = "record at least one line per second";
    } catch (const Error& error) {
        report.finding = error.message();
        report.remedy = "repair the file, or name another one";
    }
    return report;
}

}  // namespace lem::measure
