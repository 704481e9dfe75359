#pragma once
/// Imports files and folders, and writes a folder for each result.

#include "interchange/results/result_format.hpp"

namespace lem::cli {

struct ImportOptions {
    std::vector<std::string> files;
    std::string output = "imported";
    std::string format;
    interchange::GivenFacts given;
    std::optional<std::string> engine;
    std::optional<std::string> energy;
    std::optional<std::string> map;
    bool report = false;
    bool json = false;
    bool formats = false;
    bool columns = false;
};

/// Several files: one that cannot be read does not stop the others. Returns the exit code.
int import_files(const ImportOptions& options);

}  // namespace lem::cli
