#pragma once
/// What the stub of AMD's library simulates; `init_status` is an amdsmi_status_t.

#include "support/power_script.hpp"

struct StubAmdsmi : PowerScript {
    const char* market_name = "AMD Instinct MI300X";
    bool has_power = true;
    bool has_current_power = true;    // false: 0xFFFF, and only the average is given
    bool second_dies_silent = false;  // odd devices give neither energy nor power
    double back_at_s = INFINITY;      // at this time the counter goes back by 1000 J
};
