#pragma once
/// The leaderboard in memory: filter, count facets and page over a million rows in well under a
/// millisecond. Immutable after construction; safe from any thread; throws nothing but bad_alloc.
///
/// Rows are clustered by (model, hardware, family), where the family usually follows from the
/// model, and inside a group ordered by tokens_per_joule, so a small directory of groups replaces
/// those three columns. Each value of a small facet (engine, precision, scope, method, trust,
/// reason without a rank, grade, source, flags) has a bitset; a value that few rows have is a list
/// of rows instead, so that rare names cost four bytes a row, not a bitset each. Each metric, load
/// and date is a column of 32-bit order-preserving keys; each metric has the width of its interval
/// in a byte, and the usual ones have a sorted order. That is about 115 bytes a row.
///
/// A query makes one pass over blocks of 4,096 rows that filters and counts at once; a page walks
/// the sorted order or scans the matches, whichever is shorter. "Best of each model", the Pareto
/// front, rank ranges and histograms are further steps over the same matches.
///
/// Keys are single precision: a range takes in every value that rounds to the same float as one of
/// its ends, and values that are equal as floats are ties. Missing values sort last in both
/// directions; ties are broken by row number, so that pages are stable.

#include "domain/board/leaderboard_query.hpp"
#include "features/leaderboard/index/group_summary.hpp"
#include "features/leaderboard/index/interval_column.hpp"
#include "features/leaderboard/index/key_column.hpp"
#include "features/leaderboard/index/name_list.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lem::leaderboard {

inline constexpr std::size_t metric_count = domain::ranked_metrics.size();

/// Numbers of a row besides its metrics. `submitted_at` is in minutes since 2020.
enum class Attribute { concurrency, input_tokens, output_tokens, submitted_at };
inline constexpr std::array<std::string_view, 4> attribute_names{"concurrency", "input_tokens",
                                                                 "output_tokens", "submitted_at"};
/// Columns of numbers: the metrics, then the attributes.
inline constexpr std::size_t column_count = metric_count + attribute_names.size();
constexpr std::size_t column_of(Attribute attribute) {
    return metric_count + static_cast<std::size_t>(attribute);
}
/// Whether rows have a rank by the column.
constexpr bool is_metric(std::size_t column) {
    return column < metric_count;
}
constexpr bool is_energy(std::size_t column) {
    return is_metric(column) && domain::ranked_metrics[column]->kind == domain::MetricKind::energy;
}
/// Larger keys are better. Of attributes too: a list of the best has the newest, for example.
constexpr bool larger_is_better(std::size_t column) {
    return !is_metric(column) || domain::ranked_metrics[column]->higher_is_better;
}
/// Whether an index keeps the order by the column: it makes common pages quicker and takes four
/// bytes a row.
constexpr bool keeps_order(std::size_t column) {
    return is_metric(column) && domain::ranked_metrics[column]->column == domain::Column::usual;
}

enum class Facet {
    model,
    model_family,
    hardware,
    engine,
    precision,
    energy_scope,
    energy_method,
    trust,
    not_ranked,
    grade,
    source,
    flags  // codes of checks, separated by commas; a filter takes rows with one of its codes
};
inline constexpr std::array<std::string_view, 12> facet_names{
    "model",         "model_family", "hardware",   "engine", "precision", "energy_scope",
    "energy_method", "trust",        "not_ranked", "grade",  "source",    "flags"};
inline constexpr std::size_t facet_count = facet_names.size();

/// Words of 64 rows in a block.
inline constexpr std::size_t block_words = 64;
inline constexpr std::size_t block_rows = block_words * 64;

using Bits = std::vector<std::uint64_t>;

inline bool is_set(const Bits& bits, std::size_t place) {
    return (bits[place / 64] >> (place % 64) & 1) != 0;
}
inline void set(Bits& bits, std::size_t place) {
    bits[place / 64] |= std::uint64_t{1} << (place % 64);
}

/// Order-preserving for values >= 0: the bits of the nearest float. Metrics are never negative;
/// negative values and NaN count as missing.
Key key_of(std::optional<double> value);

