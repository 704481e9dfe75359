#include "base/error.hpp"
#include "domain/signing/tiles.hpp"

#include <bit>
#include <cstring>

/// Names, tiles and proofs of a log, as a server or a folder of strangers gives them.
namespace {

using namespace lem::domain;

/// Takes numbers off the front of the fuzzer's bytes; zeros after their end.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : left_(bytes) {}
    std::uint64_t number() {
        std::uint64_t value = 0;
        const std::size_t size = std::min(sizeof value, left_.size());
        std::memcpy(&value, left_.data(), size);
        left_.remove_prefix(size);
        return value;
    }
    std::string_view rest() const { return left_; }

private:
    std::string_view left_;
};

void read_path(std::string_view path) {
    const auto name = read_tile_path(path);
    if (!name) return;
    LEM_ASSERT(path_of(*name) == path);
    const std::uint64_t size = std::uint64_t{1} << 62;
    if (const auto tile = tile_of(size, name->level, name->index * tile_width))
        LEM_ASSERT(tile->index == name->index && tile->width >= 1 && tile->width <= tile_width);
}

void read_entries(std::string_view bytes) {
    const std::uint64_t width = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]);
    const std::string_view bundle = bytes.substr(std::min<std::size_t>(1, bytes.size()));
    if (const auto entries = read_entry_bundle(bundle, width)) {
        LEM_ASSERT(entries->size() == width);
        LEM_ASSERT(entry_bundle(*entries) == bundle);
    }
}

std::vector<TreeHash> hashes_in(std::string_view bytes) {
    std::vector<TreeHash> hashes;
    for (; bytes.size() >= tree_hash_bytes && hashes.size() < 80;
         bytes.remove_prefix(tree_hash_bytes))
        hashes.emplace_back(bytes.substr(0, tree_hash_bytes));
    return hashes;
}

/// A stranger's proof with a stranger's numbers: of a root that is no hash of it, it proves
/// nothing.
void read_proof(std::string_view bytes) {
    Bytes taken(bytes);
    const std::uint64_t size = taken.number(), other = taken.number();
    const auto proof = hashes_in(taken.rest());
    const TreeHash leaf = leaf_hash("entry"), root = leaf_hash("root"),
                   before = leaf_hash("before");
    LEM_ASSERT(!proves_inclusion(proof, leaf, other, size, root));
    LEM_ASSERT(!proves_consistency(proof, other, before, size, root));
    if (proves_consistency(proof, other, root, size, root))
        LEM_ASSERT(other == size && proof.empty());
}

/// A tree of any size is known without its leaves when they are all the same.
const std::vector<TreeHash>& equal_subtrees() {
    static const std::vector<TreeHash> roots = [] {
        std::vector<TreeHash> levels{leaf_hash("same")};
        for (int level = 1; level < 64; ++level)
            levels.push_back(node_hash(levels.back(), levels.back()));
        return levels;
    }();
    return roots;
}

/// Every proof that is made holds, and only for the numbers and the hashes it was made for.
void prove(std::string_view bytes) {
    Bytes taken(bytes);
    const std::uint64_t size = taken.number(), number = taken.number();
    const Subtrees equal = [](int level, std::uint64_t) {
        return std::optional(equal_subtrees()[static_cast<std::size_t>(level)]);
    };
    const TreeHash root = root_of(size, equal).value();
    const std::uint64_t index = size == 0 ? 0 : number % size, before = index + 1;
    auto inclusion = inclusion_proof(index, size, equal);
    LEM_ASSERT(inclusion.has_value() == (size > 0));
    if (!inclusion) return;
    const TreeHash leaf = leaf_hash("same");
    LEM_ASSERT(proves_inclusion(*inclusion, leaf, index, size, root));
    LEM_ASSERT(!proves_inclusion(*inclusion, leaf_hash("other"), index, size, root));
    const TreeHash root_before = root_of(before, equal).value();
    auto consistency = consistency_proof(before, size, equal);
    LEM_ASSERT(consistency && proves_consistency(*consistency, before, root_before, size, root));
    const std::uint64_t change = taken.number();
    for (auto* proof : {&*inclusion, &*consistency}) {
        if (proof->empty()) continue;
        TreeHash& hash = (*proof)[change / 256 % proof->size()];
        char& byte = hash[change % tree_hash_bytes];
        byte = static_cast<char>(byte ^ (1 << (change >> 60) % 8));
    }
    LEM_ASSERT(inclusion->empty() || !proves_inclusion(*inclusion, leaf, index, size, root));
    LEM_ASSERT(consistency->empty() ||
               !proves_consistency(*consistency, before, root_before, size, root));
}

/// Tiles of any bytes and of any size give a root, or none; a proof out of one tile holds for it.
void read_tiles(std::string_view bytes) {
    Bytes taken(bytes);
    // Three levels of tiles; more of them are hashed too slowly.
    const std::uint64_t chosen = taken.number(), size = chosen >> 40 >> chosen % 24;
    const std::uint64_t number = taken.number();
    const std::string_view content = taken.rest();
    const ReadTile read = [&](const TileName& name) -> std::optional<std::string> {
        LEM_ASSERT(read_tile_path(path_of(name)) == name);
        if (content.empty()) return std::nullopt;
        // A tile of the right size, but for some that the bytes choose.
        std::string tile(content);
        if (static_cast<unsigned char>(content[name.index % content.size()]) == 0xFF) return tile;
        while (tile.size() < name.width * tree_hash_bytes)
            tile += content;
        tile.resize(name.width * tree_hash_bytes);
        return tile;
    };
    const auto subtrees = subtrees_in(size, read);
    const auto root = root_of(size, subtrees);
    if (!root || size == 0) return;
    const std::uint64_t index = number % size;
    const auto name = tile_of(size, 0, index);
    LEM_ASSERT(name && name->index == index / tile_width);
    const auto inclusion = inclusion_proof(index, size, subtrees);
    const auto leaf = subtrees(0, index);
    // With more, upper tiles may contradict the lower ones.
    if (inclusion && leaf && size < tile_width)
        LEM_ASSERT(proves_inclusion(*inclusion, *leaf, index, size, *root));
    consistency_proof(index + 1, size, subtrees);
}

constexpr std::array readers{read_path, read_entries, read_proof, prove, read_tiles};

}  // namespace

/// Proofs recurse in as many ways as there are trees, and ASan would keep each way that led to an
/// allocation: gigabytes.
extern "C" const char* __asan_default_options() {
    return "malloc_context_size=2";
}

/// The first byte chooses what the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    readers[data[0] % readers.size()]({reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
