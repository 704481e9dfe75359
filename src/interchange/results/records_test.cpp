#include "interchange/results/records.hpp"

#include "interchange/results/table.hpp"

#include <gtest/gtest.h>

namespace lem::interchange {
namespace {

std::vector<std::string> places_of(std::string_view bytes) {
    const auto read = read_records(bytes);
    std::vector<std::string> places;
    if (!read) {
        for (const auto& [place, message] : read.error())
            places.push_back(place + ": " + message);
        return places;
    }
    for (const Record& record : read->records)
        places.push_back(record.place + record.value.dump());
    return places;
}

using Places = std::vector<std::string>;

TEST(Records, AreADocumentAnArrayOrLines) {
    EXPECT_EQ(places_of(R"({"a": 1})"), (Places{R"({"a":1})"}));
    EXPECT_EQ(places_of(R"([{"a": 1}, {"a": 2}])"), (Places{R"(/0{"a":1})", R"(/1{"a":2})"}));
    EXPECT_EQ(places_of("{\"a\":1}\n\n{\"a\":2}\r\n"),
              (Places{R"(line 1{"a":1})", R"(line 3{"a":2})"}));
    EXPECT_EQ(places_of("a,b\n1,2\n"), Places{}) << "a table is not JSON";
}

TEST(Records, AByteOrderMarkAndALogBeforeThemAreSkipped) {
    EXPECT_EQ(places_of("\xEF\xBB\xBF{\"a\":1}"), (Places{R"({"a":1})"}));
    const auto read = read_records("ggml: found 1 device\nready\n{\"a\":1}\n{\"a\":2}\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->records[1].place, "line 4");
    EXPECT_EQ(read->notes, (Places{"The text before the first record was not read: 2 lines."}));
}

TEST(Records, PythonsNumbersAreReadOutsideOfTexts) {
    EXPECT_EQ(places_of(R"({"rate": Infinity, "low": -Infinity, "mean": NaN, "t": "NaN \" NaN"})"),
              (Places{R"({"rate":"inf","low":"-inf","mean":null,"t":"NaN \" NaN"})"}));
}

TEST(Records, WhatIsWrongIsNamedWithItsPlace) {
    for (const auto& [bytes, words] : {
             std::pair("{\"a\":1", "the text ends too early"),
             std::pair("{\"a\":1}\n{\"a\":\n", "line 2"),
             std::pair("{\"a\":1,\"a\":2}", "is there twice"),
             std::pair("{\"a\":1e999}", "the number is too large"),
             std::pair("[{\"a\":1},]", "is not valid JSON"),
         }) {
        const Places found = places_of(bytes);
        ASSERT_EQ(found.size(), 1U) << bytes;
        EXPECT_NE(found[0].find(words), std::string::npos) << found[0];
    }
    std::string lines, items;
    for (int i = 0; i < 40'001; ++i)
        lines += "{\"a\":1}\n";
    for (int i = 0; i < 10'001; ++i)
        items += (i == 0 ? "" : ",") + std::string("{\"a\":1}");
    EXPECT_EQ(places_of(lines), (Places{": has more than 40000 records"}))
        << "a line may be one request";
    EXPECT_EQ(places_of("[" + items + "]"), (Places{": has more than 10000 records"}));
}

TEST(Csv, CellsMayHoldSeparatorsQuotesAndLineEnds) {
    const auto table = read_csv("a,\"b\"\r\n\"1,5\",\"say \"\"x\"\"\nand y\"\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->columns, (Places{"a", "b"}));
    ASSERT_EQ(table->rows.size(), 1U);
    EXPECT_EQ(table->rows[0], (Places{"1,5", "say \"x\"\nand y"}));
    EXPECT_EQ(row_object(*table, 0).dump(), R"({"a":"1,5","b":"say \"x\"\nand y"})");
    const auto numbers = read_csv("n;t\n2048;\n", ';');
    ASSERT_TRUE(numbers);
    EXPECT_EQ(row_object(*numbers, 0).dump(), R"({"n":2048.0,"t":null})");
}

TEST(Csv, WhatIsWrongIsNamedWithItsLine) {
    for (const auto& [text, words] :
         {std::pair("a,b\n1\n", "line 2 has 1 cells, but there are 2 columns"),
          std::pair("a,a\n", "line 1 has the column a twice"),
          std::pair("a\n\"1\n2\n", "line 2 opens a quote that does not end")}) {
        const auto table = read_csv(text);
        ASSERT_FALSE(table) << text;
        EXPECT_EQ(table.error()[0].pointer + " " + table.error()[0].message, words);
    }
}

TEST(Markdown, IsATableOfTrimmedCells) {
    const auto table =
        read_markdown("text\n| model | t/s |\n| --- | ---: |\n| a B | 1.5 ± 0.1 |\n\nbuild: x\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->columns, (Places{"model", "t/s"}));
    EXPECT_EQ(table->rows, (std::vector<Places>{{"a B", "1.5 ± 0.1"}}));
}

}  // namespace
}  // namespace lem::interchange
