#include "base/text.hpp"
#include "pages/exports/menu.hpp"
#include "pages/exports/scale.hpp"
#include "pages/exports/tables.hpp"
#include "pages/exports/tex.hpp"
#include "pages/exports/writers.hpp"

#include <gtest/gtest.h>

namespace lem::pages::exports {
namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// One row whose texts are `text` everywhere.
AnswerTable table_with(const std::string& text) {
    AnswerTable table{.name = "test", .title = text, .description = text, .notice = text};
    table.columns = {text_column("name", text, Length::brief),
                     interval_column("value", "Value", "J", Better::lower, Length::brief)};
    table.rows = {{text_cell(text), interval_cell(1234.5, 12)}};
    table.notes = {text};
    table.credits = {{.id = "res_1", .title = text, .author = text, .submitted_at = text}};
    table.chart = {.labels = {{text, text}}, .values = {1}};
    table.origin = {.address = "https://lem.example/?q=" + text,
                    .results = "https://lem.example/results/",
                    .date = "2026-11-30",
                    .data_version = "7"};
    return table;
}

TEST(exports, a_number_is_shown_with_its_ends) {
    const Column column = interval_column("v", "V", "J", Better::lower, Length::full);
    EXPECT_EQ(shown(interval_cell(15.12, 1.68), column), "15.1 ± 1.7");
    Column rank = number_column("rank", "Rank");
    rank.ends = Ends::extremes;
    EXPECT_EQ(shown(Cell{.value = 3, .low = 2, .high = 9}, rank), "3 (2 to 9)");
    EXPECT_EQ(shown(interval_cell(12345, std::nullopt), column), "12345");
    EXPECT_EQ(shown(interval_cell(std::nullopt, 1, "no meter"), column), "—");
    EXPECT_EQ(interval_cell(0.3, 0.1).low, 0.2) << "without the noise of a subtraction";
}

TEST(exports, csv_runs_nothing) {
    for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"}) {
        const std::string csv = write_csv(table_with(text), number_styles.front());
        EXPECT_TRUE(contains(csv, "\"'" + text + "\",1234.5,1222.5,1246.5\r\n")) << csv;
    }
    // A comment is read as cells too.
    const std::string csv = write_csv(table_with("a,=1; \"@x\"\r\n=2"), number_styles.front());
    EXPECT_TRUE(contains(csv, "# a,'=1; '@x'  =2\r\n")) << csv;
    const std::string comments = csv.substr(0, csv.find("\r\nname"));
    for (const std::string_view line : text::split(comments, '\n'))
        EXPECT_TRUE(line.starts_with("# ")) << line;
}

TEST(exports, a_decimal_comma_comes_with_another_separator) {
    const std::string csv = write_csv(table_with("a;b,c"), number_styles[1]);
    EXPECT_TRUE(contains(csv, "\"a;b,c\";1234,5;1222,5;1246,5\r\n")) << csv;
    EXPECT_TRUE(contains(csv, "value;value_ci95_low;value_ci95_high\r\n")) << csv;
}

TEST(exports, markdown_has_no_markup_of_others) {
    const std::string markdown = write_markdown(table_with("a|b\n# <img src=x> [x](y) @all `c`"));
    EXPECT_TRUE(contains(
        markdown, "| a\\|b \\# &lt;img src=x&gt; \\[x\\](y) &#64;all \\`c\\` | 1235 ± 12 |\n"))
        << markdown;
    EXPECT_FALSE(contains(markdown, "\n# <"));
}

TEST(exports, tex_has_no_commands_of_others) {
    const std::string hostile = "\\input{/etc/passwd}%$&#_^~ [1cm] } {";
    const std::string tex = write_latex(table_with(hostile));
    EXPECT_FALSE(contains(tex.substr(tex.find("\\begin")), "\\input")) << tex;
    EXPECT_EQ(tex_escaped("\\input{x}%"),
              "\\textbackslash{}input\\textbraceleft{}x\\textbraceright{}\\%");
    EXPECT_TRUE(contains(tex, "1235 \\pm 12 \\\\\n")) << tex;
    EXPECT_TRUE(contains(tex, "l S[table-format=4.0(2)]}")) << tex;
    EXPECT_EQ(tex_url("https://a/?q=\\x{y}"), "https://a/?q=%5Cx%7By%7D");
    const std::string bibtex = write_bibtex(table_with(hostile));
    int depth = 0, lowest = 1;
    for (std::size_t i = 0; i < bibtex.size(); ++i) {
        // BibTeX counts braces whether a backslash is before them or not.
        depth += bibtex[i] == '{' ? 1 : bibtex[i] == '}' ? -1 : 0;
        lowest = std::min(lowest, depth);
    }
    EXPECT_EQ(depth, 0) << bibtex;
    EXPECT_EQ(lowest, 0) << bibtex;
}

