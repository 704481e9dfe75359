#include "features/leaderboard/index/name_order.hpp"

#include "base/fold_case.hpp"
#include "features/leaderboard/index/row_bits.hpp"

#include <algorithm>
#include <limits>

namespace lem::leaderboard {
namespace {

/// Rows of one name: the groups of that code.
class RowsOfName {
public:
    RowsOfName(const RankingIndex& index, Facet facet, const Bits& matches)
        : index_(index),
          codes_(index.group_codes(facet)),
          matches_(matches),
          before_(matches.size() + 1),
          of_group_(codes_.size()) {
        bit_loops::count_before(matches.data(), matches.size(), before_.data());
        bit_loops::count_parts(matches.data(), before_.data(), index.group_begins().data(),
                               codes_.size(), of_group_.data());
    }

    /// Whether a code has matches.
    Choice present(std::size_t codes) const {
        Choice present(codes);
        for (std::size_t group = 0; group < codes_.size(); ++group) {
            if (of_group_[group] > 0) present[codes_[group]] = 1;
        }
        return present;
    }

    /// The smallest `wanted` numbers of a code's rows from `first` on, ascending.
    std::vector<std::uint32_t> numbers(std::uint32_t code, std::uint32_t first,
                                       std::size_t wanted) const {
        std::vector<std::uint32_t> found;
        const auto& begins = index_.group_begins();
        for (std::size_t group = 0; group < codes_.size(); ++group) {
            if (codes_[group] != code || of_group_[group] == 0) continue;
            for_each_row(matches_, begins[group], begins[group + 1], [&](std::size_t place) {
                if (index_.numbers()[place] >= first) found.push_back(index_.numbers()[place]);
                return true;
            });
        }
        const std::size_t size = std::min(wanted, found.size());
        std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(size),
                          found.end());
        found.resize(size);
        return found;
    }

private:
    const RankingIndex& index_;
    const std::vector<std::uint32_t>& codes_;
    const Bits& matches_;
    std::vector<std::uint32_t> before_, of_group_;
};

}  // namespace

NameOrder::NameOrder(const NameList& base, const NameList& delta) {
    names_.reserve(base.size() + delta.size());
    for (const NameList* list : {&base, &delta}) {
        for (std::size_t code = 0; code < list->size(); ++code)
            names_.push_back({list->folded(code), (*list)[code]});
    }
    std::ranges::sort(names_);
    const auto same = std::ranges::unique(names_);
    names_.erase(same.begin(), same.end());
    const auto keys_of = [&](const NameList& list) {
        NameKeys keys;
        keys.reserve(list.size());
        for (std::size_t code = 0; code < list.size(); ++code) {
            const Entry entry{list.folded(code), list[code]};
            const auto place = std::ranges::lower_bound(names_, entry) - names_.begin();
            keys.push_back(static_cast<Key>(place));
        }
        return keys;
    };
    base_ = keys_of(base);
    delta_ = keys_of(delta);
}

Position NameOrder::after(const NamedPosition& last, bool descending) const {
    const std::string folded = text::fold_case(last.name);
    const Entry entry{folded, last.name};
    const auto found = std::ranges::lower_bound(names_, entry);
    const auto key = static_cast<Key>(found - names_.begin());
    if (found != names_.end() && *found == entry) return {key, last.number};
    // Before all rows of the next name, or after all of them on the way back.
    return {key, descending ? std::numeric_limits<std::uint32_t>::max() : 0};
}

std::vector<Position> page_by_name(const RankingIndex& index, const IndexQuery& query,
                                   const NameKeys& keys, const Bits& matches) {
    std::vector<Position> page;
    if (index.size() == 0) return page;
    const RowsOfName rows(index, *query.sort_name, matches);
    const Choice present = rows.present(keys.size());
    std::vector<Position> names;  // of each name, its key and code
    for (std::uint32_t code = 0; code < keys.size(); ++code) {
        const bool is_earlier = query.after && (query.descending ? keys[code] > query.after->key
                                                                 : keys[code] < query.after->key);
        if (present[code] != 0 && !is_earlier) names.push_back({keys[code], code});
    }
    std::ranges::sort(names,
                      [&](Position a, Position b) { return comes_before(a, b, query.descending); });
    const std::size_t wanted = query.limit + 1;
    for (const auto& [key, code] : names) {
        const bool goes_on = query.after && query.after->key == key;
        if (goes_on && query.after->number == std::numeric_limits<std::uint32_t>::max()) continue;
        const std::uint32_t first = goes_on ? query.after->number + 1 : 0;
        for (const std::uint32_t number : rows.numbers(code, first, wanted - page.size()))
            page.push_back({key, number});
        if (page.size() == wanted) break;
    }
    return page;
}

}  // namespace lem::leaderboard
