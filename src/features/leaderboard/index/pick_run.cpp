#include "features/leaderboard/index/pick_run.hpp"

#include "features/leaderboard/index/row_bits.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace lem::leaderboard {
namespace {

/// Larger is better, whatever the column.
Key merit(Key key, std::size_t column) {
    if (key == missing_key) return missing_key;
    return larger_is_better(column) ? key : std::numeric_limits<Key>::max() - key;
}

/// Points that no other beats, by descending x; y ascends.
class Front {
public:
    struct Point {
        Key x, y;
        std::size_t item;
    };

    /// True if a point beats everything with at most this x and y.
    bool beats(Key x, Key y) const {
        const auto behind = first_left_of(x);
        if (behind == points_.begin()) return false;
        const Point& best = *(behind - 1);
        return best.y > y || (best.y == y && best.x > x);
    }
    void add(Point point) {
        if (beats(point.x, point.y)) return;
        const auto place = first_left_of(point.x);
        auto last = place;
        while (last != points_.end() && last->y <= point.y)
            ++last;
        auto begin = points_.erase(place, last);
        // Of the same x, those with a smaller y.
        auto same = begin;
        while (same != points_.begin() && (same - 1)->x == point.x && (same - 1)->y < point.y)
            --same;
        begin = points_.erase(same, begin);
        points_.insert(begin, point);
    }
    const std::vector<Point>& points() const { return points_; }

private:
    std::vector<Point>::const_iterator first_left_of(Key x) const {
        return std::partition_point(points_.begin(), points_.end(),
                                    [x](const Point& point) { return point.x >= x; });
    }
    std::vector<Point> points_;
};

}  // namespace

bool PickRun::same_list(std::size_t group, std::size_t other) const {
    constexpr auto model = static_cast<std::size_t>(Facet::model),
                   hardware = static_cast<std::size_t>(Facet::hardware);
    const auto same = [&](std::size_t facet) {
        return index_.group_codes_[facet][group] == index_.group_codes_[facet][other];
    };
    return same(model) && (query_.best_per == domain::BestPer::model || same(hardware));
}

bool PickRun::is_better(std::size_t place, std::size_t other) const {
    const KeyColumn& keys = index_.keys_[query_.sort_column];
    const Key a = merit(keys[place], query_.sort_column),
              b = merit(keys[other], query_.sort_column);
    return a != b ? a > b : index_.numbers_[place] < index_.numbers_[other];
}

std::optional<std::size_t> PickRun::best_in(std::size_t group, const Bits& rows) const {
    std::optional<std::size_t> best;
    // Rows of a group are in the order of the first metric, the best first.
    const bool first_is_best = query_.sort_column == 0 && larger_is_better(0);
    for_each_row(rows, index_.group_begins_[group], index_.group_begins_[group + 1],
                 [&](std::size_t place) {
                     if (!best || is_better(place, *best)) best = place;
                     return !first_is_best;
                 });
    return best;
}

Pick PickRun::pick_at(std::size_t place, std::size_t group, std::string_view scope,
                      bool ranked) const {
    const auto name = [&](Facet facet) -> std::string_view {
        const auto f = static_cast<std::size_t>(facet);
        return index_.group_names_[f][index_.group_codes_[f][group]];
    };
    const Key key = index_.keys_[query_.sort_column][place];
    Pick pick{.model = name(Facet::model),
              .hardware = name(Facet::hardware),
              .scope = scope,
              .ranked = ranked,
              .position = {key, index_.numbers_[place]},
              .interval = {}};
    if (ranked && is_metric(query_.sort_column))
        pick.interval = interval_of(key, index_.intervals_[query_.sort_column].width(place));
    return pick;
}

void PickRun::take_best_of(const Bits& rows, std::string_view scope, bool ranked) {
    const std::size_t groups = index_.group_parameters_.size();
    for (std::size_t first = 0, end = 0; first < groups; first = end) {
        std::optional<std::size_t> best;
        std::size_t group_of_best = first;
        for (end = first; end < groups && same_list(first, end); ++end) {
            const auto found = best_in(end, rows);
            if (!found || (best && !is_better(*found, *best))) continue;
            best = found;
            group_of_best = end;
        }
        if (!best || (!ranked && has_ranked_[first] != 0)) continue;
        if (ranked) has_ranked_[first] = 1;
        picks_.push_back(pick_at(*best, group_of_best, scope, ranked));
    }
}

void PickRun::take_best() {
    has_ranked_.assign(index_.group_parameters_.size(), 0);
    if (is_energy(query_.sort_column)) {
        for (std::uint32_t code = 0; code < ranked_.scopes().size(); ++code)
            take_best_of(ranked_.of_scope(ranked_.all(), code), ranked_.scopes()[code], true);
    } else {
        take_best_of(ranked_.all(), "", true);
    }
    Bits& others = buffers_.copy(matches_);
    for (std::size_t word = 0; word < others.size(); ++word)
        others[word] &= ~ranked_.all()[word];
    take_best_of(others, "", false);
}

