#pragma once
/// What `lem import` imports at once: a file, a file of an archive, or the files of a folder that
/// make one result together.

#include <functional>
#include <string>
#include <vector>

namespace lem::cli {

struct SourceContent {
    std::string text;           // what the importers read
    std::string original = {};  // what it was made from; empty if it is the same

    const std::string& kept() const { return original.empty() ? text : original; }
};

struct ImportSource {
    std::string name;  // as messages call it
    bool of_folder;    // such a file may be anything; one that was named must be a result
    /// May be called after the walk, by any thread. Throws Error: bad_request for a file that
    /// cannot be read, too_large beyond limits::import_bytes_max, unsupported_media_type for the
    /// database of another program, invalid otherwise.
    std::function<SourceContent()> read;
};

/// False ends the walk.
using TakeSource = std::function<bool(const ImportSource&)>;

/// Visits the sources at a path, in the order in which they are to be imported: of an archive and a
/// folder, each file or group of files; "-" is standard input. What cannot be read is a source that
/// says so when it is read.
void for_each_source(const std::string& path, const TakeSource& take);

/// Whether a source is to be visited that is made of these files of a folder.
using WantFiles = std::function<bool(const std::vector<std::string>& paths)>;

/// The same for the files of a folder that the caller has found: `paths` below it, with '/'.
void for_each_source_of(const std::string& folder, std::vector<std::string> paths,
                        const TakeSource& take, const WantFiles& wanted);

}  // namespace lem::cli
