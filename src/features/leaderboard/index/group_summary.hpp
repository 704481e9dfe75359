#pragma once
/// What lists of models and of hardware say of a group of rows: those of one model on one hardware.

#include "features/leaderboard/index/key_column.hpp"
#include "schema/query.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace lem::leaderboard {

/// A range of a column.
struct ColumnLimit {
    std::size_t column = 0;
    schema::Range range;
};

/// What to say of each group beside how many matches it has. Each part reads more of the index.
struct GroupQuestion {
    bool newest = false;  // its newest match
    bool ranges = false;  // the lowest and the highest value of the column that ranks
    bool values = false;  // every value of it, and the ranges
    std::vector<ColumnLimit> nearest = {};  // not empty: the row that is nearest to meeting them

    bool has_ranges() const { return ranges || values; }
};

/// How far a row is from meeting limits: how many of their columns it has no value in, then the
/// largest factor by which a value is beyond its limit.
struct Distance {
    std::size_t unknown = 0;
    float factor = 0;

    friend bool operator<(const Distance& a, const Distance& b) {
        return a.unknown != b.unknown ? a.unknown < b.unknown : a.factor < b.factor;
    }
};

struct NearestRow {
    std::uint32_t number = 0;
    Distance distance;
};

struct GroupSummary {
    std::string_view model, family, hardware;  // live as long as the index
    Key parameters_billions = missing_key;
    std::uint64_t count = 0;   // matches
    Key newest = missing_key;  // of Attribute::submitted_at
    std::optional<NearestRow> nearest = {};
};

/// The ranked rows of a group; those of one energy scope, if the column is energy.
struct GroupRange {
    std::size_t group = 0;   // its place among the summaries
    std::string_view scope;  // lives as long as the index
    std::uint64_t count = 0;
    Key lowest = missing_key, highest = missing_key;
    std::size_t first_value = 0;  // of its `count` values, in no order
};

struct GroupAnswer {
    std::vector<GroupSummary> groups;
    std::vector<GroupRange> ranges;
    std::vector<Key> values;

    /// Those of another index; a group of both is there twice.
    void add(const GroupAnswer& others);
};

}  // namespace lem::leaderboard
