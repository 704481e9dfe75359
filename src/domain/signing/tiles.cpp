#include "domain/signing/tiles.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <bit>

namespace lem::domain {
namespace {

constexpr int bits_of_tile = 8;  // 2^8 hashes
constexpr int level_max = 7;     // 256^8 leaves are more than a number of 64 bits counts
constexpr std::size_t index_parts_max = 6;

/// A number without leading zeros.
std::optional<std::uint64_t> plain_number(std::string_view digits) {
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos ||
        (digits.size() > 1 && digits[0] == '0'))
        return std::nullopt;
    const auto number = text::to_int(digits);
    return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::string three_digits(std::uint64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(3 - digits.size(), '0') + digits;
}

/// "x001/x234/067"
std::string index_path(std::uint64_t index) {
    std::string path = three_digits(index % 1000);
    while ((index /= 1000) > 0)
        path = "x" + three_digits(index % 1000) + "/" + path;
    return path;
}

std::optional<std::uint64_t> read_index(std::string_view path) {
    const auto parts = text::split(path, '/');
    if (parts.size() > index_parts_max) return std::nullopt;
    std::uint64_t index = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string_view digits = parts[i];
        if (i + 1 < parts.size()) {
            if (!digits.starts_with('x')) return std::nullopt;
            digits.remove_prefix(1);
        }
        if (digits.size() != 3 || digits.find_first_not_of("0123456789") != std::string_view::npos)
            return std::nullopt;
        for (const char c : digits)
            index = index * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (index_path(index) != path) return std::nullopt;  // x000 in front
    return index;
}

}  // namespace

std::string path_of(const TileName& name) {
    const std::string level = name.entries ? "entries" : std::to_string(name.level);
    std::string path = "tile/" + level + "/" + index_path(name.index);
    if (name.width < tile_width) path += ".p/" + std::to_string(name.width);
    return path;
}

std::optional<TileName> read_tile_path(std::string_view path) {
    constexpr std::string_view prefix = "tile/", partial = ".p/";
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    TileName name;
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view level = path.substr(0, slash);
    if (level == "entries") {
        name.entries = true;
    } else {
        const auto number = plain_number(level);
        if (!number || *number > level_max) return std::nullopt;
        name.level = static_cast<int>(*number);
    }
    path.remove_prefix(slash + 1);
    if (const std::size_t at = path.find(partial); at != std::string_view::npos) {
        const auto width = plain_number(path.substr(at + partial.size()));
        if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
        name.width = *width;
        path = path.substr(0, at);
    }
    const auto index = read_index(path);
    if (!index) return std::nullopt;
    name.index = *index;
    return name;
}

std::uint64_t hashes_of_level(std::uint64_t size, int level) {
    return size >> (bits_of_tile * level);
}

std::optional<TileName> tile_of(std::uint64_t size, int level, std::uint64_t number) {
    const std::uint64_t hashes = hashes_of_level(size, level);
    if (number >= hashes) return std::nullopt;
    const std::uint64_t index = number / tile_width;
    return TileName{
        .level = level, .index = index, .width = std::min(tile_width, hashes - index * tile_width)};
}

TreeHash root_over(std::string_view hashes) {
    const std::size_t count = hashes.size() / tree_hash_bytes;
    LEM_ASSERT(hashes.size() % tree_hash_bytes == 0 && std::has_single_bit(count));
    if (count == 1) return TreeHash(hashes);
    const std::size_t half = hashes.size() / 2;
    return node_hash(root_over(hashes.substr(0, half)), root_over(hashes.substr(half)));
}

Subtrees subtrees_in(std::uint64_t size, ReadTile read) {
    return
        [size, read = std::move(read)](int level, std::uint64_t index) -> std::optional<TreeHash> {
            const int of_tile = level / bits_of_tile, height = level % bits_of_tile;
            const std::uint64_t number = index << height, count = std::uint64_t{1} << height;
            const auto name = tile_of(size, of_tile, number);
            const std::uint64_t first = number % tile_width;
            if (!name || first + count > name->width) return std::nullopt;
            const auto tile = read(*name);
            if (!tile || tile->size() != name->width * tree_hash_bytes) return std::nullopt;
            return root_over(
                std::string_view(*tile).substr(first * tree_hash_bytes, count * tree_hash_bytes));
        };
}

std::string entry_bundle(std::span<const std::string> entries) {
    std::string bundle;
    for (const std::string& entry : entries) {
        LEM_ASSERT(entry.size() <= 0xFFFF);
        bundle += static_cast<char>(entry.size() >> 8);
        bundle += static_cast<char>(entry.size() & 0xFF);
        bundle += entry;
    }
    return bundle;
}

std::optional<std::vector<std::string>> read_entry_bundle(std::string_view bundle,
                                                          std::uint64_t width) {
    std::vector<std::string> entries;
    while (!bundle.empty()) {
        if (bundle.size() < 2 || entries.size() == width) return std::nullopt;
        const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bundle[0]))
                                     << 8 |
                                 static_cast<unsigned char>(bundle[1]);
        bundle.remove_prefix(2);
        if (bundle.size() < size) return std::nullopt;
        entries.emplace_back(bundle.substr(0, size));
        bundle.remove_prefix(size);
    }
    if (entries.size() != width) return std::nullopt;
    return entries;
}

}  // namespace lem::domain
