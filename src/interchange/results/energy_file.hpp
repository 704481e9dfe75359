#pragma once
/// Energy that another program metered beside a run: a log of Zeus, or CodeCarbon's emissions.csv.
/// Such a file knows no tokens; it belongs to a result file of the same window. Pure; does not
/// throw.

#include "interchange/results/result_format.hpp"

namespace lem::interchange {

struct EnergyWindow {
    std::string place;  // in the file: "line 3"
    std::string name;   // the user's words, which are private
    double length_s = 0;
    std::vector<double> gpu_joules;  // of each GPU; empty: none was metered
    std::string gpu_model;           // "" if the file does not say
    int gpu_count = 0;
};

struct EnergyFile {
    std::string_view program;
    std::vector<EnergyWindow> windows;
    std::vector<std::string> notes;  // what was not taken, and why
};

/// Energies of 0 count as not metered. Violations with their lines.
tl::expected<EnergyFile, Violations> read_energy_file(std::string_view bytes);

/// The energy of the only window whose length is that of the run within 5 %. A violation that names
/// the windows if there is none or more than one.
tl::expected<GivenEnergy, Violations> energy_of_run(const EnergyFile& file, double run_length_s,
                                                    std::string_view sha256);

}  // namespace lem::interchange
