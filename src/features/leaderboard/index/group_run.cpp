#include "features/leaderboard/index/group_run.hpp"

#include "features/leaderboard/index/row_bits.hpp"

#include <algorithm>
#include <cmath>

namespace lem::leaderboard {
namespace {

using bit_loops::Word;

/// The largest key of marked rows in [begin, end); the missing one is below all others.
Key newest_of(const KeyColumn& keys, const Bits& rows, std::size_t begin, std::size_t end) {
    Key newest = missing_key;
    for (std::size_t word = begin / 64; word * 64 < end; ++word) {
        const std::size_t from = std::max(begin, word * 64), until = std::min(end, word * 64 + 64);
        if (rows[word] == ~Word{0}) {  // a loop that the compiler vectorises
            for (std::size_t place = from; place < until; ++place)
                newest = std::max(newest, keys[place]);
            continue;
        }
        for_each_row(rows, from, until, [&](std::size_t place) {
            newest = std::max(newest, keys[place]);
            return true;
        });
    }
    return newest;
}

}  // namespace

void GroupAnswer::add(const GroupAnswer& others) {
    for (GroupRange range : others.ranges) {
        range.group += groups.size();
        range.first_value += values.size();
        ranges.push_back(range);
    }
    groups.insert(groups.end(), others.groups.begin(), others.groups.end());
    values.insert(values.end(), others.values.begin(), others.values.end());
}

float factor_beyond(float value, const schema::Range& range) {
    const auto quotient = [](double above, double below) {
        return static_cast<float>(below > 0 ? above / below : above > 0 ? HUGE_VAL : 1);
    };
    float factor = 0;
    if (range.maximum) factor = quotient(static_cast<double>(value), *range.maximum);
    if (range.minimum)
        factor = std::max(factor, quotient(*range.minimum, static_cast<double>(value)));
    return factor;
}

void GroupRun::count_rows() {
    const auto& begins = index_.group_begins_;
    const std::size_t groups = begins.size() - 1;
    std::vector<std::uint32_t> before(matches_.size() + 1), counts(groups);
    bit_loops::count_before(matches_.data(), matches_.size(), before.data());
    bit_loops::count_parts(matches_.data(), before.data(), begins.data(), groups, counts.data());
    const std::size_t found = groups - static_cast<std::size_t>(std::ranges::count(counts, 0U));
    group_of_.reserve(found);
    answer_.groups.reserve(found);
    const auto name = [&](Facet facet, std::size_t group) -> std::string_view {
        const auto f = static_cast<std::size_t>(facet);
        return index_.group_names_[f][index_.group_codes_[f][group]];
    };
    for (std::size_t group = 0; group < groups; ++group) {
        if (counts[group] == 0) continue;
        group_of_.push_back(static_cast<std::uint32_t>(group));
        answer_.groups.push_back({.model = name(Facet::model, group),
                                  .family = name(Facet::model_family, group),
                                  .hardware = name(Facet::hardware, group),
                                  .parameters_billions = index_.group_parameters_[group],
                                  .count = counts[group]});
    }
}

void GroupRun::find_newest() {
    const KeyColumn& dates = index_.keys_[column_of(Attribute::submitted_at)];
    for (std::size_t i = 0; i < group_of_.size(); ++i)
        answer_.groups[i].newest = newest_of(dates, matches_, index_.group_begins_[group_of_[i]],
                                             index_.group_begins_[group_of_[i] + 1]);
}

void GroupRun::add_ranges_of(const Bits& rows, std::string_view scope) {
    const KeyColumn& keys = index_.keys_[query_.sort_column];
    std::size_t at = 0, end = 0;  // the summary at hand, and the end of its rows
    GroupRange* range = nullptr;
    for_each_row(rows, 0, index_.size(), [&](std::size_t place) {
        if (place >= end) {
            // Matches are in the groups that have a summary.
            while (place >= index_.group_begins_[group_of_[at] + 1])
                ++at;
            end = index_.group_begins_[group_of_[at] + 1];
            range =
                &answer_.ranges.emplace_back(GroupRange{.group = at,
                                                        .scope = scope,
                                                        .lowest = std::numeric_limits<Key>::max(),
                                                        .first_value = answer_.values.size()});
        }
        const Key key = keys[place];
        ++range->count;
        range->lowest = std::min(range->lowest, key);
        range->highest = std::max(range->highest, key);
        if (query_.groups->values) answer_.values.push_back(key);
        return true;
    });
}

void GroupRun::add_ranges() {
    if (!is_energy(query_.sort_column)) return add_ranges_of(ranked_->all(), "");
    for (std::uint32_t code = 0; code < ranked_->scopes().size(); ++code)
        add_ranges_of(ranked_->of_scope(ranked_->all(), code), ranked_->scopes()[code]);
}

Distance GroupRun::distance_of(std::size_t place) const {
    Distance distance;
    for (const auto& [column, range] : query_.groups->nearest) {
        const Key key = index_.keys_[column][place];
        if (key == missing_key)
            ++distance.unknown;
        else
            distance.factor =
                std::max(distance.factor, factor_beyond(std::bit_cast<float>(key), range));
    }
    return distance;
}

void GroupRun::find_nearest() {
    for (std::size_t i = 0; i < group_of_.size(); ++i) {
        std::optional<NearestRow>& nearest = answer_.groups[i].nearest;
        for_each_row(matches_, index_.group_begins_[group_of_[i]],
                     index_.group_begins_[group_of_[i] + 1], [&](std::size_t place) {
                         const Distance distance = distance_of(place);
                         if (!nearest || distance < nearest->distance)
                             nearest = {index_.numbers_[place], distance};
                         return true;
                     });
    }
}

GroupAnswer GroupRun::run() {
    if (index_.size() == 0) return {};
    const GroupQuestion& question = *query_.groups;
    count_rows();
    if (question.newest) find_newest();
    if (question.has_ranges()) add_ranges();
    if (!question.nearest.empty()) find_nearest();
    return std::move(answer_);
}

}  // namespace lem::leaderboard
