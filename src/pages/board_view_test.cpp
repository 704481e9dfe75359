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
              "/?sort=throughput_tokens_per_sec&engine=vllm,"
              "sglang&tokens_per_joule=7&hide=trust,"
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

TEST(leaderboard_view, the_question_and_the_page_come_back_as_they_were) {
    const View view = read_view({{"best_per", "model,hardware"},
                                 {"slo", "peak_memory_mb<=80000"},
                                 {"sort", "-submitted_at"},
                                 {"pinned", "res_1,res_2"},
                                 {"selected", "res_3"},
                                 {"density", "compact"}});
    EXPECT_TRUE(view.left_out.empty());
    EXPECT_EQ(address_of(view),
              "/?sort=-submitted_at&best_per=model,hardware&slo=peak_memory_mb%3C%3D80000&pinned="
              "res_1,res_2&selected=res_3&density=compact");
    EXPECT_TRUE(is_filtered(view));
    EXPECT_EQ(address_of(without_filters(view)),
              "/?sort=-submitted_at&best_per=model,hardware&pinned=res_1,res_2&selected=res_3&"
              "density=compact");
    EXPECT_FALSE(is_filtered(without_filters(view)));
}

TEST(leaderboard_view, what_contradicts_the_rest_is_left_out_and_said) {
    const View view = read_view({{"best_per", "model"},
                                 {"pareto", "tokens_per_joule,throughput_tokens_per_sec"},
                                 {"grade", "unfit"},
                                 {"min_quality", "gold"},
                                 {"tokens_per_joule", "5.."},
                                 {"slo", "tokens_per_joule<=2"},
                                 {"density", "tiny"},
                                 {"pinned", "1,2,3,4,5,6,7,8,9,10,11"}});
    EXPECT_EQ(address_of(view), "/?best_per=model&grade=unfit&tokens_per_joule=5..");
    const std::vector<std::string> expected{
        "density=tiny (holds an unknown value)",
        "pinned=1,2,3,4,5,6,7,8,9,10,11 (too long)",
        "pareto=tokens_per_joule,throughput_tokens_per_sec (not together with best_per)",
        "min_quality=gold (excludes every chosen grade)",
        "slo=tokens_per_joule<=2 (no result can meet it)",
    };
    EXPECT_EQ(view.left_out, expected);
    const std::vector<std::string> unread{
        "slo=speed<=2 (not limits such as peak_memory_mb<=80000)",
        "pareto=tokens_per_joule (not two metrics)",
    };
    for (const std::string excluded :
         {"fp16", "colour:red", "precision:", "trust:divine", "model_family:x"})
        EXPECT_EQ(read_view({{"exclude", excluded}}).left_out,
                  std::vector{"exclude=" + excluded + " (not values such as precision:fp16)"});
    EXPECT_EQ(address_of(read_view({{"exclude", "precision:fp16,model:a:b"}})),
              "/?exclude=precision%3Afp16,model%3Aa%3Ab");
    EXPECT_EQ(read_view({{"slo", "speed<=2"}, {"pareto", "tokens_per_joule"}}).left_out, unread);
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
