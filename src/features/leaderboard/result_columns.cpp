#include "domain/explorer/page_id.hpp"
#include "features/leaderboard/index/json_slices.hpp"
#include "features/leaderboard/limited_question.hpp"
#include "features/leaderboard/models.hpp"
#include "features/leaderboard/question.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace lem::leaderboard {
namespace {

constexpr std::array<std::string_view, 11> text_fields{
    "hardware",      "precision", "engine", "engine_version", "load",        "energy_scope",
    "energy_method", "trust",     "grade",  "not_ranked",     "submitted_by"};
constexpr std::array<std::string_view, 6> number_fields{
    "hardware_count", "concurrency", "input_tokens", "output_tokens", "cycles", "cv"};

/// A column while it grows: the code of each text.
struct GrowingTexts {
    domain::TextColumn column;
    std::map<std::string, std::int64_t> codes;

    void add(const std::string& text) {
        const auto [place, is_new] = codes.try_emplace(text, std::ssize(column.values));
        if (is_new) column.values.push_back(text);
        column.codes.push_back(place->second);
    }
};

std::string text_in(const Members& row, std::string_view field) {
    return text_of(row.find(field).value_or("\"\""));
}

/// What is drawn needs no more digits, and half of the bytes are saved.
constexpr int digits = 7;

std::optional<double> number_in(const Members& row, std::string_view field) {
    const auto exact = number_of(row.find(field).value_or("null"));
    if (!exact) return std::nullopt;
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), *exact,
                                            std::chars_format::general, digits);
    double rounded = 0;
    std::from_chars(text.data(), end, rounded);
    return rounded;
}

/// Columns in which something is known.
std::map<std::string, domain::NumberColumn> filled(
    std::map<std::string, domain::NumberColumn> columns) {
    std::erase_if(columns, [](const auto& column) {
        return std::ranges::none_of(column.second,
                                    [](const auto& value) { return value.has_value(); });
    });
    return columns;
}

}  // namespace

domain::ResultColumns result_columns(const Leaderboard& board,
                                     const domain::LeaderboardQuery& asked) {
    const domain::LeaderboardQuery query = board.by_shown_names(without_limits(asked));
    const auto snapshot = board.snapshot();
    IndexQuery every = every_match(query);
    every.limit = domain::column_results_max;
    IndexAnswer answer = SnapshotRun(*snapshot, every).run();
    if (answer.page.size() > every.limit) answer.page.resize(every.limit);
    domain::ResultColumns columns{.total = static_cast<std::int64_t>(answer.total),
                                  .data_version = snapshot->stats.data_version};
    std::map<std::string_view, GrowingTexts> texts;
    for (const Position& position : answer.page) {
        const Members row(board.row_text(position.number));
        columns.ids.push_back(text_in(row, "id"));
        columns.submitted_at.push_back(text_in(row, "submitted_at"));
        for (const std::string_view field : text_fields)
            texts[field].add(text_in(row, field));
        for (const std::string_view field : number_fields)
            columns.numbers[std::string(field)].push_back(number_in(row, field));
        const Members metrics(row.find("metrics").value_or("{}"));
        for (const auto* metric : domain::ranked_metrics) {
            const std::string name(metric->name);
            const Members value(metrics.find(name).value_or("{}"));
            columns.numbers[name].push_back(number_in(value, "value"));
            columns.half_widths[name].push_back(number_in(value, "ci95_half_width"));
        }
    }
    columns.numbers = filled(std::move(columns.numbers));
    columns.half_widths = filled(std::move(columns.half_widths));
    for (auto& [field, growing] : texts)
        columns.texts.emplace(field, std::move(growing.column));
    return columns;
}

}  // namespace lem::leaderboard
