#include "features/leaderboard/query_run.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <bit>

namespace lem::leaderboard {
namespace {

constexpr std::size_t group_facets = 3;

void set_range(Bits& bits, std::size_t begin, std::size_t end) {
    while (begin < end) {
        const std::size_t word = begin / 64, from = begin % 64,
                          to = std::min<std::size_t>(64, from + end - begin);
        const std::uint64_t upto = to == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << to) - 1;
        bits[word] |= upto & ~((std::uint64_t{1} << from) - 1);
        begin += to - from;
    }
}

std::uint64_t count_range(const Bits& bits, std::size_t begin, std::size_t end) {
    std::uint64_t count = 0;
    while (begin < end) {
        const std::size_t word = begin / 64, from = begin % 64,
                          to = std::min<std::size_t>(64, from + end - begin);
        const std::uint64_t upto = to == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << to) - 1;
        count += static_cast<std::uint64_t>(
            std::popcount(bits[word] & upto & ~((std::uint64_t{1} << from) - 1)));
        begin += to - from;
    }
    return count;
}

/// Bit i: keys[i] lies within. A plain loop that the compiler turns into vector compares.
std::uint64_t within(const Key* keys, std::size_t count, Key low, Key high) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
        bits |= static_cast<std::uint64_t>(static_cast<unsigned>(keys[i] >= low) &
                                           static_cast<unsigned>(keys[i] <= high))
                << i;
    }
    return bits;
}

