#pragma once
/// The results that one source holds, as `lem import` and `lem view` read them.

#include "cli/import_sources.hpp"
#include "cli/importer.hpp"

#include <optional>
#include <vector>

namespace lem::cli {

struct SourceResults {
    std::string_view program;  // that wrote the source
    std::vector<domain::Result> results;
    /// Of lem's own results: their bytes, in the same order. Empty for another program's.
    std::vector<std::string> documents = {};
};

/// What was read from a source. nullopt for a file of a folder that is in no format which lem
/// reads: a folder may hold anything. Throws Error(invalid) with each violation, and as
/// read_mapping and read_source do for the mapping and the energy of `options`.
std::optional<SourceResults> results_of(const ImportSource& source, const SourceContent& content,
                                        const ImportOptions& options);

/// Whether an error from reading a source only says that its file is no result: the weights of a
/// model in a folder, say, or the database of another program.
bool is_other_file(const ImportSource& source, const Error& error);

}  // namespace lem::cli
