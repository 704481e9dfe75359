#pragma once
/// Random rows and queries of the leaderboard's index, and the plain rules for which row matches.

#include "base/text.hpp"
#include "features/leaderboard/index/ranking_index.hpp"

#include <algorithm>
#include <random>

namespace lem::test {

using namespace lem::leaderboard;

// Some facets have values that few rows hold: they are kept in another form than common ones.
inline constexpr std::array<unsigned, facet_count> value_counts{40, 12, 9, 6, 70, 3,
                                                                3,  4,  3, 4, 5,  60};
inline constexpr auto flags_facet = static_cast<std::size_t>(Facet::flags);

inline std::vector<IndexRow> random_rows(std::size_t count, std::mt19937& random) {
    std::vector<IndexRow> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows[i].number = static_cast<std::uint32_t>(i + 1);
        for (std::size_t f = 0; f < facet_count; ++f) {
            const auto value = std::min(random(), random()) % value_counts[f];
            rows[i].facets[f] = std::string(facet_names[f]) + "-" + std::to_string(value);
        }
        // A family follows from the model.
        rows[i].facets[1] =
            "model_family-" +
            std::to_string(std::hash<std::string>{}(rows[i].facets[0]) % value_counts[1]);
        // Most have none, some have one or two.
        std::string& flags = rows[i].facets[flags_facet];
        if (random() % 16 != 0) flags.clear();
        if (random() % 32 == 0) flags += (flags.empty() ? "a" : ",a");
        for (std::size_t m = 0; m < column_count; ++m) {
            if (random() % 10 == 0) continue;
            // Ties in some columns, long fractions in others, and one that goes with the model.
            rows[i].values[m] = m % 2 == 0 ? static_cast<double>(random() % 50) * 0.5
                                           : static_cast<double>(random() % 100'000) / 997.0;
            if (m == 2) *rows[i].values[m] += static_cast<double>(rows[i].facets[0].back());
            if (is_metric(m) && random() % 3 != 0)
                rows[i].half_widths[m] =
                    *rows[i].values[m] * static_cast<double>(random() % 30) / 100;
        }
        // A model's size, which now and then nobody knew or got wrong.
        if (random() % 10 != 0)
            rows[i].parameters_billions =
                rows[i].facets[0].back() - '0' + (random() % 20 == 0 ? 0.5 : 0);
    }
    std::shuffle(rows.begin(), rows.end(), random);
    return rows;
}

inline IndexQuery random_query(const std::vector<IndexRow>& rows, std::mt19937& random) {
    IndexQuery query;
    const IndexRow& anchor = rows[random() % rows.size()];
    for (std::size_t f = 0; f < facet_count; ++f) {
        query.counted[f] = random() % 2 == 0;
        if (f != flags_facet && random() % 4 == 0)
            query.filters[f] = {anchor.facets[f], rows[random() % rows.size()].facets[f]};
    }
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (random() % 8 == 0)
            query.excluded[f] = {rows[random() % rows.size()].facets[f], "no such value"};
    }
    if (random() % 20 == 0) query.filters[random() % facet_count] = {"no such value"};
    if (random() % 6 == 0) query.excluded[flags_facet] = {"a"};
    if (random() % 6 == 0) query.filters[flags_facet] = {"a", "flags-1"};
    query.flagged = static_cast<domain::Flagged>(random() % 3);
    for (std::size_t m = 0; m < column_count; ++m) {
        if (random() % 8 != 0) continue;
        query.ranges[m] = schema::Range{};
        const double value = rows[random() % rows.size()].values[m].value_or(3);
        if (random() % 3 != 0) query.ranges[m]->minimum = value;
        if (random() % 3 != 0) query.ranges[m]->maximum = value + static_cast<double>(random() % 9);
        if (random() % 40 == 0) query.ranges[m] = schema::Range{.minimum = {}, .maximum = -1};
    }
    if (random() % 6 == 0) {
        const double size = rows[random() % rows.size()].parameters_billions.value_or(3);
        query.parameters_billions = schema::Range{.minimum = size, .maximum = size + 2};
    }
    constexpr std::array words{"model-1", "engine-2", "hardware", "-3", "nothing"};
    for (unsigned i = random() % 8; i < 2; ++i)
        query.words.push_back(words[random() % words.size()]);
    query.sort_column = random() % column_count;
    query.descending = random() % 2 == 0;
    query.limit = 1 + random() % 30;
    return query;
}

/// What the header promises: both ends take in what rounds to the same float.
inline bool holds(const schema::Range& range, double value) {
    const auto rounded = static_cast<float>(value);
    return (!range.minimum || rounded >= static_cast<float>(*range.minimum)) &&
           (!range.maximum || rounded <= static_cast<float>(*range.maximum));
}

inline bool passes_flags(const IndexRow& row, const IndexQuery& query) {
    const std::string& flags = row.facets[flags_facet];
    const auto has_one_of = [&](const std::vector<std::string>& some) {
        return std::ranges::any_of(some, [&](const std::string& flag) {
            return ("," + flags + ",").find("," + flag + ",") != std::string::npos;
        });
    };
    if (has_one_of(query.excluded[flags_facet])) return false;
    const auto& wanted = query.filters[flags_facet];
    if (!wanted.empty()) return has_one_of(wanted);
    return query.flagged == domain::Flagged::shown ||
           (query.flagged == domain::Flagged::hidden) == flags.empty();
}

inline bool passes(const IndexRow& row, const IndexQuery& query, std::size_t ignored_facet) {
    if (ignored_facet != flags_facet && !passes_flags(row, query)) return false;
    for (std::size_t f = 0; f < flags_facet; ++f) {
        const auto& filter = query.filters[f];
        if (f != ignored_facet && !filter.empty() &&
            std::find(filter.begin(), filter.end(), row.facets[f]) == filter.end())
            return false;
        if (f != ignored_facet && std::ranges::count(query.excluded[f], row.facets[f]) > 0)
            return false;
    }
    for (std::size_t m = 0; m < column_count; ++m) {
        if (query.ranges[m] && (!row.values[m] || !holds(*query.ranges[m], *row.values[m])))
            return false;
    }
    if (query.parameters_billions &&
        (!row.parameters_billions || !holds(*query.parameters_billions, *row.parameters_billions)))
        return false;
    return std::all_of(query.words.begin(), query.words.end(), [&](const std::string& word) {
        return text::contains_ignoring_case(
            row.facets[0] + "\n" + row.facets[2] + "\n" + row.facets[3], word);
    });
}

inline RankingIndex index_of(const std::vector<IndexRow>& rows) {
    IndexBuilder builder;
    for (const IndexRow& row : rows)
        builder.add(row);
    return RankingIndex(builder);
}

struct Removal {
    std::vector<bool> rows;
    Bits places;  // empty when nothing was removed
};

inline Removal remove_some(const std::vector<IndexRow>& rows, const RankingIndex& index,
                           std::size_t count, std::mt19937& random) {
    Removal removal{.rows = std::vector<bool>(rows.size()), .places = {}};
    if (count > 0) removal.places.assign(index.words(), 0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = random() % rows.size();
        removal.rows[row] = true;
        set(removal.places, *index.find(rows[row].number));
    }
    return removal;
}

}  // namespace lem::test
