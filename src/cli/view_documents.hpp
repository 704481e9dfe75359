#pragma once
/// The documents that one unit of `lem view` holds, ready to be published. Thread-safe; does not
/// throw.

#include "cli/importer.hpp"
#include "cli/view_units.hpp"

namespace lem::cli {

struct ViewedDocument {
    std::string bytes;       // of a document or a bundle
    std::string run;         // the run's id; empty if only the server reads it
    std::string content;     // SHA-256 of what does not change when other runs join the file
    std::string file;        // as messages call its source
    std::string alone = {};  // of a result folder: its document, if the bundle is too large
};

struct UnitDocuments {
    std::vector<ViewedDocument> documents;
    std::vector<pages::UnreadableFile> unreadable;
    std::size_t other_files = 0;
};

/// `scratch` is a folder for files that are needed for a moment.
UnitDocuments read_unit(const ViewUnit& unit, const ImportOptions& options,
                        const std::filesystem::path& scratch);

/// A file and what is wrong with it, the first violations included.
pages::UnreadableFile unreadable_file(const std::string& file, const Error& error);

/// Text of a path or a message that may hold any bytes, as JSON and HTML can hold it.
std::string shown_text(std::string_view text);

}  // namespace lem::cli