bool contains(const std::vector<std::string>& values, std::string_view value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

QueryRun::QueryRun(const RankingIndex& index, const IndexQuery& query, const Bits& removed)
    : index_(index), query_(query), removed_(removed), words_((index.size() + 63) / 64) {}

Bits& QueryRun::scratch_bits() {
    owned_.push_back(std::make_unique<Bits>(words_));
    return *owned_.back();
}

void QueryRun::add_small_constraints() {
    for (std::size_t f = group_facets; f < facet_count; ++f) {
        if (query_.filters[f].empty()) continue;
        Constraint constraint{.facet = f};
        const auto& facet = index_.small_[f - group_facets];
        for (std::size_t v = 0; v < facet.names.size(); ++v) {
            if (contains(query_.filters[f], facet.names[v]))
                constraint.any_of.push_back(&facet.bits[v]);
        }
        constraints_.push_back(std::move(constraint));
    }
}

void QueryRun::add_group_constraints() {
    for (std::size_t f = 0; f < group_facets; ++f) {
        if (query_.filters[f].empty()) continue;
        std::vector<bool> wanted;
        for (const std::string& name : index_.group_names_[f])
            wanted.push_back(contains(query_.filters[f], name));
        Bits& bits = scratch_bits();
        for (const auto& group : index_.groups_) {
            const std::uint32_t code = f == 0   ? group.model
                                       : f == 1 ? group.family
                                                : group.hardware;
            if (wanted[code]) set_range(bits, group.begin, group.end);
        }
        constraints_.push_back({.facet = f, .any_of = {&bits}});
    }
}

void QueryRun::add_word_constraints() {
    constexpr auto engine = static_cast<std::size_t>(Facet::engine);
    for (const std::string& word : query_.words) {
        std::array<std::vector<bool>, group_facets> found;
        for (std::size_t f = 0; f < group_facets; ++f) {
            for (const std::string& name : index_.group_names_[f])
                found[f].push_back(text::contains_ignoring_case(name, word));
        }
        Bits& bits = scratch_bits();
        for (const auto& group : index_.groups_) {
            if (found[0][group.model] || found[2][group.hardware])
                set_range(bits, group.begin, group.end);
        }
        Constraint constraint{.any_of = {&bits}};
        const auto& engines = index_.small_[engine - group_facets];
        for (std::size_t v = 0; v < engines.names.size(); ++v) {
            if (text::contains_ignoring_case(engines.names[v], word))
                constraint.any_of.push_back(&engines.bits[v]);
        }
        constraints_.push_back(std::move(constraint));
    }
}

void QueryRun::add_range_constraints() {
    for (std::size_t m = 0; m < metric_count; ++m) {
        const auto& range = query_.ranges[m];
        if (!range) continue;
        if (range->maximum && *range->maximum < 0) impossible_ = true;
        constraints_.push_back(
            {.is_range = true,
             .keys = &index_.keys_[m],
             .low = range->minimum && *range->minimum > 0 ? key_of(range->minimum) : Key{0},
             .high = range->maximum ? key_of(range->maximum) : std::numeric_limits<Key>::max()});
    }
}

std::uint64_t QueryRun::word_of(const Constraint& constraint, std::size_t word) const {
    if (constraint.is_range) {
        const std::size_t first = word * 64,
                          count = std::min<std::size_t>(64, index_.size() - first);
        return within(constraint.keys->data() + first, count, constraint.low, constraint.high);
    }
    std::uint64_t bits = 0;
    for (const Bits* values : constraint.any_of)
        bits |= (*values)[word];
    return bits;
}

void QueryRun::filter_and_count() {
    const std::size_t count = constraints_.size();
    std::vector<std::uint64_t> words(count);
    std::array<Bits*, group_facets> group_masks{};
    for (std::size_t f = 0; f < group_facets; ++f) {
        if (query_.counted[f]) group_masks[f] = &scratch_bits();
    }
    std::array<std::vector<std::uint64_t>, facet_count> counts;
    for (std::size_t f = group_facets; f < facet_count; ++f)
        counts[f].assign(index_.small_[f - group_facets].names.size(), 0);

    const std::size_t tail = index_.size() % 64;
    for (std::size_t w = 0; w < words_; ++w) {
        const std::uint64_t valid =
            w + 1 == words_ && tail != 0 ? (std::uint64_t{1} << tail) - 1 : ~std::uint64_t{0};
        const std::uint64_t live = valid & ~(removed_.empty() ? 0 : removed_[w]);
        // "Fails none" and "fails exactly one": enough for every facet's own view in one pass.
        std::uint64_t none = live, one = 0;
        for (std::size_t c = 0; c < count; ++c) {
            words[c] = word_of(constraints_[c], w);
            one = (one & words[c]) | (none & ~words[c]);
            none &= words[c];
            if ((none | one) == 0) break;
        }
        matches_[w] = none;
        answer_.total += static_cast<std::uint64_t>(std::popcount(none));
        if ((none | one) == 0) continue;
        for (std::size_t f = 0; f < facet_count; ++f) {
            if (!query_.counted[f]) continue;
            std::uint64_t view = none;
            for (std::size_t c = 0; c < count; ++c) {
                if (constraints_[c].facet == f) view |= one & ~words[c];
            }
            if (f < group_facets) {
                (*group_masks[f])[w] = view;
            } else if (view != 0) {
                const auto& bits = index_.small_[f - group_facets].bits;
                for (std::size_t v = 0; v < bits.size(); ++v)
                    counts[f][v] += static_cast<std::uint64_t>(std::popcount(view & bits[v][w]));
            }
        }
    }
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (!query_.counted[f]) continue;
        if (f < group_facets) {
            count_groups(f, *group_masks[f]);
            continue;
        }
        const auto& names = index_.small_[f - group_facets].names;
        for (std::size_t v = 0; v < names.size(); ++v)
            answer_.counts[f][names[v]] = counts[f][v];
    }
}

void QueryRun::count_groups(std::size_t facet, const Bits& mask) {
    std::vector<std::uint64_t> counts(index_.group_names_[facet].size());
    for (const auto& group : index_.groups_) {
        const std::uint32_t code = facet == 0   ? group.model
                                   : facet == 1 ? group.family
                                                : group.hardware;
        counts[code] += count_range(mask, group.begin, group.end);
    }
    for (std::size_t code = 0; code < counts.size(); ++code)
        answer_.counts[facet][index_.group_names_[facet][code]] = counts[code];
}

