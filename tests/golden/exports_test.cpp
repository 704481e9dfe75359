#include "golden/committed.hpp"
#include "pages/exports/file_formats.hpp"
#include "pages/exports/tables.hpp"
#include "support/board_rows.hpp"

/// Files of one answer and of one result in every format; the picture by the text it is drawn from.
namespace lem {
namespace {

using namespace pages::exports;

Origin origin_of(const std::string& address) {
    return {.address = "https://lem.example" + address,
            .results = "https://lem.example/results/",
            .date = "2026-11-30",
            .data_version = "7"};
}

AnswerTable board() {
    std::vector<domain::LeaderboardRow> rows{
        test::board_row("res_1", 15.1), test::board_row("res_2", 2.5), test::board_row("res_3", 1)};
    rows[0].metrics.tokens_per_joule.ci95_half_width = 1.7;
    rows[0].submitted_by = "ada";
    rows[0].rank = 1;
    rows[0].rank_best = 1;
    rows[0].rank_worst = 1;
    rows[1].model = "=HYPERLINK(\"x\")|<b>&_%{}\\$^~`*";
    rows[1].submitted_by = "o'hara @all";
    rows[1].rank = 2;
    rows[2].metrics.tokens_per_joule = {};
    rows[2].energy_absent_reason = "no meter, no model";
    rows[2].not_ranked = domain::NotRanked::not_measured;
    AnswerTable table =
        table_of_rows(rows, "-tokens_per_joule", usual_metrics("-tokens_per_joule"));
    table.name = "leaderboard";
    table.title = "Energy efficiency of LLM inference";
    table.description = "All results, by tokens per joule, the highest first.";
    table.total = 5;
    table.origin = origin_of("/?engine=vllm,sglang");
    return table;
}

AnswerTable result() {
    domain::ResultDetail detail;
    detail.row = test::board_row("res_1", 15.1);
    detail.row.submitted_by = "ada";
    detail.row.flags = {"A3"};
    detail.history = {{.state = domain::ResultState::withdrawn,
                       .reason = domain::StateReason::by_owner,
                       .words = "wrong <meter>",
                       .replaced_by = {},
                       .by = "ada",
                       .at = "2026-11-20T10:00:00Z"}};
    domain::Summary& summary = detail.evaluation.summary;
    summary.tokens_per_joule = {
        .mean = 15.1, .ci95_low = 13.4, .ci95_high = 16.8, .cv = 0.04, .n = 5};
    summary.throughput_tokens_per_sec = {.mean = 1510, .ci95_low = 1490, .ci95_high = 1540, .n = 5};
    summary.time_to_first_token_ms = {.mean = 48.25, .n = 1};
    summary.peak_memory_mb.absent_reason = "the device does not report it";
    AnswerTable table = table_of(detail);
    table.origin = origin_of("/results/res_1");
    return table;
}

void expect_files(const AnswerTable& table, const std::string& name) {
    for (const FileFormat& format : file_formats) {
        if (format.is_picture) continue;
        test::expect_committed("tests/golden/exports/" + name + "." + std::string(format.extension),
                               format.write(table, number_styles.front()));
    }
}

TEST(Golden, FilesOfAnAnswer) {
    expect_files(board(), "board");
    test::expect_committed("tests/golden/exports/board.de.csv",
                           file_formats[0].write(board(), number_styles[1]));
}

TEST(Golden, FilesOfAResult) {
    expect_files(result(), "result");
}

}  // namespace
}  // namespace lem
