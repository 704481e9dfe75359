#include "domain/explorer/page_id.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lem::domain {
namespace {

/// The application writes ids alike: web/src/shared/lib/page-id.test.ts reads the same table.
TEST(PageId, IsReversibleAndOfPlainCharacters) {
    std::ifstream file(LEM_SOURCE_DIR "/tests/golden/page_ids.json");
    const auto table = nlohmann::json::parse(file);
    ASSERT_GT(table.size(), 5U);
    for (const auto& one : table) {
        const auto name = one[0].get<std::string>(), id = one[1].get<std::string>();
        EXPECT_EQ(page_id(name), id);
        EXPECT_EQ(name_of_page(id), name);
    }
}

TEST(PageId, OfEachByteIsItsOwn) {
    for (int first = 0; first < 256; ++first) {
        const std::string name{static_cast<char>(first), '.', static_cast<char>(255 - first)};
        EXPECT_EQ(name_of_page(page_id(name)), name);
    }
}

TEST(PageId, OfAnUnfinishedEscapeIsOfNothing) {
    for (const std::string id : {"a!", "a!2", "a!zz", "a!2b", "!!"})
        EXPECT_EQ(name_of_page(id), std::nullopt) << id;
}

/// What a person types is taken as it is meant.
TEST(PageId, TakesOtherCharactersAsTheyAre) {
    EXPECT_EQ(name_of_page("qwen3:8b"), "qwen3:8b");
}

}  // namespace
}  // namespace lem::domain
