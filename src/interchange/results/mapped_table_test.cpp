#include "interchange/results/mapped_table.hpp"

#include <gtest/gtest.h>

namespace lem::interchange {
namespace {

const std::string hash(64, 'a');

TableMapping mapping(std::vector<TableField> fields) {
    return {.separator = ",", .decimal = ".", .fields = std::move(fields)};
}

TableField column(const char* to, const char* name, std::optional<std::string> unit = {}) {
    return {.to = to, .column = name, .unit = std::move(unit), .value = {}};
}

TableField value(const char* to, const char* text) {
    return {.to = to, .column = {}, .unit = {}, .value = text};
}

/// A GPU, an engine and a model for all rows, with energy in this unit.
std::vector<TableField> usual(const char* energy_unit) {
    return {
        value("model", "Acme/Tiny-1B"),    value("engine", "vllm"),
        value("hardware", "NVIDIA L4"),    value("energy_scope", "gpu"),
        value("energy_method", "counter"), column("window_s", "t"),
        column("output_tokens", "tokens"), column("total_energy_joules", "energy", energy_unit)};
}

std::string problems(const std::string& table, const TableMapping& by) {
    const auto results = import_table(table, hash, {}, by);
    std::string text;
    if (!results) {
        for (const auto& [pointer, message] : results.error().violations)
            text += pointer + " " + message + "\n";
    }
    return text;
}

TEST(MappedTable, UnitsAreConvertedAndRatiosComputed) {
    const auto results =
        import_table("t,tokens,energy,colour\n10,1000,0.5,red\n", hash, {}, mapping(usual("Wh")));
    ASSERT_TRUE(results.has_value())
        << problems("t,tokens,energy\n10,1000,0.5\n", mapping(usual("Wh")));
    ASSERT_EQ(results->size(), 1U);
    const domain::Cycle& cycle = results->front().cycles.at(0);
    EXPECT_DOUBLE_EQ(cycle.energy.energy_joules.value_or(0), 1800);
    EXPECT_DOUBLE_EQ(cycle.metrics.joules_per_token.value_or(0), 1.8);
    EXPECT_DOUBLE_EQ(cycle.metrics.throughput_tokens_per_sec.value_or(0), 100);
    EXPECT_DOUBLE_EQ(cycle.metrics.avg_power_watts.value_or(0), 180);
    EXPECT_EQ(results->front().engine.name, domain::EngineName::vllm);
    const auto& report = results->front().provenance->mapping;
    EXPECT_TRUE(std::ranges::any_of(report, [](const domain::MappedField& field) {
        return field.source == "/energy" && field.fate == domain::FieldFate::converted &&
               field.reason == "Wh";
    }));
    EXPECT_TRUE(std::ranges::any_of(report, [](const domain::MappedField& field) {
        return field.source == "/colour" && field.fate == domain::FieldFate::ignored;
    }));
}

TEST(MappedTable, OtherSeparatorsAndDecimalCommas) {
    TableMapping by = mapping(usual("kWh"));
    by.separator = ";";
    by.decimal = ",";
    const auto results = import_table(
        "\xEF\xBB\xBFt;tokens;energy\r\n"
        "7,5;1.500;\"0,001\"\r\n",
        hash, {}, by);
    ASSERT_TRUE(results.has_value());
    const domain::Cycle& cycle = results->front().cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, 1500);
    EXPECT_DOUBLE_EQ(cycle.window.end_s, 7.5);
    EXPECT_DOUBLE_EQ(cycle.energy.energy_joules.value_or(0), 3600);
}

TEST(MappedTable, AMarkThatIsNeitherDecimalNorGroupingIsRefused) {
    TableMapping comma = mapping(usual("J"));
    comma.separator = ";";
    comma.decimal = ",";
    for (const char* cell : {"1.5", "12.34", "1234.56", ".500", "1.2345"})
        EXPECT_NE(problems("t;tokens;energy\n10;100;" + std::string(cell) + "\n", comma), "")
            << cell;
    EXPECT_EQ(problems("t;tokens;energy\n10;100;1.234,5\n", comma), "");
    EXPECT_NE(problems("t,tokens,energy\n10,100,\"0,5\"\n", mapping(usual("J"))), "");
    EXPECT_EQ(problems("t,tokens,energy\n10,100,\"1,500\"\n", mapping(usual("J"))), "");
}

TEST(MappedTable, WhatWouldBeInfiniteIsRefused) {
    EXPECT_NE(problems("t,tokens,energy\n10,1000,1e-310\n", mapping(usual("J"))), "");
    EXPECT_NE(problems("t,tokens,energy\n1e9,1000,1\n", mapping(usual("J"))), "");
}

TEST(MappedTable, RowsOfOneRunAreItsCycles) {
    auto fields = usual("J");
    fields.push_back(column("run", "id"));
    const auto results = import_table(
        "t,tokens,energy,id\n10,1000,500,a\n10,900,500,b\n"
        "10,1100,500,a\n",
        hash, {}, mapping(fields));
    ASSERT_TRUE(results.has_value());
    ASSERT_EQ(results->size(), 2U);
    EXPECT_EQ((*results)[0].cycles.size(), 2U);
    EXPECT_EQ((*results)[0].cycles[1].tokens.output, 1100);
    EXPECT_EQ((*results)[0].summary.tokens_per_joule.n, 2);
    EXPECT_EQ((*results)[1].cycles.size(), 1U);
}

TEST(MappedTable, AnEmptyCellIsUnknownAndNotZero) {
    const auto results =
        import_table("t,tokens,energy\n10,1000,n/a\n10,1000,0\n", hash, {}, mapping(usual("J")));
    ASSERT_TRUE(results.has_value());
    for (const domain::Result& result : *results) {
        EXPECT_EQ(result.cycles[0].energy.energy_joules, std::nullopt);
        EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
    }
}

TEST(MappedTable, RatiosAloneStayAlone) {
    const auto results = import_table(
        "eff,rate\n2,100\n", hash, {},
        mapping({value("model", "m"), value("hardware", "NVIDIA L4"), value("energy_scope", "gpu"),
                 value("energy_method", "counter"), column("tokens_per_joule", "eff"),
                 column("throughput_tokens_per_sec", "rate")}));
    ASSERT_TRUE(results.has_value());
    const domain::Cycle& cycle = results->front().cycles.at(0);
    EXPECT_EQ(cycle.tokens.output, std::nullopt);
    EXPECT_EQ(cycle.energy.energy_joules, std::nullopt);
    EXPECT_DOUBLE_EQ(cycle.metrics.joules_per_token.value_or(0), 0.5);
    EXPECT_DOUBLE_EQ(cycle.metrics.avg_power_watts.value_or(0), 50);
}

TEST(MappedTable, EveryProblemOfAMappingIsNamed) {
    const auto found =
        mapping_problems({.separator = "|",
                          .decimal = ".",
                          .fields = {column("tokens", "a"),
                                     column("window_s", "b", "J"),
                                     column("model", "c"),
                                     value("model", "m"),
                                     column("total_energy_joules", "a"),
                                     {.to = "engine", .column = "a", .unit = {}, .value = "vllm"}}},
                         std::vector<std::string>{"a", "b"});
    std::string text;
    for (const auto& [pointer, message] : found)
        text += pointer + " " + message + "\n";
    for (const char* part :
         {"/separator must be", "/fields/0/to must be one of", "/fields/1/unit must be one of s, ",
          "/fields/2/column is no column of the table: c; it has a, b",
          "/fields/3/to is there twice: model", "/fields/5 must have a column or a value",
          "/fields must say the energy_scope"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

TEST(MappedTable, WrongCellsAreNamedByRowAndColumnAndNothingIsImported) {
    const std::string said =
        problems("t,tokens,energy\n10,1000,500\nfast,10.5,-3\n", mapping(usual("J")));
    for (const char* part : {"row 2 /t must be a number from 0 on, found fast",
                             "row 2 /output_tokens must be a whole number",
                             "row 2 /energy must be a number from 0 on, found -3"})
        EXPECT_NE(said.find(part), std::string::npos) << part << "\nin\n" << said;
    EXPECT_NE(problems("t,tokens,energy\n1e300,1e300,1e300\n", mapping(usual("J"))), "");
    EXPECT_NE(problems("", mapping(usual("J"))), "");
    EXPECT_NE(problems("t,tokens\n1,2,3\n", mapping(usual("J"))), "");
}

TEST(MappedTable, ADraftTakesWhatTheNamesSay) {
    const TableMapping draft = draft_mapping(
        "Model;GPU;Tokens Out;Duration (min);Energy [Wh];TTFT_ms;Colour\nm;L4;5;1,5;2,5;3;red\n");
    EXPECT_EQ(draft.separator, ";");
    EXPECT_EQ(draft.decimal, ",");
    ASSERT_EQ(draft.fields.size(), 6U);
    EXPECT_EQ(draft.fields[2].to, "output_tokens");
    EXPECT_EQ(draft.fields[3].to, "window_s");
    EXPECT_EQ(draft.fields[3].unit, "min");
    EXPECT_EQ(draft.fields[4].unit, "Wh");
    EXPECT_EQ(draft.fields[5].to, "time_to_first_token_ms");
    EXPECT_EQ(draft.fields[5].unit, std::nullopt);
}

TEST(MappedTable, EveryUsualNameLeadsToATarget) {
    for (const MappedName& name : mapped_names()) {
        const auto draft = draft_mapping(std::string(name.name) + "\n1\n");
        ASSERT_EQ(draft.fields.size(), 1U) << name.name;
        EXPECT_EQ(draft.fields[0].to, name.name);
        for (const std::string_view unit : units_for(name.unit))
            EXPECT_GT(factor_of(unit, name.unit).value_or(0), 0) << unit;
    }
}

}  // namespace
}  // namespace lem::interchange
