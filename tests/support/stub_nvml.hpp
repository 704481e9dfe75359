#pragma once
/// What the stub of NVIDIA's driver library simulates; `init_status` and the rest are nvmlReturn_t.

#include "support/power_script.hpp"

struct StubNvml : PowerScript {
    bool has_instant_power = true;  // field 186
    bool has_average_power = true;  // field 185
    bool has_power = true;          // nvmlDeviceGetPowerUsage
    bool power_is_a_mean = false;   // ... gives the mean of the last second, as since Ampere
    bool counter_is_field = false;  // the counter is field 83, not the function
    bool has_module = false;        // power and energy of the module, 100 W above the GPU's
    bool mig = false;
    bool persistence_mode = true;
    bool ecc = true;
    unsigned application_clock_mhz = 1980;
    unsigned limited_device = 0, limited_watts = 350;  // the others have 350 W
    bool has_settings = true;                          // false: these are not supported
    int closed_device = -1;                            // opening this one returns NO_PERMISSION
};
