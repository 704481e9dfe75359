#include "domain/signing/merkle_tree.hpp"

#include "base/hash.hpp"

#include <bit>

namespace lem::domain {
namespace {

/// The largest power of two below `count`, which is at least 2: where RFC 6962 splits a tree.
std::uint64_t split_of(std::uint64_t count) {
    return std::bit_floor(count - 1);
}

/// The root over the leaves [first, first + count). `first` is a multiple of the smallest power of
/// two that is not below `count`, as it is for all parts of a tree.
std::optional<TreeHash> hash_of(std::uint64_t first, std::uint64_t count,
                                const Subtrees& subtrees) {
    if (std::has_single_bit(count)) {
        const int level = std::countr_zero(count);
        return subtrees(level, first >> level);
    }
    const std::uint64_t split = split_of(count);
    const auto left = hash_of(first, split, subtrees);
    if (!left) return std::nullopt;
    const auto right = hash_of(first + split, count - split, subtrees);
    if (!right) return std::nullopt;
    return node_hash(*left, *right);
}

/// Appends to a proof; false when the hash cannot be had.
bool append(std::vector<TreeHash>& proof, std::optional<TreeHash> hash) {
    if (!hash) return false;
    proof.push_back(std::move(*hash));
    return true;
}

bool append_inclusion(std::vector<TreeHash>& proof, std::uint64_t index, std::uint64_t first,
                      std::uint64_t count, const Subtrees& subtrees) {
    if (count == 1) return true;
    const std::uint64_t split = split_of(count), middle = first + split;
    if (index < middle)
        return append_inclusion(proof, index, first, split, subtrees) &&
               append(proof, hash_of(middle, count - split, subtrees));
    return append_inclusion(proof, index, middle, count - split, subtrees) &&
           append(proof, hash_of(first, split, subtrees));
}

/// `whole`: the tree before is the whole left edge, whose root the verifier knows.
bool append_consistency(std::vector<TreeHash>& proof, std::uint64_t before, std::uint64_t first,
                        std::uint64_t count, bool whole, const Subtrees& subtrees) {
    if (before == count) return whole || append(proof, hash_of(first, count, subtrees));
    const std::uint64_t split = split_of(count), middle = first + split;
    if (before <= split)
        return append_consistency(proof, before, first, split, whole, subtrees) &&
               append(proof, hash_of(middle, count - split, subtrees));
    return append_consistency(proof, before - split, middle, count - split, false, subtrees) &&
           append(proof, hash_of(first, split, subtrees));
}

}  // namespace

TreeHash leaf_hash(std::string_view entry) {
    Sha256 hash;
    hash.update({"\0", 1});
    hash.update(entry);
    return hash.finish_bytes();
}

TreeHash node_hash(std::string_view left, std::string_view right) {
    Sha256 hash;
    hash.update("\1");
    hash.update(left);
    hash.update(right);
    return hash.finish_bytes();
}

std::optional<TreeHash> root_of(std::uint64_t size, const Subtrees& subtrees) {
    if (size == 0) return sha256_bytes("");
    return hash_of(0, size, subtrees);
}

std::optional<std::vector<TreeHash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                     const Subtrees& subtrees) {
    std::vector<TreeHash> proof;
    if (index >= size || !append_inclusion(proof, index, 0, size, subtrees)) return std::nullopt;
    return proof;
}

bool proves_inclusion(const std::vector<TreeHash>& proof, std::string_view leaf,
                      std::uint64_t index, std::uint64_t size, std::string_view root) {
    if (index >= size) return false;
    TreeHash hash(leaf);
    std::uint64_t last = size - 1;
    for (const TreeHash& beside : proof) {
        if (last == 0) return false;
        if (index % 2 == 1 || index == last) {
            hash = node_hash(beside, hash);
            while (index % 2 == 0 && index != 0) {
                index /= 2;
                last /= 2;
            }
        } else {
            hash = node_hash(hash, beside);
        }
        index /= 2;
        last /= 2;
    }
    return last == 0 && hash == root;
}

std::optional<std::vector<TreeHash>> consistency_proof(std::uint64_t size_before,
                                                       std::uint64_t size,
                                                       const Subtrees& subtrees) {
    std::vector<TreeHash> proof;
    if (size_before == 0 || size_before > size ||
        !append_consistency(proof, size_before, 0, size, true, subtrees))
        return std::nullopt;
    return proof;
}

bool proves_consistency(const std::vector<TreeHash>& proof, std::uint64_t size_before,
                        std::string_view root_before, std::uint64_t size, std::string_view root) {
    if (size_before > size) return false;
    if (size_before == 0) return proof.empty() && root_before == sha256_bytes("");
    if (size_before == size) return proof.empty() && root_before == root;
    std::uint64_t index = size_before - 1, last = size - 1;
    while (index % 2 == 1) {
        index /= 2;
        last /= 2;
    }
    // A complete tree before is itself the first hash, which the proof then leaves out.
    auto next = proof.begin();
    if (index != 0 && next == proof.end()) return false;
    TreeHash before = index != 0 ? *next++ : TreeHash(root_before), now = before;
    for (; next != proof.end(); ++next) {
        if (last == 0) return false;
        if (index % 2 == 1 || index == last) {
            before = node_hash(*next, before);
            now = node_hash(*next, now);
            while (index % 2 == 0 && index != 0) {
                index /= 2;
                last /= 2;
            }
        } else {
            now = node_hash(now, *next);
        }
        index /= 2;
        last /= 2;
    }
    return last == 0 && before == root_before && now == root;
}

}  // namespace lem::domain