TEST(exports, svg_is_well_formed_and_named) {
    const std::string svg = write_svg(table_with("<script>&\"'\x01 ]]>\xEF\xBF\xBF"));
    EXPECT_FALSE(contains(svg, "<script"));
    EXPECT_FALSE(contains(svg, "\x01"));
    EXPECT_FALSE(contains(svg, "\xEF\xBF\xBF"));
    EXPECT_TRUE(contains(svg, "role=\"img\" aria-labelledby=\"title desc\""));
    EXPECT_TRUE(contains(svg, "&lt;script&gt;"));
    EXPECT_TRUE(contains(svg, "data version 7"));
    EXPECT_TRUE(contains(svg, "CC BY 4.0"));
}

TEST(exports, nothing_to_draw_is_said) {
    AnswerTable table = table_with("a");
    table.rows.clear();
    table.chart.labels.clear();
    EXPECT_TRUE(contains(write_svg(table), "Nothing matches."));
    table.chart.kind = Chart::Kind::lines;
    EXPECT_TRUE(contains(write_svg(table), "Nothing matches."));
    EXPECT_TRUE(contains(write_csv(table, number_styles.front()), "name,value,value_ci95_low"));
    EXPECT_TRUE(contains(write_json(table), "\"rows\": []"));
}

TEST(exports, lines_are_drawn_over_numbers_days_and_names) {
    AnswerTable table = table_with("a");
    table.columns.insert(table.columns.begin(), text_column("at", "At", Length::brief));
    table.chart = {.kind = Chart::Kind::lines, .values = {2}, .x = 0, .steps = true};
    for (const std::string at : {"2026-01-01", "2026-06-01"}) {
        table.rows.push_back({text_cell(at), text_cell("s"), interval_cell(1, 0.1)});
        table.chart.labels.push_back({"series"});
    }
    table.rows.erase(table.rows.begin());
    EXPECT_TRUE(contains(write_svg(table), ">2026-03-17<")) << write_svg(table);
    table.rows[1][0] = text_cell("v2");
    EXPECT_TRUE(contains(write_svg(table), ">v2<"));
}

TEST(exports, a_private_view_has_no_licence) {
    AnswerTable table = table_with("a");
    table.origin.is_private = true;
    EXPECT_FALSE(contains(write_csv(table, number_styles.front()), data_licence.name));
    EXPECT_FALSE(contains(write_svg(table), data_licence.name));
    EXPECT_TRUE(contains(write_json(table), "\"licence\": null"));
}

TEST(exports, readers_get_the_first_rows_and_are_told) {
    AnswerTable table = table_with("a");
    table.rows.resize(150, table.rows[0]);
    table.total = 2'000;
    EXPECT_TRUE(contains(write_markdown(table), "Of 2,000 rows these are the first 100."));
    EXPECT_TRUE(contains(write_csv(table, number_styles.front()),
                         "Of 2,000 rows these are the first 150."));
    EXPECT_TRUE(contains(write_json(table), "\"rows_total\": 2000"));
}

TEST(exports, an_axis_names_round_values) {
    const Scale plain({12, 87}, 0, 100, true);
    ASSERT_FALSE(plain.ticks().empty());
    EXPECT_EQ(plain.ticks().front().label, "0");
    EXPECT_EQ(plain.place(0), 0);
    const Scale log({0.01, 100}, 0, 100, true);
    EXPECT_TRUE(log.is_log());
    EXPECT_NEAR(log.place(1), 50, 0.1);
    EXPECT_EQ(log.place(-1), 0);
    EXPECT_FALSE(Scale({}, 0, 1, true).ticks().empty());
    EXPECT_FALSE(Scale({5, 5}, 0, 1, false).ticks().empty());
}

TEST(exports, an_axis_of_values_that_differ_in_the_last_digit_ends) {
    for (const double value : {33.333333333333336, 100.1, 1e-12, 25.0}) {
        const Scale scale({value, std::nextafter(value, 1e3)}, 0, 100, false);
        EXPECT_FALSE(scale.ticks().empty());
        EXPECT_LE(scale.ticks().size(), 20U);
    }
}

TEST(exports, the_address_of_a_file_is_that_of_the_page) {
    EXPECT_EQ(file_address("/models?q=a.b", "csv"), "/models.csv?q=a.b");
    EXPECT_EQ(file_address("/?q=a", "csv"), "/leaderboard.csv?q=a");
    EXPECT_EQ(file_address("/results/res_1", "png"), "/results/res_1.png");
}

}  // namespace
}  // namespace lem::pages::exports
