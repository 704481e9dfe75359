#pragma once
/// What lists of models and of hardware say of a group of rows: those of one model on one hardware.

#include "features/leaderboard/index/key_column.hpp"
#include "schema/query.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace lem::leaderboard {

/// Limits that the rows need not meet.
struct ColumnLimit {
    std::size_t column = 0;
    schema::Range range;
};

struct GroupQuestion {
    bool values = false;               // every value of the column that ranks, not the ends alone
    std::vector<ColumnLimit> nearest;  // not empty: the row that is nearest to meeting them
};

/// The ranked rows of a group; those of one energy scope, if the column is energy.
struct ScopeValues {
    std::string_view scope;  // lives as long as the index
    std::uint64_t count = 0;
    Key lowest = missing_key, highest = missing_key;
    std::vector<Key> values;  // in no order
};

/// How far a row is from meeting limits: the number that it has no value for, then the largest
/// factor by which a value is beyond its limit.
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
    std::vector<ScopeValues> scopes;
    std::optional<NearestRow> nearest;
};

}  // namespace lem::leaderboard
