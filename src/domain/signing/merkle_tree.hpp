#pragma once
/// The Merkle tree of RFC 6962 (section 2.1) over SHA-256: roots, and proofs that an entry is in a
/// tree (inclusion) and that a tree continues an earlier one (consistency). Pure; does not throw.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::domain {

using TreeHash = std::string;  // 32 bytes
inline constexpr std::size_t tree_hash_bytes = 32;

TreeHash leaf_hash(std::string_view entry);
TreeHash node_hash(std::string_view left, std::string_view right);

/// The root of the complete subtree over the leaves [index * 2^level, (index + 1) * 2^level);
/// nullopt when it cannot be had, which ends the calculation.
using Subtrees = std::function<std::optional<TreeHash>(int level, std::uint64_t index)>;

/// The root of the first `size` leaves.
std::optional<TreeHash> root_of(std::uint64_t size, const Subtrees& subtrees);

/// nullopt also unless index < size.
std::optional<std::vector<TreeHash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                     const Subtrees& subtrees);
bool proves_inclusion(const std::vector<TreeHash>& proof, std::string_view leaf,
                      std::uint64_t index, std::uint64_t size, std::string_view root);

/// nullopt also unless 0 < size_before <= size.
std::optional<std::vector<TreeHash>> consistency_proof(std::uint64_t size_before,
                                                       std::uint64_t size,
                                                       const Subtrees& subtrees);
/// Every tree continues the empty one, and an equal one, without a proof.
bool proves_consistency(const std::vector<TreeHash>& proof, std::uint64_t size_before,
                        std::string_view root_before, std::uint64_t size, std::string_view root);

}  // namespace lem::domain
