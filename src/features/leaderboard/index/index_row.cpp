#include "features/leaderboard/index/index_row.hpp"

namespace lem::leaderboard {

namespace {

std::string joined(const std::vector<std::string>& codes) {
    std::string list;
    for (const std::string& code : codes)
        list += (list.empty() ? "" : ",") + code;
    return list;
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
                   row.imported_from.value_or(std::string(domain::own_source)),
                   joined(row.flags)};
    for (std::size_t m = 0; m < metric_count; ++m)
        made.metrics[m] = (row.metrics.*(domain::ranked_metrics[m]->of_row)).value;
    if (row.parameters_total) made.parameters_billions = *row.parameters_total / 1e9;
    return made;
}

}  // namespace lem::leaderboard
