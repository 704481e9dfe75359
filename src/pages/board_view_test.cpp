#include "pages/board_view.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

TEST(leaderboard_view, an_address_comes_back_as_it_was) {
    const View view = read_view({{"sort", "throughput_tokens_per_sec"},
                                 {"engine", "vllm"},
                                 {"engine", "sglang"},
                                 {"tokens_per_joule", "7"},
                                 {"hide", "trust,cycles"},
                                 {"show", "avg_power_watts"},
                                 {"utm_source", "elsewhere"}});
    EXPECT_TRUE(view.left_out.empty());
    EXPECT_EQ(address_of(view),
              "/?sort=throughput_tokens_per_sec&engine=vllm,sglang&tokens_per_joule=7&hide=trust,"
              "cycles&show=avg_power_watts");
}

TEST(leaderboard_view, what_is_wrong_is_left_out_and_said) {
    std::string long_word;
    for (int i = 0; i < 101; ++i)
        long_word += "é";
    std::string cut;
    for (int i = 0; i < 59; ++i)
        cut += "é";
    const View view = read_view({{"sort", "colour"},
                                 {"trust", "divine"},
                                 {"energy_scope", "gpu,moon"},
                                 {"tokens_per_joule", "5..1"},
                                 {"avg_power_watts", "1.."},
                                 {"avg_power_watts", "2.."},
                                 {"q", long_word},
                                 {"engine", "vllm"},
                                 {"hardware", std::string(201, 'x')}});
    EXPECT_EQ(address_of(view), "/?engine=vllm");
    const std::vector<std::string> expected{
        "sort=colour (not a column to sort by)",
        "trust=divine (holds an unknown value)",
        "energy_scope=gpu,moon (holds an unknown value)",
        "tokens_per_joule=5..1 (not a range min..max)",
        "avg_power_watts=1..,2.. (given twice)",
        "q=" + cut + "… (too long)",
        "hardware=" + std::string(59, 'x') + "… (too long)",
    };
    EXPECT_EQ(view.left_out, expected);
}

TEST(leaderboard_view, what_holds_nothing_is_not_wrong) {
    const View view =
        read_view({{"q", ""}, {"tokens_per_joule", ""}, {"sort", ""}, {"engine", ","}});
    EXPECT_TRUE(view.left_out.empty());
    EXPECT_EQ(address_of(view), "/");
    EXPECT_FALSE(is_filtered(view));
}

}  // namespace
}  // namespace lem::pages
