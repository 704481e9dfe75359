#pragma once
/// A log as files (C2SP tlog-tiles): the tree's hashes in tiles of up to 256, the entries in
/// bundles of up to 256, and their paths. Pure; does not throw.

#include "domain/signing/merkle_tree.hpp"

#include <span>

namespace lem::domain {

inline constexpr std::uint64_t tile_width = 256;

/// A tile, or a bundle of entries.
struct TileName {
    bool entries = false;
    int level = 0;  // of a tile: its hashes are roots over 256^level leaves
    std::uint64_t index = 0;
    std::uint64_t width = tile_width;  // less: the last one of its level
    bool operator==(const TileName&) const = default;
};

/// "tile/0/x001/x234/067", "tile/entries/000.p/7"
std::string path_of(const TileName& name);
/// nullopt unless it is exactly a path that path_of gives.
std::optional<TileName> read_tile_path(std::string_view path);

/// How many hashes a level has in a tree of `size` leaves.
std::uint64_t hashes_of_level(std::uint64_t size, int level);
/// The tile with the hash number `number` of a level, as wide as it is in a tree of `size` leaves;
/// nullopt if that tree has no such hash.
std::optional<TileName> tile_of(std::uint64_t size, int level, std::uint64_t number);

/// The bytes of a tile; nullopt when it cannot be had.
using ReadTile = std::function<std::optional<std::string>(const TileName&)>;
/// Subtrees of a tree of `size` leaves, from its tiles. Whether a tile is true shows when the root
/// is compared. `read` is asked for each tile as often as it is needed.
Subtrees subtrees_in(std::uint64_t size, ReadTile read);

/// The root over the hashes of a tile, whose count is a power of two.
TreeHash root_over(std::string_view hashes);

/// Each entry after its length, two bytes, the higher first. An entry has at most 65535 bytes.
std::string entry_bundle(std::span<const std::string> entries);
/// nullopt unless it is exactly `width` entries.
std::optional<std::vector<std::string>> read_entry_bundle(std::string_view bundle,
                                                          std::uint64_t width);

}  // namespace lem::domain
