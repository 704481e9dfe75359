#pragma once
/// The matches of a query that have a rank by its column: a value, and no reason against a rank.
/// Energy is ranked within each energy scope. Pure.

#include "features/leaderboard/index/bit_buffers.hpp"
#include "features/leaderboard/index/row_order.hpp"

namespace lem::leaderboard {

class RankedRows {
public:
    /// `buffers` live longer than this object.
    RankedRows(const RankingIndex& index, const IndexQuery& query, const Bits& matches,
               BitBuffers& buffers);

    const Bits& all() const { return *rows_; }
    /// Those of `rows` that have an energy scope, by its code.
    Bits& of_scope(const Bits& rows, std::uint32_t code);
    const NameList& scopes() const {
        return index_.names(static_cast<std::size_t>(Facet::energy_scope));
    }
    /// Of each scope, those on earlier pages; of all together, if the column is not energy.
    std::vector<RankedCount> before_page();
    /// Adds to each interval the rows that are certainly above and below it.
    void count(std::vector<RankInterval>& intervals);

    /// Removes the rows that no reason lets into a list by these columns, and those without a value
    /// in them.
    static void keep_ranked(const RankingIndex& index, std::initializer_list<std::size_t> columns,
                            Bits& rows);

private:
    using Word = bit_loops::Word;
    Bits& earlier_rows();
    void count_scope(const Bits& rows, std::string_view scope,
                     std::vector<RankInterval>& intervals) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    BitBuffers& buffers_;
    Bits* rows_ = nullptr;
};

}  // namespace lem::leaderboard