struct IndexRow {
    std::uint32_t number = 0;
    std::array<std::string, facet_count> facets;
    std::array<std::optional<double>, column_count> values;
    std::array<std::optional<double>, metric_count> half_widths;  // of the intervals
    std::optional<double> parameters_billions;
};

class RankingIndex;

/// Rows in a compact form, from which an index is built. Not thread-safe.
class IndexBuilder {
public:
    void add(const IndexRow& row);
    /// All rows of an index but those whose place is marked in `removed` (empty: none).
    void add_all(const RankingIndex& index, const Bits& removed);
    /// True if there was a row with this number.
    bool remove(std::uint32_t number);
    void keep_only(const std::set<std::uint32_t>& numbers);
    std::size_t size() const { return rows_.size(); }

private:
    friend class RankingIndex;
    friend class IndexBuild;
    struct Compact {
        std::uint32_t number;
        std::array<std::uint32_t, facet_count> codes;
        std::array<Key, column_count> keys;
        std::array<Width, metric_count> widths;
        Key parameters;
    };
    std::uint32_t code_of(std::size_t facet, const std::string& name);

    std::vector<Compact> rows_;
    std::uint32_t largest_number_ = 0;
    std::array<std::vector<std::string>, facet_count> names_;
    std::array<std::map<std::string, std::uint32_t, std::less<>>, facet_count> codes_;
};

/// A row's place in an order; a page starts after one.
struct Position {
    Key key = missing_key;
    std::uint32_t number = 0;
};

/// A row's place in the order of a name.
struct NamedPosition {
    std::string name;
    std::uint32_t number = 0;
};

/// True if `a` comes before `b` in the requested order.
bool comes_before(Position a, Position b, bool descending);

struct IndexQuery {
    std::array<std::vector<std::string>, facet_count> filters;   // empty: no limit
    std::array<std::vector<std::string>, facet_count> excluded;  // rows with one of them
    domain::Flagged flagged = domain::Flagged::shown;            // if no flags are chosen
    std::array<std::optional<schema::Range>, column_count> ranges;
    std::optional<schema::Range> parameters_billions;
    std::vector<std::string> words;  // lower case; each in model, hardware or engine
    std::array<bool, facet_count> counted{};
    std::vector<std::size_t> histograms;                        // columns
    std::optional<GroupQuestion> groups;                        // in the place of a page
    std::optional<domain::BestPer> best_per;                    // not together with `pareto`
    std::optional<std::pair<std::size_t, std::size_t>> pareto;  // columns
    std::size_t sort_column = 0;
    std::optional<Facet> sort_name;  // pages by model or hardware; `sort_column` says what is best
    bool descending = true;
    std::size_t limit = 25;
    std::optional<Position> after;
    std::optional<NamedPosition> after_name;  // in the place of `after`, if there is a sort_name
};

struct ValueCount {
    std::string_view name;  // lives as long as the index
    std::uint64_t count = 0;
};

/// Ranked rows of one energy scope; of all scopes together, with an empty name, if the metric is
/// not energy.
struct RankedCount {
    std::string_view scope;  // lives as long as the index
    std::uint64_t count = 0;
};

inline constexpr std::uint32_t no_scope = 0xffffffff;

/// A row of a list that has the best rows or the Pareto front only. Codes are those of the index.
struct Pick {
    std::uint32_t model = 0, hardware = 0;
    std::uint32_t scope = no_scope;  // no_scope, if it is compared with those of every scope
    bool ranked = false;
    Position position;                     // by the column that the list is sorted by
    Interval interval;                     // of the same
    Key x = missing_key, y = missing_key;  // of the Pareto front
};

/// Rows of a rank's list whose interval is certainly above or below that of one row.
struct RankInterval {
    std::string_view scope;  // only rows of this energy scope; empty for all
    Interval interval;       // of the row
    std::uint64_t above = 0, below = 0, ranked = 0;  // `ranked`: all that have a rank
};

/// Rows by the value of a column: four bins to a doubling. Bin `b` starts at histogram_from(b).
using HistogramCounts = std::map<std::uint32_t, std::uint64_t>;
float histogram_from(std::uint32_t bin);