void PickRun::take_front_of(const Bits& rows, std::string_view scope) {
    const auto [x, y] = *query_.pareto;
    // The best that a row of a word can have: of a column's halves, with every low half.
    const auto corner = [&](std::size_t column, std::size_t word) {
        const KeyColumn& keys = index_.keys_[column];
        const auto half = larger_is_better(column) ? keys.largest()[word] : keys.smallest()[word];
        if (half > 0x7fff) return std::numeric_limits<Key>::max();
        const Key best =
            static_cast<Key>(std::uint32_t{half} << 16) | (larger_is_better(column) ? 0xffff : 0);
        return merit(best, column);
    };
    Front front;
    for (std::size_t word = 0; word < rows.size(); ++word) {
        if (rows[word] == 0 || front.beats(corner(x, word), corner(y, word))) continue;
        for_each_row(rows, word * 64, word * 64 + 64, [&](std::size_t place) {
            front.add({merit(index_.keys_[x][place], x), merit(index_.keys_[y][place], y), place});
            return true;
        });
    }
    for (const Front::Point& point : front.points()) {
        const auto group =
            static_cast<std::size_t>(std::ranges::upper_bound(index_.group_begins_, point.item) -
                                     index_.group_begins_.begin() - 1);
        const std::string_view scope_of_rank =
            is_energy(query_.sort_column) ? index_.value_at(Facet::energy_scope, point.item)
                                          : scope;
        Pick pick = pick_at(point.item, group, scope_of_rank, is_set(ranked_.all(), point.item));
        pick.x = index_.keys_[x][point.item];
        pick.y = index_.keys_[y][point.item];
        picks_.push_back(pick);
    }
}

void PickRun::take_front() {
    const auto [x, y] = *query_.pareto;
    Bits& rows = buffers_.copy(matches_);
    RankedRows::keep_ranked(index_, {x, y}, rows);
    if (!is_energy(x) && !is_energy(y)) return take_front_of(rows, "");
    for (std::uint32_t code = 0; code < ranked_.scopes().size(); ++code)
        take_front_of(ranked_.of_scope(rows, code), ranked_.scopes()[code]);
}

std::vector<Pick> PickRun::run() {
    if (index_.size() == 0) return {};
    if (query_.best_per)
        take_best();
    else
        take_front();
    return std::move(picks_);
}

namespace {

std::vector<Pick> best_of(std::vector<Pick> picks, const IndexQuery& query) {
    using List = std::pair<std::string_view, std::string_view>;
    const auto list_of = [&](const Pick& pick) {
        return query.best_per == domain::BestPer::model ? List{pick.model, {}}
                                                        : List{pick.model, pick.hardware};
    };
    const auto comes_first = [&](const Pick& a, const Pick& b) {
        const Key of_a = merit(a.position.key, query.sort_column),
                  of_b = merit(b.position.key, query.sort_column);
        return of_a != of_b ? of_a > of_b : a.position.number < b.position.number;
    };
    std::set<List> with_rank;
    std::map<std::tuple<List, bool, std::string_view>, Pick> best;
    for (const Pick& pick : picks) {
        if (pick.ranked) with_rank.insert(list_of(pick));
        const auto [place, is_new] =
            best.try_emplace({list_of(pick), pick.ranked, pick.scope}, pick);
        if (!is_new && comes_first(pick, place->second)) place->second = pick;
    }
    picks.clear();
    for (const auto& [key, pick] : best) {
        if (pick.ranked || !with_rank.contains(list_of(pick))) picks.push_back(pick);
    }
    return picks;
}

std::vector<Pick> front_of(const std::vector<Pick>& picks, const IndexQuery& query) {
    const auto [x, y] = *query.pareto;
    std::map<std::string_view, Front> fronts;  // by scope
    const bool by_scope = is_energy(x) || is_energy(y);
    for (std::size_t i = 0; i < picks.size(); ++i)
        fronts[by_scope ? picks[i].scope : ""].add({merit(picks[i].x, x), merit(picks[i].y, y), i});
    std::vector<Pick> front;
    for (const auto& [scope, of_scope] : fronts) {
        for (const Front::Point& point : of_scope.points())
            front.push_back(picks[point.item]);
    }
    return front;
}

}  // namespace

std::vector<Pick> merged(std::vector<Pick> picks, const std::vector<Pick>& others,
                         const IndexQuery& query) {
    if (others.empty()) return picks;
    picks.insert(picks.end(), others.begin(), others.end());
    return query.best_per ? best_of(std::move(picks), query) : front_of(picks, query);
}

}  // namespace lem::leaderboard
