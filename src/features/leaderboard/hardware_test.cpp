#include "features/leaderboard/hardware.hpp"

#include "domain/explorer/page_id.hpp"
#include "support/explorer_board.hpp"

namespace lem::leaderboard {
namespace {

using namespace lem::test;

class Hardware : public ExplorerBoard {};

TEST_F(Hardware, ListsHardwareWithItsPower) {
    domain::LeaderboardRow one = row(qwen, h100, 2), two = row(tiny, h100, 2);
    one.metrics.avg_power_watts.value = 300;
    two.metrics.avg_power_watts.value = 500;
    for (const auto& made : {one, two, row(qwen, "2 x " + h100, 1), row(qwen, "a thing", 1)})
        add(made);
    const domain::HardwareList found = list_hardware(board(), {});
    EXPECT_EQ(found.total, 3);
    ASSERT_EQ(names(found.items), (std::vector<std::string>{h100, "2 x " + h100, "a thing"}));
    EXPECT_EQ(found.items[0].models, 2);
    EXPECT_EQ(found.items[0].power.at(0).median_watts, 400);
    EXPECT_EQ(found.items[1].count, 2);
    EXPECT_EQ(found.items[1].nominal.tdp_watts, 1400);
    EXPECT_FALSE(found.items[2].known);
    EXPECT_EQ(found.items[2].nominal.tdp_watts, std::nullopt);
}

TEST_F(Hardware, ShowsHardwareBesideWhatIsNotTheSame) {
    domain::LeaderboardRow one = row(qwen, h100, 2);
    one.metrics.avg_power_watts.value = 300;
    for (const auto& made :
         {one, row(qwen, h100, 3), row(tiny, h100, 9), row(qwen, "2 x " + h100, 1)})
        add(made);
    const auto found = hardware_detail(board(), domain::page_id(h100), {});
    EXPECT_EQ(found.summary.results, 3);
    EXPECT_EQ(found.rows, 3);
    EXPECT_EQ(found.profile.value().id, "h100-sxm");
    EXPECT_EQ(found.power.at(0).limit_watts, 700);
    EXPECT_EQ(found.best_total, 2);
    ASSERT_EQ(found.best.size(), 2U);
    EXPECT_EQ(found.best[0].model, tiny);
    EXPECT_EQ(found.best[1].rank, 2);
    const std::vector<std::string> others = names(found.others);
    EXPECT_TRUE(std::ranges::count(others, "NVIDIA H100 PCIe 80GB") == 1);
    ASSERT_FALSE(found.others.empty());
    EXPECT_EQ(found.others.back().name, "2 x " + h100);
    EXPECT_EQ(found.others.back().likeness, domain::Likeness::other_count);
    EXPECT_EQ(found.others.back().results, 1);
}

TEST_F(Hardware, IsFoundByTheNamesOfTheCatalogue) {
    EXPECT_EQ(hardware_detail(board(), "h100-sxm", {}).summary.name, h100);
    EXPECT_EQ(hardware_detail(board(), "H100_SXM", {}).summary.name, h100);
    EXPECT_THROW(hardware_detail(board(), "a_thing", {}), Error);
}

}  // namespace
}  // namespace lem::leaderboard
