#pragma once
/// Imports files and folders, and writes a folder for each result.

#include "interchange/results/result_format.hpp"

#include <CLI/CLI.hpp>

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

/// The flags that say what the person knows who imports.
void add_fact_options(CLI::App& command, ImportOptions& options);
/// Completes `options.given`. Throws Error(bad_request) for facts that make no sense.
void check_facts(ImportOptions& options);

/// Several files: one that cannot be read does not stop the others. Returns the exit code.
int import_files(const ImportOptions& options);

}  // namespace lem::cli
