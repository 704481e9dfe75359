#pragma once
/// The order of rows by a name, alphabetical in any case, for one query over a base and a delta.
/// Pure.

#include "features/leaderboard/index/ranking_index.hpp"

namespace lem::leaderboard {

/// The key of each name of an index, by code: its place among the names of both indexes.
using NameKeys = std::vector<Key>;

class NameOrder {
public:
    /// The lists live longer than this object.
    NameOrder(const NameList& base, const NameList& delta);

    const NameKeys& of_base() const { return base_; }
    const NameKeys& of_delta() const { return delta_; }
    std::string_view name(Key key) const { return names_[static_cast<std::size_t>(key)].name; }
    /// Where a page starts that follows a row; its name need not exist any more.
    Position after(const NamedPosition& last, bool descending) const;

private:
    /// By the folded name; of names that differ in case only, by the name itself.
    struct Entry {
        std::string_view folded, name;
        auto operator<=>(const Entry&) const = default;
    };

    std::vector<Entry> names_;  // sorted, each once
    NameKeys base_, delta_;
};

/// The first limit + 1 of these rows in the order of a name, after `query.after`; ties by number.
std::vector<Position> page_by_name(const RankingIndex& index, const IndexQuery& query,
                                   const NameKeys& keys, const Bits& matches);

}  // namespace lem::leaderboard
