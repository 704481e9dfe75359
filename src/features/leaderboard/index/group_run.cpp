#include "features/leaderboard/index/group_run.hpp"

#include "features/leaderboard/index/row_bits.hpp"

#include <algorithm>
#include <cmath>

namespace lem::leaderboard {
namespace {

using bit_loops::Word;

/// The smallest and largest key of some rows; missing ones are below all others.
struct Ends {
    Key lowest = std::numeric_limits<Key>::max(), highest = missing_key;

    void add(Key key) {
        lowest = std::min(lowest, key);
        highest = std::max(highest, key);
    }
};

void add_rows(const KeyColumn& keys, std::size_t word, Word rows, Ends& ends) {
    const std::size_t first = word * 64;
    if (rows == ~Word{0}) {  // a loop that the compiler vectorises
        for (std::size_t i = 0; i < 64; ++i)
            ends.add(keys[first + i]);
        return;
    }
    for (; rows != 0; rows &= rows - 1)
        ends.add(keys[first + static_cast<std::size_t>(std::countr_zero(rows))]);
}

Ends ends_of(const KeyColumn& keys, const Bits& rows, std::size_t begin, std::size_t end) {
    Ends ends;
    for_each_word(rows, begin, end, [&](std::size_t word, Word bits) {
        add_rows(keys, word, bits, ends);
        return true;
    });
    return ends;
}

}  // namespace

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
    const auto name = [&](Facet facet, std::size_t group) -> std::string_view {
        const auto f = static_cast<std::size_t>(facet);
        return index_.group_names_[f][index_.group_codes_[f][group]];
    };
    for (std::size_t group = 0; group < groups; ++group) {
        if (counts[group] == 0) continue;
        group_of_.push_back(group);
        GroupSummary& summary = summaries_.emplace_back();
        summary.model = name(Facet::model, group);
        summary.family = name(Facet::model_family, group);
        summary.hardware = name(Facet::hardware, group);
        summary.parameters_billions = index_.group_parameters_[group];
        summary.count = counts[group];
    }
}

void GroupRun::find_newest() {
    const KeyColumn& dates = index_.keys_[column_of(Attribute::submitted_at)];
    for (std::size_t i = 0; i < summaries_.size(); ++i)
        summaries_[i].newest = ends_of(dates, matches_, index_.group_begins_[group_of_[i]],
                                       index_.group_begins_[group_of_[i] + 1])
                                   .highest;
}

void GroupRun::add_values(const Bits& rows, std::string_view scope) {
    const KeyColumn& keys = index_.keys_[query_.sort_column];
    for (std::size_t i = 0; i < summaries_.size(); ++i) {
        const std::size_t begin = index_.group_begins_[group_of_[i]],
                          end = index_.group_begins_[group_of_[i] + 1];
        Ends ends;
        ScopeValues found{.scope = scope, .values = {}};
        for_each_word(rows, begin, end, [&](std::size_t word, Word bits) {
            found.count += static_cast<std::uint64_t>(std::popcount(bits));
            add_rows(keys, word, bits, ends);
            return true;
        });
        if (found.count == 0) continue;
        found.lowest = ends.lowest;
        found.highest = ends.highest;
        if (query_.groups->values) {
            found.values.reserve(found.count);
            for_each_row(rows, begin, end, [&](std::size_t place) {
                found.values.push_back(keys[place]);
                return true;
            });
        }
        summaries_[i].scopes.push_back(std::move(found));
    }
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
    if (query_.groups->nearest.empty()) return;
    for (std::size_t i = 0; i < summaries_.size(); ++i) {
        std::optional<NearestRow>& nearest = summaries_[i].nearest;
        for_each_row(matches_, index_.group_begins_[group_of_[i]],
                     index_.group_begins_[group_of_[i] + 1], [&](std::size_t place) {
                         const Distance distance = distance_of(place);
                         if (!nearest || distance < nearest->distance)
                             nearest = {index_.numbers_[place], distance};
                         return true;
                     });
    }
}

std::vector<GroupSummary> GroupRun::run() {
    if (index_.size() == 0) return {};
    count_rows();
    find_newest();
    if (is_energy(query_.sort_column)) {
        for (std::uint32_t code = 0; code < ranked_.scopes().size(); ++code)
            add_values(ranked_.of_scope(ranked_.all(), code), ranked_.scopes()[code]);
    } else {
        add_values(ranked_.all(), "");
    }
    find_nearest();
    return std::move(summaries_);
}

}  // namespace lem::leaderboard
