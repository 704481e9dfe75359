#pragma once
/// The machine of a run, as the measuring program found it.

#include "domain/result/energy.hpp"
#include "schema/record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lem::domain {

struct Device {
    int index = 0;
    std::string kind;  // gpu, cpu
    std::string name;
    std::optional<std::string> uuid_hash;
    std::optional<double> memory_mb;
    std::optional<double> power_limit_watts;
    std::optional<std::string> driver_version;
    std::optional<std::string> profile = {};  // HardwareProfile::id
};

/// A check of the machine before the start.
struct PreflightFinding {
    std::string code;
    bool passed = true;
    std::string message;
};

struct Environment {
    std::optional<std::string> host_hash;
    std::optional<std::string> os;
    std::optional<std::string> kernel;
    std::optional<std::string> cpu_model;
    std::optional<int> cpu_count;
    std::optional<double> memory_mb;
    std::optional<std::string> virtualisation;
    std::vector<Device> devices;
    std::vector<EnergySourceReport> energy_sources;
    std::vector<PreflightFinding> preflight;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Device> {
    using T = domain::Device;
    static constexpr auto record = schema::record(
        "Device", "A device that took part.",
        field("index", &T::index, {.doc = "Position in this list.", .minimum = 0, .maximum = 4096}),
        field("kind", &T::kind,
              {.doc = "gpu or cpu.", .length_max = 20, .format = TextFormat::identifier}),
        field(
            "name", &T::name,
            {.doc = "Name as the driver gives it.", .length_max = 200, .format = TextFormat::name}),
        field("uuid_hash", &T::uuid_hash,
              {.doc = "Salted hash of its UUID.", .format = TextFormat::sha256}),
        field("memory_mb", &T::memory_mb,
              {.doc = "Memory, 10^6 bytes.", .unit = "MB", .minimum = 0, .maximum = 1e9}),
        field("power_limit_watts", &T::power_limit_watts,
              {.doc = "Enforced limit.", .unit = "W", .minimum = 0, .maximum = 1e6}),
        field("driver_version", &T::driver_version,
              {.doc = "Driver.", .length_max = 100, .format = TextFormat::name}),
        field("profile", &T::profile,
              {.doc = "Its hardware profile, if the name is known, for example h100-sxm.",
               .length_max = 60,
               .format = TextFormat::identifier,
               .omit_null = true}));
};

template <>
struct description<domain::PreflightFinding> {
    using T = domain::PreflightFinding;
    static constexpr auto record = schema::record(
        "PreflightFinding", "A check of the machine before the start.",
        field("code", &T::code,
              {.doc = "For example foreign_load.",
               .length_max = 60,
               .format = TextFormat::identifier}),
        field("passed", &T::passed, {.doc = "Whether the check passed."}),
        field("message", &T::message, {.doc = "What was found.", .length_max = 400}));
};

template <>
struct description<domain::Environment> {
    using T = domain::Environment;
    static constexpr auto record = schema::record(
        "Environment", "The machine.",
        field("host_hash", &T::host_hash,
              {.doc = "Salted hash of the host's name.", .format = TextFormat::sha256}),
        field("os", &T::os,
              {.doc = "Distribution.", .length_max = 200, .format = TextFormat::name}),
        field("kernel", &T::kernel,
              {.doc = "Kernel release.", .length_max = 200, .format = TextFormat::name}),
        field("cpu_model", &T::cpu_model,
              {.doc = "Processor.", .length_max = 200, .format = TextFormat::name}),
        field("cpu_count", &T::cpu_count,
              {.doc = "Logical processors.", .minimum = 1, .maximum = 65536}),
        field("memory_mb", &T::memory_mb,
              {.doc = "Main memory, 10^6 bytes.", .unit = "MB", .minimum = 0, .maximum = 1e12}),
        field("virtualisation", &T::virtualisation,
              {.doc = "Hypervisor or container, if one was detected.",
               .length_max = 100,
               .format = TextFormat::name}),
        field("devices", &T::devices, {.doc = "Devices that took part.", .items_max = 4096}),
        field("energy_sources", &T::energy_sources,
              {.doc = "Energy sources that were probed.", .items_max = 100}),
        field("preflight", &T::preflight,
              {.doc = "Checks of the machine before the start.",
               .items_max = 100,
               .defaulted = true}));
};

}  // namespace lem::schema
