#include "features/leaderboard/index/pick_run.hpp"

#include "features/leaderboard/index/row_bits.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace lem::leaderboard {
namespace {

/// Larger is better, whatever the column.
Key merit_of(Key key, std::size_t column) {
    if (key == missing_key) return missing_key;
    return larger_is_better(column) ? key : std::numeric_limits<Key>::max() - key;
}

/// The best that a row of a word can have: of the halves of its keys, with every low half.
Key best_merit_in(const KeyColumn& keys, std::size_t column, std::size_t word) {
    const bool larger = larger_is_better(column);
    const auto half = larger ? keys.largest()[word] : keys.smallest()[word];
    if (half > 0x7fff) return std::numeric_limits<Key>::max();
    return merit_of(static_cast<Key>(std::uint32_t{half} << 16 | (larger ? 0xffffU : 0U)), column);
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

PickRun::List PickRun::list_from(std::size_t group) const {
    constexpr auto model = static_cast<std::size_t>(Facet::model),
                   hardware = static_cast<std::size_t>(Facet::hardware);
    const auto &models = index_.group_codes_[model], &devices = index_.group_codes_[hardware];
    const bool by_model = query_.best_per == domain::BestPer::model;
    std::size_t end = group + 1;
    while (end < models.size() && models[end] == models[group] &&
           (by_model || devices[end] == devices[group]))
        ++end;
    return {group, end, index_.group_begins_[end]};
}

std::size_t PickRun::group_of(std::size_t place) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(index_.group_begins_, place) -
                                    index_.group_begins_.begin() - 1);
}

Pick PickRun::pick_at(std::size_t place, std::size_t group, std::uint32_t scope,
                      bool ranked) const {
    const auto code = [&](Facet facet) {
        return index_.group_codes_[static_cast<std::size_t>(facet)][group];
    };
    const Key key = index_.keys_[query_.sort_column][place];
    Pick pick{.model = code(Facet::model),
              .hardware = code(Facet::hardware),
              .scope = scope,
              .ranked = ranked,
              .position = {key, index_.numbers_[place]},
              .interval = {}};
    if (ranked && is_metric(query_.sort_column))
        pick.interval = interval_of(key, index_.intervals_[query_.sort_column].width(place));
    return pick;
}

std::vector<PickRun::Kind> PickRun::kinds() {
    std::vector<Kind> kinds;
    if (is_energy(query_.sort_column)) {
        for (std::uint32_t code = 0; code < ranked_.scopes().size(); ++code)
            kinds.push_back({&ranked_.of_scope(ranked_.all(), code), code, true, {}, 0});
    } else {
        kinds.push_back({&ranked_.all(), no_scope, true, {}, 0});
    }
    Bits& others = buffers_.copy(matches_);
    for (std::size_t word = 0; word < others.size(); ++word)
        others[word] &= ~ranked_.all()[word];
    kinds.push_back({&others, no_scope, false, {}, 0});
    return kinds;
}

/// Keeps the best of these rows of a word.
void PickRun::compare(Kind& kind, std::size_t word, Word rows) const {
    const std::size_t column = query_.sort_column;
    Best& best = kind.best;
    if (best.found && best_merit_in(index_.keys_[column], column, word) < best.merit) return;
    const bool first_is_best =
        column == 0 && larger_is_better(0) && list_.groups_end == list_.group + 1;
    if (first_is_best) rows = best.found ? 0 : rows & (~rows + 1);
    for (; rows != 0; rows &= rows - 1) {
        const std::size_t place = word * 64 + static_cast<std::size_t>(std::countr_zero(rows));
        const Key merit = merit_of(index_.keys_[column][place], column);
        if (best.found &&
            (merit < best.merit ||
             (merit == best.merit && index_.numbers_[place] > index_.numbers_[best.place])))
            continue;
        best = {place, merit, true};
    }
}

void PickRun::end_list() {
    const std::size_t before = picks_.size();
    for (Kind& kind : kinds_) {
        // A row without a rank stands for a list in which none has one; its kind is the last.
        if (kind.best.found && (kind.ranked || picks_.size() == before)) {
            const std::size_t group =
                list_.groups_end == list_.group + 1 ? list_.group : group_of(kind.best.place);
            picks_.push_back(pick_at(kind.best.place, group, kind.scope, kind.ranked));
        }
        kind.best = {};
    }
}

void PickRun::take_best_of_word(std::size_t word) {
    const std::size_t first = word * 64;
    Word left = matches_[word];
    if (left == 0) return;
    present_.clear();
    for (Kind& kind : kinds_) {
        kind.of_word = (*kind.rows)[word];
        if (kind.of_word != 0) present_.push_back(&kind);
    }
    while (left != 0) {
        const std::size_t place = first + static_cast<std::size_t>(std::countr_zero(left));
        if (place >= list_.rows_end) {
            end_list();
            std::size_t group = list_.groups_end;
            while (index_.group_begins_[group + 1] <= place)
                ++group;
            list_ = list_from(group);
        }
        Word of_list = left;
        if (list_.rows_end < first + 64) of_list &= (Word{1} << (list_.rows_end - first)) - 1;
        left &= ~of_list;
        for (Kind* kind : present_) {
            if (const Word rows = of_list & kind->of_word; rows != 0) compare(*kind, word, rows);
        }
    }
}