Position QueryRun::position_of(std::uint32_t row) const {
    return {index_.keys_[query_.sort_metric][row], index_.numbers_[row]};
}

/// Walks in the order asked for. The stored order is descending; ascending goes backwards through
/// runs of equal keys, then forward through the missing ones.
bool QueryRun::page_by_walking(std::size_t steps_max) {
    const auto& order = index_.orders_[query_.sort_metric];
    const auto& keys = index_.keys_[query_.sort_metric];
    const std::size_t present = index_.present_[query_.sort_metric], wanted = query_.limit + 1;
    std::size_t steps = 0;
    const auto visit = [&](std::size_t place) {
        const std::uint32_t row = order[place];
        if ((matches_[row / 64] >> (row % 64) & 1) == 0) return;
        const Position position = position_of(row);
        if (!query_.after || comes_before(*query_.after, position, query_.descending))
            answer_.page.push_back(position);
    };
    const auto before_start = [&](std::uint32_t row) {
        return query_.after && !comes_before(*query_.after, position_of(row), query_.descending);
    };
    const auto forward = [&](std::size_t from, std::size_t to) {
        for (std::size_t place = from; place < to && answer_.page.size() < wanted; ++place) {
            if (++steps > steps_max) return false;
            visit(place);
        }
        return true;
    };
    if (query_.descending) {
        const auto start = std::partition_point(order.begin(), order.end(), before_start);
        return forward(static_cast<std::size_t>(start - order.begin()), order.size());
    }
    std::size_t end = present;
    if (query_.after && query_.after->key != missing_key) {
        // Larger keys stand before smaller ones: skip those that were shown.
        end = static_cast<std::size_t>(
            std::partition_point(
                order.begin(), order.begin() + static_cast<std::ptrdiff_t>(present),
                [&](std::uint32_t row) { return keys[row] >= query_.after->key; }) -
            order.begin());
    } else if (query_.after) {
        end = 0;
    }
    while (end > 0 && answer_.page.size() < wanted) {
        const Key key = keys[order[end - 1]];
        std::size_t begin = end;
        while (begin > 0 && keys[order[begin - 1]] == key)
            --begin;
        if (!forward(begin, end)) return false;
        end = begin;
    }
    return forward(present, order.size());
}

void QueryRun::page_by_scanning() {
    answer_.page.clear();
    const std::size_t wanted = query_.limit + 1;
    const auto before = [&](Position a, Position b) {
        return comes_before(a, b, query_.descending);
    };
    auto& heap = answer_.page;  // the last of the best so far is on top
    for (std::size_t w = 0; w < words_; ++w) {
        for (std::uint64_t bits = matches_[w]; bits != 0; bits &= bits - 1) {
            const Position position = position_of(static_cast<std::uint32_t>(
                w * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
            if (query_.after && !before(*query_.after, position)) continue;
            if (heap.size() == wanted && !before(position, heap.front())) continue;
            if (heap.size() == wanted) {
                std::pop_heap(heap.begin(), heap.end(), before);
                heap.pop_back();
            }
            heap.push_back(position);
            std::push_heap(heap.begin(), heap.end(), before);
        }
    }
    std::sort_heap(heap.begin(), heap.end(), before);
}

void QueryRun::make_page() {
    if (answer_.total == 0) return;
    // Filters and the sort metric are correlated, so the bound grows with the number of matches.
    const std::uint64_t expected = index_.size() / answer_.total * (query_.limit + 1);
    const std::uint64_t steps_max = std::max<std::uint64_t>(2 * answer_.total, 4 * expected) + 512;
    if (!page_by_walking(static_cast<std::size_t>(steps_max))) page_by_scanning();
}

IndexAnswer QueryRun::run() {
    matches_.assign(words_, 0);
    add_small_constraints();
    add_group_constraints();
    add_word_constraints();
    add_range_constraints();
    if (impossible_) constraints_.push_back({.any_of = {}});
    filter_and_count();
    make_page();
    return std::move(answer_);
}

}  // namespace lem::leaderboard
