#pragma once
/// Where a log of accepted results is read: at a server, or in a folder with a copy of it
/// (checkpoint, key and tile/ as C2SP tlog-tiles names them). Nothing that comes from there is
/// believed before it is proven. Not thread-safe.

#include "domain/signing/tiles.hpp"

#include <map>
#include <string>

namespace lem::client {

class LogPlace {
public:
    /// An existing folder, or the address of a server as users type it. Throws Error(bad_request)
    /// for anything else.
    explicit LogPlace(const std::string& typed);

    /// The folder's path or the server's address, as it is remembered.
    const std::string& name() const { return name_; }

    /// "checkpoint" or "key". Throws Error when it cannot be had.
    std::string text(const std::string& path) const;
    /// A tile or a bundle of entries, from the first one that asks on from memory. Where a narrow
    /// one is gone, it is cut from the full one.
    std::optional<std::string> tile(const domain::TileName& name);
    /// The newest entry about a document in a tree of this size, as the place says; nullopt if it
    /// says that there is none. Reads all entries of a folder.
    std::optional<std::uint64_t> find(const std::string& document_sha256, std::uint64_t size);

private:
    std::optional<std::string> read(const std::string& path, std::size_t bytes_max) const;
    std::optional<std::string> cut_from_full(const domain::TileName& name) const;

    std::string name_;
    bool is_folder_ = false;
    std::map<std::string, std::string> tiles_;  // by path
};

}  // namespace lem::client
