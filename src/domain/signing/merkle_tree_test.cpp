#include "domain/signing/merkle_tree.hpp"

#include "base/text.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// The entries and roots by which implementations of RFC 6962 are tested.
const std::vector<std::string> entries{
    "",
    std::string("\0", 1),
    "\x10",
    "\x20\x21",
    "\x30\x31",
    "\x40\x41\x42\x43",
    "\x50\x51\x52\x53\x54\x55\x56\x57",
    "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
const std::vector<std::string> roots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

/// Of a tree over any leaves.
Subtrees subtrees_over(const std::vector<TreeHash>& leaves) {
    return [&leaves](int level, std::uint64_t index) -> std::optional<TreeHash> {
        const auto over = [&](const auto& self, std::uint64_t first, std::uint64_t count) {
            if (count == 1) return leaves.at(first);
            return node_hash(self(self, first, count / 2),
                             self(self, first + count / 2, count / 2));
        };
        const std::uint64_t count = std::uint64_t{1} << level;
        if ((index + 1) * count > leaves.size()) return std::nullopt;
        return over(over, index * count, count);
    };
}

std::vector<TreeHash> numbered_leaves(std::size_t count) {
    std::vector<TreeHash> leaves;
    for (std::size_t i = 0; i < count; ++i)
        leaves.push_back(leaf_hash(std::to_string(i)));
    return leaves;
}

TEST(MerkleTree, HasTheKnownRoots) {
    std::vector<TreeHash> leaves;
    for (std::size_t size = 0; size < roots.size(); ++size) {
        EXPECT_EQ(text::hex(root_of(size, subtrees_over(leaves)).value()), roots[size]) << size;
        if (size < entries.size()) leaves.push_back(leaf_hash(entries[size]));
    }
}

TEST(MerkleTree, ProvesEveryEntryOfEveryTreeAndNoOther) {
    const auto leaves = numbered_leaves(40);
    const Subtrees subtrees = subtrees_over(leaves);
    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        const TreeHash root = root_of(size, subtrees).value();
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(index, size, subtrees).value();
            EXPECT_TRUE(proves_inclusion(proof, leaves[index], index, size, root))
                << index << " of " << size;
            EXPECT_FALSE(proves_inclusion(proof, leaf_hash("x"), index, size, root));
            EXPECT_FALSE(proves_inclusion(proof, leaves[index], index, size, leaf_hash("x")));
            EXPECT_FALSE(proves_inclusion(proof, leaves[index], (index + 1) % size, size, root) &&
                         size > 1);
            EXPECT_FALSE(proves_inclusion(proof, leaves[index], size, size, root));
            auto longer = proof;
            longer.push_back(root);
            EXPECT_FALSE(proves_inclusion(longer, leaves[index], index, size, root));
            if (proof.empty()) continue;
            auto shorter = proof;
            shorter.pop_back();
            EXPECT_FALSE(proves_inclusion(shorter, leaves[index], index, size, root));
        }
        EXPECT_EQ(inclusion_proof(size, size, subtrees), std::nullopt);
    }
}

TEST(MerkleTree, ProvesThatEveryTreeContinuesEveryEarlierOne) {
    const auto leaves = numbered_leaves(40);
    const Subtrees subtrees = subtrees_over(leaves);
    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        const TreeHash root = root_of(size, subtrees).value();
        for (std::uint64_t before = 1; before <= size; ++before) {
            const TreeHash root_before = root_of(before, subtrees).value();
            const auto proof = consistency_proof(before, size, subtrees).value();
            EXPECT_TRUE(proves_consistency(proof, before, root_before, size, root))
                << before << " to " << size;
            EXPECT_FALSE(proves_consistency(proof, before, leaf_hash("x"), size, root));
            EXPECT_FALSE(proves_consistency(proof, before, root_before, size, leaf_hash("x")));
            auto changed = proof;
            for (std::size_t i = 0; i < proof.size(); ++i) {
                changed[i][0] = static_cast<char>(changed[i][0] ^ 1);
                EXPECT_FALSE(proves_consistency(changed, before, root_before, size, root));
                changed[i] = proof[i];
            }
            changed.push_back(root);
            EXPECT_FALSE(proves_consistency(changed, before, root_before, size, root));
        }
    }
    EXPECT_EQ(consistency_proof(0, 4, subtrees), std::nullopt);
    EXPECT_EQ(consistency_proof(5, 4, subtrees), std::nullopt);
    EXPECT_TRUE(proves_consistency({}, 0, root_of(0, subtrees).value(), 4, "any"));
    EXPECT_FALSE(proves_consistency({}, 5, "any", 4, "any"));
}

/// A log that showed one entry and later another in its place has no proof.
TEST(MerkleTree, AForkHasNoProof) {
    const auto leaves = numbered_leaves(13);
    auto forked = leaves;
    forked[3] = leaf_hash("another");
    for (std::uint64_t before = 4; before <= 13; ++before) {
        const TreeHash shown = root_of(before, subtrees_over(leaves)).value();
        const TreeHash root = root_of(13, subtrees_over(forked)).value();
        const auto proof = consistency_proof(before, 13, subtrees_over(forked)).value();
        EXPECT_FALSE(proves_consistency(proof, before, shown, 13, root)) << before;
    }
}

}  // namespace
}  // namespace lem::domain
