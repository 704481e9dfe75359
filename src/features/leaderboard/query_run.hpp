#pragma once
/// One query over one index: constraints to words of 64 rows, one pass that filters and counts,
/// then the page. Lives for one call; its buffers are kept for each thread.

#include "features/leaderboard/ranking_index.hpp"

namespace lem::leaderboard {

class QueryRun {
public:
    QueryRun(const RankingIndex& index, const IndexQuery& query, const Bits& removed);
    IndexAnswer run();

private:
    /// A condition on rows. `facet` is the one whose counts ignore it, or facet_count for none.
    struct Constraint {
        std::size_t facet = facet_count;
        std::vector<const Bits*> any_of;  // union of these; or, when `range`:
        bool is_range = false;
        const std::vector<Key>* keys = nullptr;
        Key low = 0, high = 0;
    };

    void add_small_constraints();
    void add_group_constraints();
    void add_word_constraints();
    void add_range_constraints();
    Bits& scratch_bits();
    std::uint64_t word_of(const Constraint& constraint, std::size_t word) const;

    void filter_and_count();
    void count_groups(std::size_t facet, const Bits& mask);
    void make_page();
    bool page_by_walking(std::size_t steps_max);
    void page_by_scanning();
    Position position_of(std::uint32_t row) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& removed_;
    std::size_t words_;
    std::vector<Constraint> constraints_;
    std::vector<std::unique_ptr<Bits>> owned_;
    bool impossible_ = false;
    Bits matches_;
    IndexAnswer answer_;
};

}  // namespace lem::leaderboard
