#include "features/leaderboard/models.hpp"

#include "support/explorer_board.hpp"

namespace lem::leaderboard {
namespace {

using namespace lem::test;

class Models : public ExplorerBoard {
protected:
    domain::ModelList list(const domain::ModelListQuery& query = {}) {
        return list_models(board(), query);
    }
};

TEST_F(Models, ListsEachModelWithItsBestAndItsSpread) {
    add(row(qwen, h100, 2));
    add(row(qwen, h100, 8));
    add(row(qwen, l4, 4));
    add(row(tiny, l4, 20));
    const domain::ModelList found = list();
    ASSERT_EQ(names(found.items), (std::vector{tiny, qwen}));
    const domain::ModelSummary& model = found.items[1];
    EXPECT_EQ(model.id, "Qwen~Qwen3-8B");
    EXPECT_TRUE(model.known);
    EXPECT_EQ(model.parameters_total, 8'190'000'000);
    EXPECT_EQ(model.has_experts, false);
    EXPECT_EQ(model.results, 3);
    EXPECT_EQ(model.hardware, 2);
    EXPECT_EQ(model.newest_at, "2026-11-23T14:02:00.000Z");
    ASSERT_EQ(model.best.size(), 1U);
    EXPECT_EQ(model.best[0].id.text, "res_2");
    EXPECT_EQ(model.best[0].rank, 2);
    EXPECT_EQ(model.best[0].rank_best, 2);
    EXPECT_EQ(model.best[0].rank_worst, 2);
    ASSERT_EQ(model.ranges.size(), 1U);
    EXPECT_EQ(model.ranges[0].energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(model.ranges[0].lowest, 2);
    EXPECT_EQ(model.ranges[0].median, 4);
    EXPECT_EQ(model.ranges[0].highest, 8);
    EXPECT_FALSE(found.items[0].known);
    EXPECT_EQ(found.items[0].parameters_total, std::nullopt);
    // Two results on each device; the order of equal ones is that of their names.
    ASSERT_EQ(names(found.hardware), (std::vector{h100, l4}));
    EXPECT_EQ(model.coverage, (std::vector<std::int64_t>{2, 1}));
    EXPECT_EQ(found.items[0].coverage, (std::vector<std::int64_t>{0, 1}));
    EXPECT_EQ(found.cells_measured, 3);
    EXPECT_EQ(found.cells, 4);
}

TEST_F(Models, SaysWhichResultIsNearestToLimitsThatNoneMeets) {
    domain::LeaderboardRow far = row(qwen, h100, 8), near = row(qwen, l4, 4),
                           within = row(tiny, l4, 1);
    far.metrics.peak_memory_mb.value = 142'000;
    near.metrics.peak_memory_mb.value = 90'000;
    within.metrics.peak_memory_mb.value = 10'000;
    for (const auto& one : {far, near, within, row(qwen, h100, 9)})
        add(one);
    domain::ModelListQuery query;
    query.slo = {"peak_memory_mb<=80000"};
    const domain::ModelList found = list(query);
    EXPECT_EQ(found.total, 2);
    EXPECT_EQ(found.within_limits, 1);
    ASSERT_EQ(names(found.items), (std::vector{tiny, qwen}));
    EXPECT_FALSE(found.items[0].nearest);
    const domain::ModelSummary& model = found.items[1];
    EXPECT_TRUE(model.best.empty());
    EXPECT_EQ(model.ranges.at(0).highest, 9);  // of all results
    ASSERT_TRUE(model.nearest);
    EXPECT_EQ(model.nearest->row.id, near.id);
    ASSERT_EQ(model.nearest->exceeded.size(), 1U);
    EXPECT_EQ(model.nearest->exceeded[0].metric, "peak_memory_mb");
    EXPECT_EQ(model.nearest->exceeded[0].value, 90'000);
    EXPECT_EQ(model.nearest->exceeded[0].maximum, 80'000);
}

TEST_F(Models, NeverMixesEnergyScopesNorTakesModelledEnergyForMeasured) {
    domain::LeaderboardRow wall = row(qwen, h100, 1), modelled = row(qwen, h100, 100);
    wall.energy_scope = domain::EnergyScope::node_wall;
    modelled.energy_method = domain::EnergyMethod::modelled;
    for (const auto& one : {wall, modelled, row(qwen, h100, 5), row(qwen, h100, 6)})
        add(one);
    const domain::ModelSummary model = list().items.at(0);
    EXPECT_EQ(model.results, 4);
    ASSERT_EQ(model.best.size(), 2U);
    EXPECT_EQ(model.best[0].rank, 1);
    EXPECT_EQ(model.best[1].rank, 1);
    ASSERT_EQ(model.ranges.size(), 2U);
    EXPECT_EQ(model.ranges[0].results, 2);
    EXPECT_EQ(model.ranges[0].median, 5.5);
    EXPECT_EQ(model.ranges[1].energy_scope, domain::EnergyScope::node_wall);
}

TEST_F(Models, ListsPageByPageInEachOrder) {
    for (int i = 0; i < 23; ++i)
        add(row("m/model-" + std::to_string(100 + i), h100, i % 5));
    for (const auto& order : schema::enumeration<domain::ModelOrder>::values) {
        for (const bool reverse : {false, true}) {
            domain::ModelListQuery query;
            query.order = order.value;
            query.reverse = reverse;
            query.limit = 200;
            const std::vector<std::string> all = names(list(query).items);
            query.limit = 5;
            std::vector<std::string> paged;
            do {
                const domain::ModelList page = list(query);
                for (const std::string& name : names(page.items))
                    paged.push_back(name);
                query.cursor = page.next_cursor;
            } while (query.cursor);
            EXPECT_EQ(paged, all) << order.name;
            EXPECT_EQ(all.size(), 23U);
        }
    }
    domain::ModelListQuery query;
    query.limit = 5;
    query.cursor = list(query).next_cursor;
    query.engine = {"vllm"};
    EXPECT_THROW(list(query), Error);
    query.cursor = "nonsense";
    EXPECT_THROW(list(query), Error);
}

TEST_F(Models, RefusesToRankModelsByWhatRanksNothing) {
    domain::ModelListQuery query;
    query.sort = "-submitted_at";
    EXPECT_THROW(list(query), Error);
}

TEST_F(Models, ShowsAModelOnEachHardwareAndWhatIsOutsideTheLimits) {
    domain::LeaderboardRow within = row(qwen, l4, 4), outside = row(qwen, h100, 8);
    within.metrics.time_to_first_token_ms.value = 100;
    outside.metrics.time_to_first_token_ms.value = 300;
    outside.precision = "fp8";
    add(within);
    add(outside);
    add(row("Qwen/Qwen3-32B", h100, 3));
    domain::LeaderboardQuery query;
    query.slo = {"time_to_first_token_ms<=200"};
    const domain::ModelDetail found = model_detail(board(), "Qwen~Qwen3-8B", query);
    EXPECT_EQ(found.summary.results, 2);
    ASSERT_EQ(found.best.size(), 1U);
    EXPECT_EQ(found.best[0].id, within.id);
    EXPECT_EQ(found.best[0].rank, 1);
    ASSERT_EQ(found.outside.size(), 1U);
    EXPECT_EQ(found.outside[0].row.id, outside.id);
    EXPECT_EQ(found.outside[0].exceeded.at(0).value, 300);
    EXPECT_EQ(found.precisions, (std::vector<std::string>{"bf16", "fp8"}));
    ASSERT_EQ(found.cells.size(), 2U);
    EXPECT_EQ(found.cells[0].fits, true);
    ASSERT_EQ(found.names.size(), 1U);
    EXPECT_EQ(found.names[0].name, qwen);
    EXPECT_EQ(found.names[0].results, 2);
    EXPECT_EQ(found.facts.value().status, domain::FactStatus::datasheet);
    EXPECT_NEAR(found.kv_bytes_per_token.value(), 2 * 36 * 8 * 128 * 2, 1);
    ASSERT_EQ(names(found.related), (std::vector<std::string>{"Qwen/Qwen3-32B"}));
}

TEST_F(Models, SaysThatWeightsDoNotFit) {
    add(row("meta-llama/Llama-3.1-70B-Instruct", h100, 1));
    add(row("meta-llama/Llama-3.1-70B-Instruct", "4 x " + h100, 1));
    domain::LeaderboardRow small = row("meta-llama/Llama-3.1-70B-Instruct", l4, 1);
    small.precision = "";
    add(small);
    const auto found = model_detail(board(), "meta-llama~Llama-3.1-70B-Instruct", {});
    const auto cell = [&](const std::string& precision, const std::string& hardware) {
        for (const domain::CoverageCell& one : found.cells)
            if (one.precision == precision && one.hardware == hardware) return one;
        return domain::CoverageCell{.results = -1};
    };
    EXPECT_EQ(cell("bf16", h100).fits, false);  // measured all the same, with some offloaded
    EXPECT_EQ(cell("bf16", "4 x " + h100).fits, true);
    EXPECT_EQ(cell("bf16", l4).results, 0);
    EXPECT_EQ(cell("bf16", l4).fits, false);
    EXPECT_EQ(cell("", l4).fits, std::nullopt);
}

TEST_F(Models, FindsAModelByAnyNameAndOneThatNobodyMeasured) {
    EXPECT_EQ(model_detail(board(), "qwen3:8b", {}).summary.name, qwen);
    const domain::ModelDetail known = model_detail(board(), "Qwen~Qwen3-8B", {});
    EXPECT_EQ(known.summary.results, 0);
    EXPECT_TRUE(known.facts);
    EXPECT_TRUE(known.best.empty());
    for (const std::string id : {"nobody~tiny", "!", "a!zz", "..%2f"})
        EXPECT_THROW(model_detail(board(), id, {}), Error) << id;
}

TEST_F(Models, GivesTheResultsOfAModelByField) {
    add(row(qwen, h100, 2));
    domain::LeaderboardRow other = row(qwen, l4, {});
    other.metrics.tokens_per_joule.ci95_half_width.reset();
    other.concurrency = 4;
    add(other);
    add(row(tiny, l4, 9));
    const domain::ResultColumns found = model_results(board(), "Qwen~Qwen3-8B", {});
    EXPECT_EQ(found.total, 2);
    EXPECT_EQ(found.ids, (std::vector<std::string>{"res_1", "res_2"}));
    EXPECT_EQ(found.texts.at("hardware").values, (std::vector{h100, l4}));
    EXPECT_EQ(found.texts.at("hardware").codes, (std::vector<std::int64_t>{0, 1}));
    EXPECT_EQ(found.numbers.at("tokens_per_joule"), (domain::NumberColumn{2, std::nullopt}));
    EXPECT_EQ(found.numbers.at("concurrency"), (domain::NumberColumn{std::nullopt, 4}));
    EXPECT_EQ(found.half_widths.at("tokens_per_joule"), (domain::NumberColumn{0.1, std::nullopt}));
    // What no result states is left out.
    EXPECT_FALSE(found.numbers.contains("peak_memory_mb"));
}

}  // namespace
}  // namespace lem::leaderboard
