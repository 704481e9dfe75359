#pragma once
/// Fills a RankingIndex from the rows of a builder. Lives for one construction.

#include "features/leaderboard/index/ranking_index.hpp"

namespace lem::leaderboard {

class IndexBuild {
public:
    IndexBuild(const IndexBuilder& builder, RankingIndex& index)
        : rows_(builder.rows_), names_(builder.names_), index_(index) {}
    void run();

private:
    void cluster();
    void fill_groups();
    void fill_small_facets();
    void fill_columns();
    void sort_orders();

    const std::vector<IndexBuilder::Compact>& rows_;
    const std::array<std::vector<std::string>, facet_count>& names_;
    RankingIndex& index_;
    std::vector<std::uint32_t> by_number_;  // rows of the builder
    std::vector<std::uint32_t> clustered_;  // row of the builder at each place
};

}  // namespace lem::leaderboard
