#pragma once
/// Results that commands are given by their paths.

#include "domain/board/derivation.hpp"

#include <string>
#include <vector>

namespace lem::cli {

struct ReadResult {
    std::string name;  // the path
    domain::Derived document;
    std::vector<domain::RequestRecord> requests;
};

/// A result folder, bundle or result.json. Throws Error(invalid) with every violation.
ReadResult read_result(const std::string& path);

/// The path itself, or the results in a study's folder, in the order of their names.
std::vector<std::string> results_below(const std::string& path);

}  // namespace lem::cli
