#pragma once
/// What the stub of NVIDIA's driver library plays: set by a test through `stub_nvml_play`, which it
/// finds in the library by name. Time is the test's, so nothing waits.

struct StubNvml {
    unsigned devices = 1;
    int init_status = 0;            // an nvmlReturn_t: 9 is DRIVER_NOT_LOADED
    bool has_counter = true;        // Volta and later
    bool has_instant_power = true;  // field 186
    bool has_average_power = true;  // field 185
    bool has_power = true;          // nvmlDeviceGetPowerUsage
    bool counter_is_field = false;  // the counter is field 83, not the function
    bool has_module = false;        // power and energy of the module, 100 W above the GPU's
    bool mig = false;
    int closed_device = -1;         // opening this one answers NO_PERMISSION
    bool device_lost = false;       // every reading answers GPU_IS_LOST
    double counter_quantum_ms = 0;  // the counter moves only this often
    double memory_used_bytes = 8e9;
    double (*watts)(double t_s) = nullptr;   // of each device
    double (*joules)(double t_s) = nullptr;  // its integral from 0
    double now_s = 0;
};