struct IndexAnswer {
    std::uint64_t total = 0;    // rows that match
    std::uint64_t listed = 0;   // of a snapshot: rows of all pages
    std::uint64_t flagged = 0;  // rows with flags that match but for what is asked of flags
    std::array<std::vector<ValueCount>, facet_count> counts;  // every value, zeros too
    std::vector<HistogramCounts> histograms;
    GroupAnswer groups;
    std::vector<Position> page;  // up to limit + 1, so that the caller knows whether more follow
    std::vector<Pick> picks;     // instead of a page, all of them, if asked for
    std::vector<RankedCount> ranked_before;  // matches with a rank on earlier pages
};

class RankingIndex {
public:
    /// Without rows, to be read from a file.
    RankingIndex() = default;
    explicit RankingIndex(const IndexBuilder& builder);

    std::size_t size() const { return numbers_.size(); }
    std::size_t words() const { return (size() + block_rows - 1) / block_rows * block_words; }
    /// Of the rows: what is kept once for each different name is not counted.
    std::size_t memory_bytes() const;
    /// Of the rows, by place.
    const std::vector<std::uint32_t>& numbers() const { return numbers_; }
    /// Of the groups: codes of a facet of theirs, and the place of their first row, with the end.
    const std::vector<std::uint32_t>& group_codes(Facet facet) const {
        return group_codes_[static_cast<std::size_t>(facet)];
    }
    const std::vector<std::uint32_t>& group_begins() const { return group_begins_; }
    /// The place of the row with this number; nullopt if there is none.
    std::optional<std::size_t> find(std::uint32_t number) const;
    /// In the order of an answer's counts.
    const NameList& names(std::size_t facet) const;
    template <class Self>
    static auto parts(Self& self) {
        return std::tie(self.group_names_, self.group_codes_, self.group_parameters_,
                        self.group_begins_, self.small_, self.totals_, self.numbers_,
                        self.largest_number_, self.keys_, self.intervals_, self.orders_,
                        self.present_);
    }

private:
    friend class IndexBuild;
    friend class GroupRun;
    friend class IndexBuilder;
    friend class PickRun;
    friend class QueryRun;
    friend class RankedRows;

    static constexpr std::size_t group_facets = 3;  // model, model_family, hardware
    static constexpr std::uint32_t no_bitset = 0xffffffff;

    struct SmallFacet {
        NameList names;
        std::vector<std::uint32_t> bitset_of;          // place in a block, or no_bitset
        std::vector<std::vector<std::uint32_t>> rare;  // places of the rows, for those without
        std::size_t bitsets = 0;
        Bits bits;  // block after block: 64 words for each bitset

        template <class Self>
        static auto parts(Self& self) {
            return std::tie(self.names, self.bitset_of, self.rare, self.bitsets, self.bits);
        }
        const std::uint64_t* block_of(std::size_t block, std::size_t code) const {
            return bits.data() + (block * bitsets + bitset_of[code]) * block_words;
        }
    };

    /// The code of a small facet's value that the row at this place has.
    std::uint32_t code_at(Facet facet, std::size_t place) const;
    /// Calls each(place, code) for every row.
    template <class Each>
    void for_each_code(std::size_t facet, Each each) const;

    std::array<NameList, group_facets> group_names_;
    std::array<std::vector<std::uint32_t>, group_facets> group_codes_;  // by group
    std::vector<Key> group_parameters_;        // a model's size; other sizes are other groups
    std::vector<std::uint32_t> group_begins_;  // and the end of the last
    std::array<SmallFacet, facet_count - group_facets> small_;
    std::array<std::vector<std::uint64_t>, facet_count> totals_;  // unfiltered counts
    std::vector<std::uint32_t> numbers_;
    std::uint32_t largest_number_ = 0;
    std::array<KeyColumn, column_count> keys_;  // filled up to whole blocks
    std::array<IntervalColumn, metric_count> intervals_;
    std::array<std::vector<std::uint32_t>, column_count> orders_;  // descending, ties by number
    std::array<std::size_t, column_count> present_{};              // rows that have a value
};

}  // namespace lem::leaderboard
