#pragma once
/// The rows of a list that has not every match: the best of each model, or the Pareto front of two
/// metrics. Of energy there is a best one, and a front, for each energy scope. Pure.

#include "features/leaderboard/index/ranked_rows.hpp"

namespace lem::leaderboard {

class PickRun {
public:
    PickRun(const RankingIndex& index, const IndexQuery& query, const Bits& matches,
            RankedRows& ranked, BitBuffers& buffers)
        : index_(index), query_(query), matches_(matches), ranked_(ranked), buffers_(buffers) {}
    std::vector<Pick> run();

private:
    using Word = bit_loops::Word;
    void take_best();
    /// The best of these rows in each run of groups that is one model (on one hardware).
    void take_best_of(const Bits& rows, std::string_view scope, bool ranked);
    bool same_list(std::size_t group, std::size_t other) const;
    /// The best of a group's rows; nullopt if none is among `rows`.
    std::optional<std::size_t> best_in(std::size_t group, const Bits& rows) const;
    bool is_better(std::size_t place, std::size_t other) const;
    void take_front();
    void take_front_of(const Bits& rows, std::string_view scope);
    Pick pick_at(std::size_t place, std::size_t group, std::string_view scope, bool ranked) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& matches_;
    RankedRows& ranked_;
    BitBuffers& buffers_;
    std::vector<Pick> picks_;
    std::vector<std::uint8_t> has_ranked_;  // by the first group of a list
};

/// The picks of two indexes as those of one: the best of both, the front of both.
std::vector<Pick> merged(std::vector<Pick> picks, const std::vector<Pick>& others,
                         const IndexQuery& query);

}  // namespace lem::leaderboard
