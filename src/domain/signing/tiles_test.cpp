#include "domain/signing/tiles.hpp"

#include <gtest/gtest.h>
#include <map>

namespace lem::domain {
namespace {

TEST(TilePaths, AreThoseOfTheSpecification) {
    const std::pair<TileName, std::string> examples[]{
        {{.index = 1'234'067}, "tile/0/x001/x234/067"},
        {{.index = 273, .width = 112}, "tile/0/273.p/112"},
        {{.level = 2, .width = 1}, "tile/2/000.p/1"},
        {{.entries = true, .index = 1000}, "tile/entries/x001/000"},
        {{.entries = true, .index = 0, .width = 255}, "tile/entries/000.p/255"},
    };
    for (const auto& [name, path] : examples) {
        EXPECT_EQ(path_of(name), path);
        EXPECT_EQ(read_tile_path(path), name) << path;
    }
}

TEST(TilePaths, AreReadStrictly) {
    for (const char* wrong : {"",
                              "tile",
                              "tile/",
                              "tile/0",
                              "tile/0/",
                              "tile/0/0",
                              "tile/0/0000",
                              "tile/0/x000/000",
                              "tile/0/001/000",
                              "tile/0/x001",
                              "tile/0/x001/x000",
                              "tile/00/000",
                              "tile/8/000",
                              "tile/-1/000",
                              "tile/0/000.p",
                              "tile/0/000.p/",
                              "tile/0/000.p/0",
                              "tile/0/000.p/01",
                              "tile/0/000.p/256",
                              "tile/0/000.p/1/2",
                              "tile/entry/000",
                              "/tile/0/000",
                              "tile/0/000/",
                              "tile/0/x999/x999/x999/x999/x999/x999/999",
                              "tile/0/00 ",
                              "tile/0/..%2f"})
        EXPECT_EQ(read_tile_path(wrong), std::nullopt) << wrong;
}

/// The example of the specification: a tree of 70,000.
TEST(Tiles, OfATreeAreAsWideAsItNeeds) {
    EXPECT_EQ(tile_of(70'000, 0, 69'999)->width, 112U);
    EXPECT_EQ(tile_of(70'000, 0, 69'999)->index, 273U);
    EXPECT_EQ(tile_of(70'000, 0, 69'000)->width, 256U);
    EXPECT_EQ(tile_of(70'000, 1, 272)->width, 17U);
    EXPECT_EQ(tile_of(70'000, 2, 0)->width, 1U);
    EXPECT_EQ(tile_of(70'000, 3, 0), std::nullopt);
    EXPECT_EQ(tile_of(70'000, 0, 70'000), std::nullopt);
    EXPECT_EQ(tile_of(256, 1, 0)->width, 1U);
    EXPECT_EQ(tile_of(255, 1, 0), std::nullopt);
}

/// All tiles of a tree of numbered entries.
std::map<std::string, std::string> tiles_of(std::uint64_t size) {
    std::vector<std::string> hashes;
    for (std::uint64_t i = 0; i < size; ++i)
        hashes.push_back(leaf_hash(std::to_string(i)));
    std::map<std::string, std::string> tiles;
    for (int level = 0; !hashes.empty(); ++level) {
        std::vector<std::string> above;
        for (std::uint64_t number = 0; number < hashes.size(); number += tile_width) {
            const TileName name = tile_of(size, level, number).value();
            std::string& tile = tiles[path_of(name)];
            for (std::uint64_t i = number; i < number + name.width; ++i)
                tile += hashes[i];
            if (name.width == tile_width) above.push_back(root_over(tile));
        }
        hashes = std::move(above);
    }
    return tiles;
}

TEST(Tiles, GiveTheProofsOfTheWholeTree) {
    const std::uint64_t size = 66'000;
    const auto tiles = tiles_of(size);
    const Subtrees subtrees =
        subtrees_in(size, [&](const TileName& name) -> std::optional<std::string> {
            const auto tile = tiles.find(path_of(name));
            return tile == tiles.end() ? std::nullopt : std::optional(tile->second);
        });
    const TreeHash root = root_of(size, subtrees).value();
    for (const std::uint64_t index : {0U, 255U, 256U, 65'535U, 65'536U, 65'999U}) {
        const auto proof = inclusion_proof(index, size, subtrees).value();
        EXPECT_TRUE(proves_inclusion(proof, leaf_hash(std::to_string(index)), index, size, root))
            << index;
    }
    for (const std::uint64_t before : {1U, 255U, 256U, 257U, 65'536U, 65'537U, 65'999U}) {
        const auto old_tiles = tiles_of(before);
        const TreeHash root_before =
            root_of(before, subtrees_in(before,
                                        [&](const TileName& name) -> std::optional<std::string> {
                                            return old_tiles.at(path_of(name));
                                        }))
                .value();
        const auto proof = consistency_proof(before, size, subtrees).value();
        EXPECT_TRUE(proves_consistency(proof, before, root_before, size, root)) << before;
    }
}

TEST(Tiles, OfAnotherSizeOrMissingGiveNoHash) {
    const auto short_tile = subtrees_in(3, [](const TileName&) { return std::string(64, 'x'); });
    EXPECT_EQ(root_of(3, short_tile), std::nullopt);
    const auto missing =
        subtrees_in(3, [](const TileName&) { return std::optional<std::string>(); });
    EXPECT_EQ(root_of(3, missing), std::nullopt);
    EXPECT_EQ(inclusion_proof(0, 3, missing), std::nullopt);
    EXPECT_EQ(consistency_proof(2, 3, missing), std::nullopt);
}

TEST(EntryBundles, HoldEntriesAfterTheirLengths) {
    const std::vector<std::string> entries{"a", "", std::string(300, 'b')};
    const std::string bundle = entry_bundle(entries);
    EXPECT_EQ(bundle.substr(0, 7), (std::string{0, 1, 'a', 0, 0, 1, 44}));
    EXPECT_EQ(read_entry_bundle(bundle, 3), entries);
    EXPECT_EQ(read_entry_bundle("", 0), std::vector<std::string>());
}

TEST(EntryBundles, AreRefusedWhenTheyDoNotHoldWhatTheySay) {
    const std::string bundle = entry_bundle(std::vector<std::string>{"one", "two"});
    for (const std::uint64_t width : {0U, 1U, 3U})
        EXPECT_EQ(read_entry_bundle(bundle, width), std::nullopt) << width;
    for (std::size_t length = 0; length < bundle.size(); ++length)
        EXPECT_EQ(read_entry_bundle(bundle.substr(0, length), 2), std::nullopt) << length;
    EXPECT_EQ(read_entry_bundle(bundle + "x", 2), std::nullopt);
}

}  // namespace
}  // namespace lem::domain
