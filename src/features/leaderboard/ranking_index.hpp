#pragma once
/// The leaderboard in memory: filter, count facets and page over a million rows in well under a
/// millisecond. Immutable after construction; safe from any thread.
///
/// Rows are clustered by (model, hardware) and inside a group ordered by tokens_per_joule, so a
/// small directory of groups stands in for the model, family and hardware columns. Each value of a
/// small facet (engine, precision, scope, method, trust) has a bitset. Each metric is a column of
/// 32-bit order-preserving keys and one sorted order. That is 73 bytes a row. A query makes one
/// pass over words of 64 rows; a page walks the sorted order or scans the matches, whichever is
/// shorter.
///
/// Keys are single-precision: a range includes values that round to its ends. Missing values sort
/// last in both directions; ties are broken by row number, so that pages are stable.

#include "domain/ranked_metrics.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lem::leaderboard {

inline constexpr std::size_t metric_count = domain::ranked_metrics.size();

enum class Facet {
    model,
    model_family,
    hardware,
    engine,
    precision,
    energy_scope,
    energy_method,
    trust
};
inline constexpr std::array<std::string_view, 8> facet_names{
    "model",     "model_family", "hardware",      "engine",
    "precision", "energy_scope", "energy_method", "trust"};
inline constexpr std::size_t facet_count = facet_names.size();

using Key = std::int32_t;
inline constexpr Key missing_key = -1;
/// Order-preserving for values >= 0: the bits of the nearest float.
Key key_of(std::optional<double> value);
double value_of(Key key);

struct IndexRow {
    std::uint32_t number = 0;
    std::array<std::string, facet_count> facets;
    std::array<std::optional<double>, metric_count> metrics;
};

/// Rows in a compact form, until the index is built from them.
class IndexBuilder {
public:
    void add(const IndexRow& row);
    std::size_t size() const { return rows_.size(); }

private:
    friend class RankingIndex;
    struct Compact {
        std::uint32_t number;
        std::array<std::uint32_t, facet_count> codes;
        std::array<Key, metric_count> keys;
    };
    std::vector<Compact> rows_;
    std::array<std::vector<std::string>, facet_count> names_;
    std::array<std::map<std::string, std::uint32_t, std::less<>>, facet_count> codes_;
};

/// Where a page starts: after this key and number.
struct Position {
    Key key = missing_key;
    std::uint32_t number = 0;
};

struct IndexQuery {
    std::array<std::vector<std::string>, facet_count> filters;  // empty: no limit
    std::array<std::optional<schema::Range>, metric_count> ranges;
    std::vector<std::string> words;  // lower case; each in model, hardware or engine
    std::array<bool, facet_count> counted{};
    std::size_t sort_metric = 0;
    bool descending = true;
    std::size_t limit = 25;
    std::optional<Position> after;
};

struct IndexAnswer {
    std::uint64_t total = 0;
    std::array<std::map<std::string, std::uint64_t>, facet_count> counts;
    std::vector<Position> page;  // up to limit + 1, so that the caller knows whether more follow
};

using Bits = std::vector<std::uint64_t>;

/// Does `a` come before `b` in the order asked for?
bool comes_before(Position a, Position b, bool descending);

class RankingIndex {
public:
    explicit RankingIndex(const IndexBuilder& builder);

    /// `removed` marks rows that were withdrawn since; empty for none.
    IndexAnswer answer(const IndexQuery& query, const Bits& removed) const;

    std::size_t size() const { return numbers_.size(); }
    std::size_t memory_bytes() const;
    /// The row with this number; nothing when it is not here.
    std::optional<std::size_t> find(std::uint32_t number) const;

private:
    friend class QueryRun;
    struct Group {
        std::uint32_t model, family, hardware;
        std::uint32_t begin, end;
    };
    struct SmallFacet {
        std::vector<std::string> names;
        std::vector<Bits> bits;  // one for each name
    };
    static constexpr std::size_t group_facets = 3;  // model, model_family, hardware

    std::array<std::vector<std::string>, group_facets> group_names_;
    std::vector<Group> groups_;
    std::array<SmallFacet, facet_count - group_facets> small_;
    std::vector<std::uint32_t> numbers_;
    std::array<std::vector<Key>, metric_count> keys_;
    std::array<std::vector<std::uint32_t>, metric_count>
        orders_;                                       // descending, missing last, ties by number
    std::array<std::size_t, metric_count> present_{};  // rows that have the metric
};

}  // namespace lem::leaderboard
