#pragma once
/// Which files of a folder make one result together, or state again what another file states: by
/// their names alone. Pure; does not throw.

#include "base/violation.hpp"

#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace lem::interchange {

/// How the files of a group become one document.
enum class Joining {
    none,       // one file, as it is
    run_2025,   // llenergymeasure of 2025: the parts of a run
    processes,  // llenergymeasure until 2026-02: the processes of a run
    cycles,  // llenergymeasure from 2026-03 on: results of one configuration, with their sidecars
};

/// Files that are imported as one document.
struct FileGroup {
    std::string name;  // of the document: "runs/0110_parts.json"; the file's, if it is one
    Joining joining = Joining::none;
    std::vector<std::string> paths;
};

/// Puts paths with '/' in the order in which they are to be imported, of depth and name: a tool's
/// summary comes before the parts that it was made from.
void sort_for_import(std::vector<std::string>& paths);

/// `paths` are below one folder, with '/' and in the order in which they are to be imported. A file
/// that only states again what another one states is in no group.
std::vector<FileGroup> group_files(std::span<const std::string> paths);

struct NamedBytes {
    std::string path;
    std::string bytes;
};

/// Adds a file to those of a group. A violation with its path if it, or all of them together, are
/// larger than the parts of a result are (limits::joined_file_bytes_max).
std::optional<Violation> add_part(std::vector<NamedBytes>& files, NamedBytes file);

/// The document that the files of a group are: one that a format of result_formats() reads.
/// Violations with the path of a file that is not JSON.
tl::expected<std::string, Violations> joined_document(Joining joining,
                                                      std::span<const NamedBytes> files);

}  // namespace lem::interchange
