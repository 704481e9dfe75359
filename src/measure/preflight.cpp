#include "measure/preflight.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/machine.hpp"

#include <cmath>
#include <fstream>
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
                       " % of the processors while nothing was measured; 10 % at most leave the "
                       "numbers alone."};
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
    std::string message = "The hottest device had " + text::number(celsius) + " °C at the start";
    message += passed ? "."
                      : "; a hot one draws more than the same below " +
                            text::number(wanted_celsius) + " °C (protocol.cool_start_celsius).";
    return {.code = "start_temperature", .passed = passed, .message = std::move(message)};
}

domain::PreflightFinding foreign_processes(std::size_t count) {
    return {.code = "foreign_gpu_processes",
            .passed = count == 0,
            .message = count == 0
                           ? "Nothing computed on the devices before the engine was started."
                           : std::to_string(count) + " other process" + (count == 1 ? "" : "es") +
                                 " computed on the devices before the engine was started; their "
                                 "energy is counted too."};
}

}  // namespace lem::measure
