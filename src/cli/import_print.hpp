#pragma once
/// What `lem import` says of the results that it wrote.

#include "domain/board/derivation.hpp"

#include <optional>
#include <span>
#include <string>

namespace lem::cli {

/// A result's folder, main figures, fields and doubtful checks; with `fields` what became of each
/// field.
void print_result(const domain::Derived& derived, const std::string& folder, bool fields);

struct ImportedResult {
    std::string id;  // of its experiment
    std::string folder;
    std::optional<std::string> natural_key;  // interchange::natural_key_of
    std::string name;                        // model, engine, hardware, load
};
ImportedResult imported_result(const domain::Derived& derived, const std::string& folder);

/// Which of the results are replicates of each other, and how many do not tell.
void print_replicates(std::span<const ImportedResult> results);
/// The same as a line of JSON for each group: {"replicates":{"count":2,"ids":[],"folders":[]}}.
void print_replicates_json(std::span<const ImportedResult> results);

}  // namespace lem::cli
