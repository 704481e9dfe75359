#include "features/leaderboard/index/index_row.hpp"

#include "base/text.hpp"

#include <bit>

namespace lem::leaderboard {

namespace {

std::string joined(const std::vector<std::string>& codes) {
    std::string list;
    for (const std::string& code : codes)
        list += (list.empty() ? "" : ",") + code;
    return list;
}

constexpr std::int64_t start_ms = 1'577'836'800'000;  // of 2020

/// A float holds whole minutes exactly until 2051.
std::optional<double> minutes_since_2020(std::string_view date_time) {
    const auto at_ms = text::parse_rfc3339(date_time);
    if (!at_ms) return std::nullopt;
    return static_cast<double>((*at_ms - start_ms) / 60'000);
}

}  // namespace

IndexRow index_row(const domain::LeaderboardRow& row, std::uint32_t number) {
    IndexRow made{.number = number};
    // In the order of `Facet`.
    made.facets = {row.model,
                   row.model_family,
                   row.hardware,
                   row.engine,
                   row.precision,
                   std::string(schema::name_of(row.energy_scope)),
                   std::string(schema::name_of(row.energy_method)),
                   std::string(schema::name_of(row.trust)),
                   row.not_ranked ? std::string(schema::name_of(*row.not_ranked)) : "",
                   std::string(schema::name_of(row.grade)),
                   row.imported_from.value_or(std::string(domain::own_source)),
                   joined(row.flags)};
    for (std::size_t m = 0; m < metric_count; ++m) {
        const domain::RankedValue& metric = row.metrics.*(domain::ranked_metrics[m]->of_row);
        made.values[m] = metric.value;
        made.half_widths[m] = metric.ci95_half_width;
    }
    made.values[column_of(Attribute::concurrency)] = row.concurrency;
    made.values[column_of(Attribute::input_tokens)] = row.input_tokens;
    made.values[column_of(Attribute::output_tokens)] = row.output_tokens;
    made.values[column_of(Attribute::submitted_at)] = minutes_since_2020(row.submitted_at);
    if (row.parameters_total) made.parameters_billions = *row.parameters_total / 1e9;
    return made;
}

std::string date_time_of(Key submitted_at) {
    const auto minutes = static_cast<std::int64_t>(std::bit_cast<float>(submitted_at));
    return text::rfc3339(start_ms + minutes * 60'000);
}

}  // namespace lem::leaderboard
