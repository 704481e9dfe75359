#pragma once
/// One query over one index: conditions on rows, one pass over blocks that filters and counts, then
/// the page (page_run.hpp) or the picks (pick_run.hpp). Lives for one answer.

#include "features/leaderboard/index/bit_buffers.hpp"
#include "features/leaderboard/index/bit_loops.hpp"
#include "features/leaderboard/index/name_order.hpp"
#include "features/leaderboard/index/ranked_rows.hpp"

namespace lem::leaderboard {

class QueryRun {
public:
    /// `removed` marks places of rows that are no longer listed; empty for none. `names` are the
    /// keys of the names that the page is in the order of, if it is. All live longer than this
    /// object.
    QueryRun(const RankingIndex& index, const IndexQuery& query, const Bits& removed,
             const NameKeys* names = nullptr);
    IndexAnswer run();
    /// After run(): adds to each interval the ranked matches that are certainly above and below it.
    void count(std::vector<RankInterval>& intervals);

private:
    using Word = bit_loops::Word;
    using Span = bit_loops::Span;
    using KeyRange = bit_loops::KeyRange;
    using Block = std::array<Word, block_words>;

    /// A condition on rows: the union of `whole` and the bitsets of `codes`.
    struct Condition {
        std::size_t facet = facet_count;  // whose counts ignore it; facet_count for none
        const Bits* whole = nullptr;      // over all rows
        std::size_t small = 0;            // the small facet of `codes`
        std::vector<std::uint32_t> codes;
    };
    struct Limit {
        const KeyColumn* keys = nullptr;
        KeyRange range;
        std::size_t rows = 0;         // that meet it
        bit_loops::WordSet read = 0;  // words of the block at hand that must be read
    };
    /// The rows of the current block: no condition failed yet, or only one facet's.
    struct State {
        Block passed, failed_one;
        Span span;
        void shrink();
    };

    Bits& rows_of_groups(const Choice& groups);
    Choice groups_with(std::size_t facet, const Choice& codes) const;
    void add_small_codes(Condition& condition, std::size_t facet, const Choice& codes);
    void add_facet_conditions();
    std::optional<Choice> chosen_flags() const;
    void add_flag_condition();
    void add_word_conditions();
    static std::optional<KeyRange> keys_of(const std::optional<schema::Range>& range);
    void add_size_condition();
    void add_limits();
    void require_limits(std::size_t block, State& state);

    void take_everything();
    void prepare_counts();
    void filter_and_count();
    void start_block(std::size_t block, State& state) const;
    const Word* mask_of(const Condition& condition, std::size_t block, Span span,
                        Block& buffer) const;
    void count_block(std::size_t block, const State& state);
    void count_flagged(std::size_t block, const State& state);
    void count_groups();
    void count_rare_values();
    const Bits& view_of(std::size_t facet) const;
    HistogramCounts histogram(std::size_t column) const;
    HistogramCounts histogram_of_matches(std::size_t column) const;

    const RankingIndex& index_;
    const IndexQuery& query_;
    const Bits& removed_;
    const NameKeys* names_;
    std::vector<Condition> required_;  // rows that fail count nowhere
    std::vector<Limit> limits_;        // metrics' ranges, likewise
    std::vector<Condition> counted_;   // own filter of a counted facet, and of flags
    Condition unflagged_;              // rows without flags
    std::array<const Word*, facet_count> own_masks_{};  // of the block at hand
    std::array<Block, facet_count> own_buffers_;
    std::array<Bits*, facet_count> own_views_{};  // rows as the facet sees them; null: the matches
    std::array<std::vector<std::uint64_t>, facet_count> counts_;  // by code
    BitBuffers buffers_;
    Bits* matches_ = nullptr;
    std::optional<RankedRows> ranked_;
    IndexAnswer answer_;
};

}  // namespace lem::leaderboard
