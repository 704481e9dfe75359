#pragma once
/// What `lem view` reads at once, and shows and removes together: a result folder of lem, a bundle,
/// a file or group of files of another program, an archive. Throws nothing: what cannot be read is
/// a unit that says so when it is read.

#include "cli/import_sources.hpp"
#include "pages/private_view.hpp"
#include "platform/files/file_list.hpp"

#include <optional>

namespace lem::cli {

struct ViewUnit {
    std::string name;                // of its first file, as messages call it; no other has it
    std::vector<std::string> files;  // paths
    std::vector<files::FileStamp> stamps;  // of the files, before they are read
    /// Of lem itself: a result folder with its manifest, or a bundle. Otherwise `sources` are read.
    std::optional<std::string> packable = {};
    std::vector<ImportSource> sources = {};
};

/// Takes the units one after another.
class UnitVisitor {
public:
    virtual ~UnitVisitor() = default;
    /// The number of files at all places, before the first unit.
    virtual void found(std::size_t files) = 0;
    /// Whether a unit is to be taken; `take` follows if so.
    virtual bool needs(const ViewUnit& unit) = 0;
    virtual void take(ViewUnit unit) = 0;
    /// A file or folder that cannot be looked at.
    virtual void unreadable(pages::UnreadableFile file) = 0;
    /// There are more files than are looked at.
    virtual void left_out(std::string what) = 0;
};

/// Visits the units of files and folders in the order in which they are to be imported.
void visit_units(const std::vector<std::string>& places, const files::ListOptions& options,
                 UnitVisitor& visitor);

}  // namespace lem::cli
