#pragma once
/// The power that a stub of a driver's library simulates, and how its sensors report it. Set by a
/// test through the function `..._play`, which it finds in the library by name. The test sets the
/// time, so nothing waits; in `real_time` it runs from `now_s` by itself, as it does until a test
/// sets a script.

#include <chrono>
#include <cmath>
#include <thread>

struct PowerScript {
    unsigned devices = 1;
    int init_status = 0;                                                  // the library's own code
    double (*watts)(double t_s) = [](double) { return 250.0; };           // of each device
    double (*joules)(double t_s) = [](double t_s) { return 250 * t_s; };  // its integral from 0
    double now_s = 0;
    bool real_time = false;
    bool has_counter = true;
    double counter_period_ms = 0;       // the counter moves only this often,
    double counter_quantum_joules = 0;  // and by multiples of this
    double reset_at_s = INFINITY;       // from here on it counts from 0
    bool counter_stands = false;
    double memory_used_bytes = 8e9;
    double temperature_celsius = 55;
    double clock_mhz = 1700;
    double power_capped_share = 0;  // of all the time
    double thermal_share = 0;
    unsigned compute_pids[40] = {};
    unsigned compute_processes = 0;
    bool device_lost = false;  // every reading reports it
    double read_ms = 0;        // duration of one reading
};

namespace power_script {

using Clock = std::chrono::steady_clock;

struct Player {
    PowerScript script{.real_time = true};
    Clock::time_point started = Clock::now();

    double now_s() const {
        const double gone_s = std::chrono::duration<double>(Clock::now() - started).count();
        return script.now_s + (script.real_time ? gone_s : 0);
    }
    void take_time() const {
        if (script.read_ms > 0)
            std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(script.read_ms));
    }
    /// The value of a device's counter. Devices differ by a watt each, so that counting one device
    /// twice is noticed.
    double counter_joules(unsigned device) const {
        double t_s = script.counter_stands ? 0 : now_s();
        if (script.counter_period_ms > 0) {
            const double period_s = script.counter_period_ms / 1e3;
            t_s = std::floor(t_s / period_s) * period_s;
        }
        const auto until = [&](double s) { return script.joules(s) + device * s; };
        // Counters start when the driver is loaded, long before the test.
        const double joules =
            t_s < script.reset_at_s ? 5e6 + until(t_s) : until(t_s) - until(script.reset_at_s);
        const double quantum = script.counter_quantum_joules;
        return quantum > 0 ? std::floor(joules / quantum) * quantum : joules;
    }
    double watts(unsigned device) const { return script.watts(now_s()) + device; }
    double mean_watts_of_a_second(unsigned device) const {
        const double t_s = now_s();
        return script.joules(t_s) - script.joules(t_s - 1) + device;
    }
};

}  // namespace power_script
