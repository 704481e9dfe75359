#pragma once
/// Many results in little space: one list for each field, instead of one object for each result.

#include "domain/board/leaderboard.hpp"

namespace lem::domain {

/// A field of few different texts.
struct TextColumn {
    std::vector<std::string> values;
    std::vector<std::int64_t> codes;
};

using NumberColumn = std::vector<std::optional<double>>;

struct ResultColumns {
    std::int64_t total = 0;
    std::vector<std::string> ids;
    std::map<std::string, TextColumn> texts;
    std::map<std::string, NumberColumn> numbers;
    std::map<std::string, NumberColumn> half_widths;
    std::vector<std::string> submitted_at;
    std::string data_version;
};

/// Results of one answer.
inline constexpr std::size_t column_results_max = 5'000;

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::TextColumn> {
    using T = domain::TextColumn;
    static constexpr auto record = schema::record(
        "TextColumn", "A field of many results.",
        field("values", &T::values, {.doc = "Its different values."}),
        field("codes", &T::codes, {.doc = "Of each result, the place of its value in `values`."}));
};

template <>
struct description<domain::ResultColumns> {
    using T = domain::ResultColumns;
    static constexpr auto record = schema::record(
        "ResultColumns",
        "Results by field: the first value of each list belongs to the first result.",
        field("total", &T::total,
              {.doc = "Results that match; the lists have at most the first 5,000."}),
        field("ids", &T::ids, {.doc = "Result ids."}),
        field(
            "texts", &T::texts,
            {.doc = "By field of a LeaderboardRow: hardware, precision, engine, engine_version, "
                    "load, energy_scope, energy_method, trust, grade, not_ranked, submitted_by."}),
        field("numbers", &T::numbers,
              {.doc = "By ranked metric, and hardware_count, concurrency, input_tokens, "
                      "output_tokens, cycles, cv; with seven digits; null: unknown."}),
        field("half_widths", &T::half_widths,
              {.doc = "Of 95 % intervals, by ranked metric that has any; null: no interval."}),
        field("submitted_at", &T::submitted_at, {.doc = "UTC.", .format = TextFormat::date_time}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
