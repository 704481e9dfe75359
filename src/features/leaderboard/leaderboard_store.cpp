#include "features/leaderboard/leaderboard_store.hpp"

#include "features/leaderboard/index/json_slices.hpp"

namespace lem::leaderboard::leaderboard_store {
namespace {

constexpr sql::Query select_changes{
    "leaderboard_changes",
    "SELECT number, change_sequence, status, row_json, submitted_by, model, model_family, "
    "hardware, engine, "
    "precision_name, energy_scope, "
    "energy_method, trust, tokens_per_joule, throughput_tokens_per_sec, total_energy_joules, "
    "avg_power_watts, "
    "peak_memory_mb, time_to_first_token_ms, latency_per_token_ms, flops_per_second FROM result "
    "WHERE change_sequence > :p1 ORDER BY change_sequence"};
constexpr sql::Query select_last_change{"last_change",
                                        "SELECT value FROM change_sequence WHERE name = 'result'"};

}  // namespace

void for_each_change(sql::Reader& reader, std::int64_t change,
                     const std::function<void(const Change&)>& each) {
    reader.for_each(select_changes, {sql::to_value(change)}, [&](const sql::Row& row) {
        Change found;
        found.row.number = static_cast<std::uint32_t>(std::get<std::int64_t>(row[0]));
        found.change = std::get<std::int64_t>(row[1]);
        found.listed = std::get<std::string>(row[2]) == "listed";
        found.row_json = std::get<std::string>(row[3]);
        found.contributor = std::get<std::string>(row[4]);
        constexpr std::size_t facets_at = 5, metrics_at = facets_at + facet_count;
        for (std::size_t f = 0; f < facet_count; ++f)
            found.row.facets[f] = std::get<std::string>(row[facets_at + f]);
        for (std::size_t m = 0; m < domain::ranked_metrics.size(); ++m)
            found.row.metrics[m] = sql::from_value<std::optional<double>>(row[metrics_at + m]);
        const auto weights = number_of(member(found.row_json, "parameters_total").value_or("null"));
        if (weights) found.row.parameters_billions = *weights / 1e9;
        each(found);
    });
}

std::int64_t last_change(sql::Reader& reader) {
    return std::get<0>(*reader.row<std::int64_t>(select_last_change));
}

}  // namespace lem::leaderboard::leaderboard_store
