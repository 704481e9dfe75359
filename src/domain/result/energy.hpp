#pragma once
/// Where energy is measured, what it covers and how it was obtained.

#include "domain/result/quantity.hpp"
#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

enum class EnergySourceName {
    automatic,
    nvml,
    amdsmi,
    amdgpu,
    xe,
    i915,
    rapl,
    acpi_power_meter,
    external,
    replay,
    none
};

/// What the energy covers. Numbers of different scope are never ranked together.
enum class EnergyScope { none, gpu, cpu, cpu_dram, gpu_cpu_dram, module, node_wall };

/// How the energy was obtained; for a run, the weakest method among its cycles.
enum class EnergyMethod { none, counter, integrated_power, replayed, modelled };

struct ModelledEnergy {
    double tdp_watts = 0;
    double utilisation = 1;
};

struct EnergyConfig {
    EnergySourceName source = EnergySourceName::automatic;
    std::optional<std::string> trace;
    double clock_offset_s = 0;
    std::optional<ModelledEnergy> model;
    int period_ms = 100;
    std::optional<std::vector<schema::Scalar>> devices = {};  // nullopt: all of them
    std::optional<std::string> library;
    std::optional<std::string> sysfs_root;
};

struct DeviceEnergy {
    int device = 0;  // Device::index
    double energy_joules = 0;
    std::optional<double> counter_joules = {};
    std::optional<double> integral_joules = {};
    std::optional<double> peak_memory_mb = {};
};

/// The state of a device during the window. Shares are of the window's length.
struct DeviceCondition {
    int device = 0;  // Device::index
    std::optional<double> temperature_start_celsius = {};
    std::optional<double> temperature_mean_celsius = {};
    std::optional<double> temperature_max_celsius = {};
    std::optional<double> clock_mean_mhz = {};
    std::optional<double> power_capped_share = {};
    std::optional<double> thermally_throttled_share = {};
};

struct EnergyReading {
    std::optional<double> energy_joules;
    std::optional<double> uncertainty_joules;
    std::optional<double> counter_joules;
    std::optional<double> integral_joules;
    std::optional<double> disagreement;
    std::vector<DeviceEnergy> per_device;
    std::optional<int> missed_deadlines;
    std::vector<std::string> invalid_reasons;
    std::optional<std::string> absent_reason;
};

struct Baseline {
    std::optional<double> idle_cold_watts;
    std::optional<double> idle_loaded_watts;
    std::optional<std::string> absent_reason;
};

