#include "measure/run/preflight.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/run/machine.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <unistd.h>

namespace lem::measure {
namespace {

domain::PreflightFinding foreign_load(const ProcessorTime& before, const ProcessorTime& after) {
    constexpr double share_max = 0.1;
    const double all_s = after.all_s - before.all_s;
    const double share = all_s > 0 ? (after.busy_s - before.busy_s) / all_s : 0;
    return {.code = "foreign_load",
            .passed = share <= share_max,
            .message = "Other programs used " + text::number(std::round(share * 1000) / 10) +
                       " % of the processors before the measurement; above 10 % they distort "
                       "the results."};
}

}  // namespace

std::optional<ProcessorTime> parse_processor_time(std::string_view proc_stat) {
    // cpu  user nice system idle iowait irq softirq steal ...: proc_stat(5).
    constexpr std::size_t idle = 3, iowait = 4, guest = 8;
    const std::string_view line = proc_stat.substr(0, proc_stat.find('\n'));
    if (!line.starts_with("cpu ")) return std::nullopt;
    ProcessorTime time;
    std::size_t column = 0;
    for (const std::string_view word : text::split(line.substr(4), ' ')) {
        if (word.empty()) continue;
        const auto ticks = text::to_double(word);
        if (!ticks) return std::nullopt;
        const double seconds = *ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
        if (column < guest) time.all_s += seconds;  // guest time is part of user time
        if (column < guest && column != idle && column != iowait) time.busy_s += seconds;
        ++column;
    }
    return column > iowait ? std::optional(time) : std::nullopt;
}

ProcessorTime read_processor_time() {
    std::ifstream stream("/proc/stat");
    std::string line;
    std::getline(stream, line);
    return parse_processor_time(line).value_or(ProcessorTime{});
}

std::vector<domain::PreflightFinding> preflight(const ProcessorTime& before,
                                                const ProcessorTime& after) {
    std::vector<domain::PreflightFinding> findings{foreign_load(before, after)};
    const ClockReport clock = read_clock();
    findings.push_back({.code = "clock",
                        .passed = clock.synchronised,
                        .message = clock.synchronised
                                       ? "The clock is synchronised."
                                       : "The clock is not synchronised: dates may be wrong, "
                                         "durations are right."});
    std::ifstream stream("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    std::string governor;
    if (std::getline(stream, governor))
        findings.push_back(
            {.code = "governor",
             .passed = true,
             .message = "The frequency governor is " + governor.substr(0, 40) + "."});
    return findings;
}

domain::PreflightFinding start_temperature(double celsius, double wanted_celsius) {
    const bool passed = celsius < wanted_celsius;
    std::string message = "The hottest device was at " + text::number(celsius) + " °C at the start";
    message += passed ? "."
                      : "; above " + text::number(wanted_celsius) +
                            " °C (protocol.cool_start_celsius) it draws more power.";
    return {.code = "start_temperature", .passed = passed, .message = std::move(message)};
}

std::vector<domain::PreflightFinding> device_settings(
    const std::vector<power::DeviceInfo>& devices) {
    constexpr std::size_t message_length_max = 400;  // limit of the wire format
    std::vector<domain::PreflightFinding> findings;
    std::map<std::string, std::string> numbers_of;  // of the devices with these settings
    std::string unloading;
    bool persistence_known = false;
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const auto add_to = [i](std::string& list) {
            list += (list.empty() ? "" : ", ") + std::to_string(i);
        };
        persistence_known = persistence_known || devices[i].persistence_mode;
        if (devices[i].persistence_mode == false) add_to(unloading);
        if (!devices[i].settings.empty()) add_to(numbers_of[devices[i].settings]);
    }
    if (persistence_known)
        findings.push_back(
            {.code = "persistence_mode",
             .passed = unloading.empty(),
             .message = unloading.empty()
                            ? "Persistence mode is on."
                            : "Persistence mode is off (device " + unloading +
                                  "): the driver unloads between programs and resets its counters. "
                                  "Turn it on with nvidia-smi -pm 1."});
    std::string message;
    for (const auto& [settings, numbers] : numbers_of)
        message += (message.empty() ? "Device " : "; device ") + numbers + ": " + settings;
    if (!message.empty())
        findings.push_back(
            {.code = "device_settings",
             .passed = numbers_of.size() == 1,
             .message =
                 text::cut(message + (numbers_of.size() == 1 ? "." : ". Their settings differ."),
                           message_length_max)});
    return findings;
}

domain::PreflightFinding foreign_processes(std::size_t count) {
    return {.code = "foreign_gpu_processes",
            .passed = count == 0,
            .message = count == 0
                           ? "No process computed on the devices before the engine was started."
                           : std::to_string(count) + " other process" + (count == 1 ? "" : "es") +
                                 " computed on the devices before the engine was started; their "
                                 "energy is counted too."};
}

}  // namespace lem::measure