void PickRun::take_best() {
    kinds_ = kinds();
    for (std::size_t word = 0; word < matches_.size(); ++word)
        take_best_of_word(word);
    end_list();
}

void PickRun::take_front_of(const Bits& rows, std::uint32_t scope) {
    const auto [x, y] = *query_.pareto;
    const KeyColumn &of_x = index_.keys_[x], &of_y = index_.keys_[y];
    Front front;
    for (std::size_t word = 0; word < rows.size(); ++word) {
        if (rows[word] == 0 ||
            front.beats(best_merit_in(of_x, x, word), best_merit_in(of_y, y, word)))
            continue;
        for_each_row(rows, word * 64, word * 64 + 64, [&](std::size_t place) {
            front.add({merit_of(of_x[place], x), merit_of(of_y[place], y), place});
            return true;
        });
    }
    for (const Front::Point& point : front.points()) {
        const std::uint32_t scope_of_rank =
            is_energy(query_.sort_column) ? index_.code_at(Facet::energy_scope, point.item) : scope;
        Pick pick = pick_at(point.item, group_of(point.item), scope_of_rank,
                            is_set(ranked_.all(), point.item));
        pick.x = of_x[point.item];
        pick.y = of_y[point.item];
        picks_.push_back(pick);
    }
}

void PickRun::take_front() {
    const auto [x, y] = *query_.pareto;
    Bits& rows = buffers_.copy(matches_);
    RankedRows::keep_ranked(index_, {x, y}, rows);
    if (!is_energy(x) && !is_energy(y)) return take_front_of(rows, no_scope);
    for (std::uint32_t code = 0; code < ranked_.scopes().size(); ++code)
        take_front_of(ranked_.of_scope(rows, code), code);
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

std::uint64_t list_of(const Pick& pick, domain::BestPer best_per) {
    const bool by_model = best_per == domain::BestPer::model;
    return std::uint64_t{pick.model} << 32 | (by_model ? 0 : pick.hardware);
}

/// Adds the best of some picks of one list: of each kind the best, and of those without a rank only
/// if no other has one.
void add_best(std::span<Pick> list, std::size_t column, std::vector<Pick>& best) {
    std::ranges::sort(list, [&](const Pick& a, const Pick& b) {
        const auto order = [&](const Pick& pick) {
            return std::tuple(!pick.ranked, pick.scope,
                              -std::int64_t{merit_of(pick.position.key, column)},
                              pick.position.number);
        };
        return order(a) < order(b);
    });
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool has_better =
            i > 0 && list[i].ranked == list[i - 1].ranked && list[i].scope == list[i - 1].scope;
        if (!has_better && list[i].ranked == list.front().ranked) best.push_back(list[i]);
    }
}

/// Those of the larger index are in the order of their lists.
std::vector<Pick> best_of(const std::vector<Pick>& larger, std::vector<Pick> smaller,
                          const IndexQuery& query) {
    const auto list = [&](const Pick& pick) { return list_of(pick, *query.best_per); };
    std::ranges::sort(smaller, {}, list);
    std::vector<Pick> picks;
    picks.reserve(larger.size() + smaller.size());
    std::ranges::merge(larger, smaller, std::back_inserter(picks), {}, list, list);
    std::vector<Pick> best;
    best.reserve(picks.size());
    for (std::size_t first = 0, end = 0; first < picks.size(); first = end) {
        while (end < picks.size() && list(picks[end]) == list(picks[first]))
            ++end;
        add_best(std::span(picks).subspan(first, end - first), query.sort_column, best);
    }
    return best;
}

std::vector<Pick> front_of(std::vector<Pick> picks, const std::vector<Pick>& others,
                           const IndexQuery& query) {
    const auto [x, y] = *query.pareto;
    picks.insert(picks.end(), others.begin(), others.end());
    std::map<std::uint32_t, Front> fronts;  // by scope
    const bool by_scope = is_energy(x) || is_energy(y);
    for (std::size_t i = 0; i < picks.size(); ++i)
        fronts[by_scope ? picks[i].scope : no_scope].add(
            {merit_of(picks[i].x, x), merit_of(picks[i].y, y), i});
    std::vector<Pick> front;
    for (const auto& [scope, of_scope] : fronts) {
        for (const Front::Point& point : of_scope.points())
            front.push_back(picks[point.item]);
    }
    return front;
}

}  // namespace

std::vector<Pick> merged(std::vector<Pick> larger, std::vector<Pick> smaller,
                         const IndexQuery& query) {
    return query.best_per ? best_of(larger, std::move(smaller), query)
                          : front_of(std::move(larger), smaller, query);
}

}  // namespace lem::leaderboard