/// An energy source that was probed, and the outcome.
struct EnergySourceReport {
    std::string source;
    bool available = false;
    std::string finding;
    std::optional<std::string> remedy;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::EnergySourceName> {
    static constexpr std::string_view name = "EnergySourceName";
    static constexpr std::array values{
        Enumerator{domain::EnergySourceName::automatic, "auto",
                   "the first that works: nvml, amdsmi, amdgpu, xe, i915, rapl, acpi_power_meter"},
        Enumerator{domain::EnergySourceName::nvml, "nvml",
                   "NVIDIA GPUs through the driver's library"},
        Enumerator{domain::EnergySourceName::amdsmi, "amdsmi",
                   "AMD GPUs through AMD SMI, a library of ROCm"},
        Enumerator{domain::EnergySourceName::amdgpu, "amdgpu",
                   "AMD GPUs through the kernel driver's sensors"},
        Enumerator{domain::EnergySourceName::xe, "xe", "Intel GPUs, xe driver"},
        Enumerator{domain::EnergySourceName::i915, "i915", "Intel GPUs, i915 driver"},
        Enumerator{domain::EnergySourceName::rapl, "rapl",
                   "CPU package and DRAM through Linux powercap"},
        Enumerator{domain::EnergySourceName::acpi_power_meter, "acpi_power_meter",
                   "the firmware's power meter: Grace modules, or the whole machine"},
        Enumerator{domain::EnergySourceName::external, "external",
                   "a wall meter that records the whole machine beside the run"},
        Enumerator{domain::EnergySourceName::replay, "replay", "a recorded power trace, for tests"},
        Enumerator{domain::EnergySourceName::none, "none", "measure speed only"},
    };
};

template <>
struct enumeration<domain::EnergyScope> {
    static constexpr std::string_view name = "EnergyScope";
    static constexpr std::array values{
        Enumerator{domain::EnergyScope::none, "none", "no energy was measured or modelled",
                   "no energy"},
        Enumerator{domain::EnergyScope::gpu, "gpu", "GPU boards as the driver sees them",
                   "GPU board"},
        Enumerator{domain::EnergyScope::cpu, "cpu", "CPU packages (RAPL without memory)", "CPU"},
        Enumerator{domain::EnergyScope::cpu_dram, "cpu+dram", "CPU packages and memory (RAPL)",
                   "CPU and memory"},
        Enumerator{domain::EnergyScope::gpu_cpu_dram, "gpu+cpu+dram",
                   "GPU boards, CPU packages and memory", "GPU, CPU, memory"},
        Enumerator{domain::EnergyScope::module, "module",
                   "a superchip module: GPU, CPU and memory"},
        Enumerator{domain::EnergyScope::node_wall, "node_wall", "the whole machine at its supply",
                   "whole machine"},
    };
};

template <>
struct enumeration<domain::EnergyMethod> {
    static constexpr std::string_view name = "EnergyMethod";
    static constexpr std::array values{
        Enumerator{domain::EnergyMethod::none, "none", "no energy"},
        Enumerator{domain::EnergyMethod::counter, "counter",
                   "difference of a hardware energy counter, in every cycle", "hardware counter"},
        Enumerator{domain::EnergyMethod::integrated_power, "integrated_power",
                   "sampled power, integrated over time", "power samples"},
        Enumerator{domain::EnergyMethod::replayed, "replayed",
                   "a recorded trace; for tests and demonstrations", "replayed trace"},
        Enumerator{domain::EnergyMethod::modelled, "modelled",
                   "an assumed power times time: not measured", "modelled, not measured"},
    };
};

template <>
struct description<domain::ModelledEnergy> {
    using T = domain::ModelledEnergy;
    static constexpr auto record = schema::record(
        "ModelledEnergy",
        "Energy computed as time times watts: not measured, and labelled so everywhere.",
        field(
            "tdp_watts", &T::tdp_watts,
            {.doc = "Assumed power at full load.", .unit = "W", .minimum = 0.001, .maximum = 1e6}),
        field("utilisation", &T::utilisation,
              {.doc = "Assumed share of it while measuring.",
               .minimum = 0.01,
               .maximum = 1,
               .defaulted = true}));
};

template <>
struct description<domain::EnergyConfig> {
    using T = domain::EnergyConfig;
    static constexpr auto record = schema::record(
        "EnergyConfig", "Where energy is measured.",
        field("source", &T::source, {.doc = "Which source.", .defaulted = true}),
        field("trace", &T::trace,
              {.doc = "CSV of power, relative to the configuration file. For `source: replay` with "
                      "the columns t_s (seconds) and watts; for `source: external` with unix_s "
                      "(seconds since 1970) or time (RFC 3339) and watts, read after the run. "
                      "Several devices: watts_0, watts_1, ..."}),
        field(
            "clock_offset_s", &T::clock_offset_s,
            {.doc = "For `source: external`: how far the meter's clock is ahead of this machine's.",
             .unit = "s",
             .minimum = -1e6,
             .maximum = 1e6,
             .defaulted = true}),
        field("model", &T::model,
              {.doc = "Use only if nothing can be measured: a modelled value."}),
        field("period_ms", &T::period_ms,
              {.doc = "Sampling period.",
               .unit = "ms",
               .minimum = 10,
               .maximum = 10000,
               .defaulted = true}),
        field("devices", &T::devices,
              {.doc = "Devices of the source to measure: numbers in the order of the source, from "
                      "0, or the first characters of UUIDs, which are not published. Default: all.",
               .length_max = 100,
               .items_max = 4096,
               .omit_null = true}),
        field("library", &T::library,
              {.doc = "Path of the driver's library, if it is not found by its usual name.",
               .omit_null = true}),
        field(
            "sysfs_root", &T::sysfs_root,
            {.doc = "Where sysfs is mounted, for containers that mount it elsewhere; default /sys.",
             .omit_null = true}));
};

template <>
struct description<domain::DeviceEnergy> {
    using T = domain::DeviceEnergy;
    static constexpr auto record = schema::record(
        "DeviceEnergy", "Energy of one device in the window.",
        field("device", &T::device,
              {.doc = "Its index in environment.devices.",
               .minimum = 0,
               .maximum = domain::most_devices}),
        field("energy_joules", &T::energy_joules,
              {.doc = "Energy.", .unit = "J", .minimum = 0, .maximum = domain::most("J")}),
        field("counter_joules", &T::counter_joules,
              {.doc = "From its energy counter.",
               .unit = "J",
               .minimum = 0,
               .maximum = domain::most("J"),
               .omit_null = true}),
        field("integral_joules", &T::integral_joules,
              {.doc = "From its sampled power.",
               .unit = "J",
               .minimum = 0,
               .maximum = domain::most("J"),
               .omit_null = true}),
        field("peak_memory_mb", &T::peak_memory_mb,
              {.doc = "Peak memory in use, 10^6 bytes.",
               .unit = "MB",
               .minimum = 0,
               .maximum = domain::most("MB"),
               .omit_null = true}));
};

template <>
struct description<domain::DeviceCondition> {
    using T = domain::DeviceCondition;
    static constexpr auto record = schema::record(
        "DeviceCondition", "Temperature, clock and throttling of one device in the window.",
        field("device", &T::device,
              {.doc = "Its index in environment.devices.",
               .minimum = 0,
               .maximum = domain::most_devices}),
        field("temperature_start_celsius", &T::temperature_start_celsius,
              {.doc = "At the window's start.",
               .unit = "°C",
               .minimum = -100,
               .maximum = 300,
               .omit_null = true}),
        field("temperature_mean_celsius", &T::temperature_mean_celsius,
              {.doc = "Mean of the samples.",
               .unit = "°C",
               .minimum = -100,
               .maximum = 300,
               .omit_null = true}),
        field(
            "temperature_max_celsius", &T::temperature_max_celsius,
            {.doc = "Highest.", .unit = "°C", .minimum = -100, .maximum = 300, .omit_null = true}),
        field("clock_mean_mhz", &T::clock_mean_mhz,
              {.doc = "Mean clock of the shader processors.",
               .unit = "MHz",
               .minimum = 0,
               .maximum = 1e5,
               .omit_null = true}),
        field("power_capped_share", &T::power_capped_share,
              {.doc = "Share of the window in which the power limit held the clock down, by the "
                      "driver's counters.",
               .minimum = 0,
               .maximum = 1,
               .omit_null = true}),
        field("thermally_throttled_share", &T::thermally_throttled_share,
              {.doc = "Share of the window in which heat held the clock down, by the driver's "
                      "counters.",
               .minimum = 0,
               .maximum = 1,
               .omit_null = true}));
};

template <>
struct description<domain::EnergyReading> {
    using T = domain::EnergyReading;
    static constexpr auto record = schema::record(
        "EnergyReading", "Energy of the window.",
        field("energy_joules", &T::energy_joules,
              {.doc = "The value used.", .unit = "J", .minimum = 0, .maximum = domain::most("J")}),
        field("uncertainty_joules", &T::uncertainty_joules,
              {.doc = "Half-width of the interval of the true value, from sampling alone; the "
                      "sensor's own error is not known.",
               .unit = "J",
               .minimum = 0,
               .maximum = domain::most("J"),
               .omit_null = true}),
        field("counter_joules", &T::counter_joules,
              {.doc = "From energy counters.",
               .unit = "J",
               .minimum = 0,
               .maximum = domain::most("J")}),
        field("integral_joules", &T::integral_joules,
              {.doc = "From sampled power.",
               .unit = "J",
               .minimum = 0,
               .maximum = domain::most("J")}),
        field("disagreement", &T::disagreement,
              {.doc = "Difference of the two over the counters' value.",
               .minimum = 0,
               .maximum = domain::most("J"),
               .omit_null = true}),
        field("per_device", &T::per_device,
              {.doc = "Shares of the devices; they add up to the whole.", .items_max = 4096}),
        field("missed_deadlines", &T::missed_deadlines,
              {.doc = "Samples of the window that were more than one period late.",
               .minimum = 0,
               .maximum = domain::most_counted,
               .omit_null = true}),
        field("invalid_reasons", &T::invalid_reasons,
              {.doc = "Reasons to doubt the energy of the window: telemetry_gap, not_bracketed, "
                      "counter_reset, counter_stopped, device_missing, device_without_energy, "
                      "too_few_samples, clock_step.",
               .length_max = 60,
               .items_max = 20,
               .format = TextFormat::identifier,
               .defaulted = true}),
        field("absent_reason", &T::absent_reason,
              {.doc = "Why there is no value.", .length_max = 400, .omit_null = true}));
};

template <>
struct description<domain::Baseline> {
    using T = domain::Baseline;
    static constexpr auto record = schema::record(
        "Baseline", "Idle power in the same scope as the energy.",
        field("idle_cold_watts", &T::idle_cold_watts,
              {.doc = "Before the engine was started.", .unit = "W", .minimum = 0, .maximum = 1e6}),
        field("idle_loaded_watts", &T::idle_loaded_watts,
              {.doc = "Model loaded, no requests.", .unit = "W", .minimum = 0, .maximum = 1e6}),
        field("absent_reason", &T::absent_reason,
              {.doc = "Why there is no value.", .length_max = 400, .omit_null = true}));
};

template <>
struct description<domain::EnergySourceReport> {
    using T = domain::EnergySourceReport;
    static constexpr auto record = schema::record(
        "EnergySourceReport", "An energy source that was probed.",
        field("source", &T::source,
              {.doc = "nvml, rapl, ...", .length_max = 40, .format = TextFormat::identifier}),
        field("available", &T::available, {.doc = "Whether it can be read."}),
        field("finding", &T::finding, {.doc = "What was found.", .length_max = 400}),
        field("remedy", &T::remedy,
              {.doc = "What would make it work.", .length_max = 400, .omit_null = true}));
};

}  // namespace lem::schema
