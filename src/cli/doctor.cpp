#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "measure/energy/energy_choice.hpp"
#include "measure/engine/container.hpp"
#include "measure/run/machine.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>

namespace lem::cli {

struct EngineFound {
    std::string engine;
    bool available = false;
    std::string finding;
};

struct Diagnosis {
    domain::Environment environment;
    std::vector<EngineFound> engines;
    measure::ClockReport clock;
    std::optional<std::string> config_folder_remedy = {};  // when it cannot be written
};

}  // namespace lem::cli

namespace lem::schema {

template <>
struct description<cli::EngineFound> {
    using T = cli::EngineFound;
    static constexpr auto record =
        schema::record("EngineFound", "Whether an engine was found.",
                       field("engine", &T::engine, {.doc = "The engine."}),
                       field("available", &T::available, {.doc = "Can lem start it?"}),
                       field("finding", &T::finding, {.doc = "What was found."}));
};

template <>
struct description<measure::ClockReport> {
    using T = measure::ClockReport;
    static constexpr auto record =
        schema::record("ClockReport", "The machine's clocks.",
                       field("source", &T::source, {.doc = "The kernel's clock source."}),
                       field("synchronised", &T::synchronised,
                             {.doc = "Whether a time service synchronises the clock."}),
                       field("remedy", &T::remedy, {.doc = "How to fix it.", .omit_null = true}));
};

template <>
struct description<cli::Diagnosis> {
    using T = cli::Diagnosis;
    static constexpr auto record = schema::record(
        "Diagnosis", "What this machine can measure.",
        field("environment", &T::environment, {.doc = "The machine and its energy sources."}),
        field("engines", &T::engines,
              {.doc = "Engines, and the container engine that runs images."}),
        field("clock", &T::clock, {.doc = "Clocks."}),
        field("config_folder_remedy", &T::config_folder_remedy,
              {.doc = "Why lem cannot measure yet: it cannot write its configuration folder.",
               .omit_null = true}));
};

}  // namespace lem::schema

namespace lem::cli {
namespace {

EngineFound check_engine(const measure::ServedEngine& engine) {
    const std::string name(schema::name_of(engine.name));
    const auto program = measure::find_program(engine, {});
    if (!program)
        return {name, false,
                fmt::format("no {} in PATH. {}, or set {}", engine.spec().program,
                            engine.spec().install, engine.variable)};
    if (engine.program_version == nullptr) return {name, true, *program};
    const auto version = engine.program_version(measure::ask_local(*program));
    return {name, version.has_value(),
            version ? *version + ", " + *program
                    : fmt::format("{} was found, but it does not have the engine. {}", *program,
                                  engine.spec().install)};
}

/// For engines from images (engine.image).
EngineFound check_containers() {
    const auto program = measure::find_container_engine(domain::ContainerEngine::automatic);
    if (!program)
        return {"containers", false,
                "no podman or docker in PATH; install one to run engines from images "
                "(engine.image)"};
    const auto version = process::output_of({*program, "--version"});
    return {"containers", version.has_value(),
            version ? std::string(text::trim(*version)) + ", " + *program
                    : *program + " was found but does not run"};
}

/// The stored salt. Empty when it cannot be stored, which only an experiment requires.
std::string salt_if_any(Diagnosis& diagnosis) {
    try {
        SystemRandom random;
        return measure::identity_salt(process_variable, random);
    } catch (const Error& error) {
        diagnosis.config_folder_remedy = error.message();
        return {};
    }
}

Diagnosis diagnose(const domain::EnergyConfig& energy) {
    Diagnosis diagnosis;
    const std::string salt = salt_if_any(diagnosis);
    diagnosis.environment = measure::read_environment(salt);
    for (const power::Probe& probe : measure::probe_energy_sources(energy)) {
        diagnosis.environment.energy_sources.push_back(measure::to_report(probe));
        if (!probe.energy_source) continue;
        for (const power::DeviceInfo& info : probe.energy_source->devices()) {
            diagnosis.environment.devices.push_back(measure::to_device(
                info, static_cast<int>(diagnosis.environment.devices.size()), salt));
        }
    }
    diagnosis.environment.energy_sources.push_back(measure::report_of_wall_meter(energy));
    for (const measure::ServedEngine* engine : measure::served_engines())
        diagnosis.engines.push_back(check_engine(*engine));
    diagnosis.engines.push_back({"openai", true, "any running endpoint: lem experiment URL"});
    diagnosis.engines.push_back(check_containers());
    diagnosis.clock = measure::read_clock();
    return diagnosis;
}

void print(const Diagnosis& diagnosis) {
    const domain::Environment& machine = diagnosis.environment;
    // read_environment knows all of these.
    fmt::print("Machine\n  {} ({} threads), {:.0f} GB\n  {}, {}{}\n", machine.cpu_model.value(),
               machine.cpu_count.value(), machine.memory_mb.value() / 1000, machine.os.value(),
               machine.kernel.value(),
               machine.virtualisation ? ", " + *machine.virtualisation : "");
    for (const domain::Device& device : machine.devices)
        fmt::print("  {} {}\n", device.kind, device.name);
    if (diagnosis.config_folder_remedy)
        fmt::print("  no  writable configuration folder\n                       to fix: {}\n",
                   *diagnosis.config_folder_remedy);
    fmt::print("Energy\n");
    bool any = false;
    for (const domain::EnergySourceReport& report : machine.energy_sources) {
        any = any || report.available;
        fmt::print("  {} {:<16} {}\n", report.available ? "yes" : "no ", report.source,
                   report.finding);
        if (report.remedy) fmt::print("                       to fix: {}\n", *report.remedy);
    }
    if (!any)
        fmt::print(
            "  Speed can be measured, energy cannot. For a modelled value, labelled as such: --set "
            "energy.model.tdp_watts=WATTS\n");
    fmt::print("Clock\n  {} {}, {}\n", diagnosis.clock.synchronised ? "yes" : "no ",
               diagnosis.clock.source,
               diagnosis.clock.synchronised ? "synchronised by a time service"
                                            : "not synchronised by a time service");
    if (diagnosis.clock.remedy)
        fmt::print("                       to fix: {}\n", *diagnosis.clock.remedy);
    fmt::print("Engines\n");
    for (const EngineFound& engine : diagnosis.engines)
        fmt::print("  {} {:<12} {}\n", engine.available ? "yes" : "no ", engine.engine,
                   engine.finding);
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
    auto* command =
        app.add_subcommand("doctor", "Show what this machine can measure, and how to fix each gap");
    command->footer(
        "Examples:\n  lem doctor\n  lem doctor --json | jq .environment.energy_sources");
    const auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print the findings as JSON");
    const auto energy = std::make_shared<domain::EnergyConfig>();
    command->add_option("--library", energy->library, "The driver's library (energy.library)");
    command->add_option("--sysfs-root", energy->sysfs_root, "Path of sysfs (energy.sysfs_root)");
    command->add_option("--trace", energy->trace, "A wall meter's record (energy.trace)");
    command->callback([json, energy, &exit_code] {
        const Diagnosis diagnosis = diagnose(*energy);
        if (*json)
            fmt::print("{}\n", schema::to_text(diagnosis));
        else
            print(diagnosis);
        exit_code = 0;
    });
}

}  // namespace lem::cli
