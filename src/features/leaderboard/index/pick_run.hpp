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
    /// The best by list, lists in the order of their groups; a front in no order.
    std::vector<Pick> run();

private:
    using Word = bit_loops::Word;

    /// Neighbouring groups of one model (on one hardware), and their rows.
    struct List {
        std::size_t group = 0, groups_end = 0;
        std::size_t rows_end = 0;
    };
    /// The best row so far of a list, among rows of one kind.
    struct Best {
        std::size_t place = 0;
        Key merit = missing_key;
        bool found = false;
    };
    /// Rows that are compared with one another only: those with a rank, of one energy scope if the
    /// column is energy; and those without a rank.
    struct Kind {
        const Bits* rows = nullptr;
        std::uint32_t scope = no_scope;
        bool ranked = false;
        Best best;
        Word of_word = 0;  // rows of the word at hand
    };

    void take_best();
    std::vector<Kind> kinds();
    void take_best_of_word(std::size_t word);
    List list_from(std::size_t group) const;
    void compare(Kind& kind, std::size_t word, Word rows) const;
    void end_list();
    void take_front();
    void take_front_of(const Bits& rows, std::uint32_t scope);
    std::size_t group_of(std::size_t place) const;
    Pick pick_at(std::size_t place, std::size_t group, std::uint32_t scope, bool ranked) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& matches_;
    RankedRows& ranked_;
    BitBuffers& buffers_;
    std::vector<Kind> kinds_;
    std::vector<Kind*> present_;  // in the word at hand
    List list_;                   // that the last row belongs to
    std::vector<Pick> picks_;
};

/// The picks of two indexes with the same codes as those of one: the best of both, the front of
/// both. Those of the larger one are as run() gives them.
std::vector<Pick> merged(std::vector<Pick> larger, std::vector<Pick> smaller,
                         const IndexQuery& query);

}  // namespace lem::leaderboard
