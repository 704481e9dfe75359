#include "base/text.hpp"
#include "features/leaderboard/question.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

std::string spoken(std::string_view title) {
    std::string words(title);
    // Not for abbreviations.
    const auto is_upper = [&](std::size_t i) {
        return i < words.size() && words[i] >= 'A' && words[i] <= 'Z';
    };
    if (is_upper(0) && !is_upper(1)) words[0] = text::lower(words.substr(0, 1))[0];
    return words;
}

/// A parameter's name as words.
std::string spoken_name(std::string_view name) {
    std::string words(name);
    std::ranges::replace(words, '_', ' ');
    return words;
}

std::string title_of(std::size_t column) {
    return is_metric(column) ? spoken(domain::ranked_metrics[column]->title)
                             : spoken_name(attribute_names[column - metric_count]);
}

std::string with_unit(double value, std::string_view unit) {
    return text::number(value) + (unit.empty() ? "" : " " + std::string(unit));
}

std::string of_range(const std::string& what, const schema::Range& range, std::string_view unit) {
    if (range.minimum && range.maximum)
        return what + " from " + text::number(*range.minimum) + " to " +
               with_unit(*range.maximum, unit);
    if (range.minimum) return what + " ≥ " + with_unit(*range.minimum, unit);
    return what + " ≤ " + with_unit(range.maximum.value_or(0), unit);
}

std::string alternatives(const std::vector<std::string>& values) {
    std::string words;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) words += i + 1 == values.size() ? " or " : ", ";
        words += values[i];
    }
    return words;
}

std::string order_of(const IndexQuery& query) {
    if (query.sort_name) {
        const std::string_view name = facet_names[static_cast<std::size_t>(*query.sort_name)];
        return (query.best_per ? "by " + title_of(query.sort_column) + ", listed " : "") +
               "by the name of the " + std::string(name) +
               (query.descending ? ", Z to A" : ", A to Z");
    }
    const bool best_first = query.descending == larger_is_better(query.sort_column);
    if (query.sort_column == column_of(Attribute::submitted_at))
        return query.descending ? "newest first" : "oldest first";
    return "by " + title_of(query.sort_column) +
           (is_metric(query.sort_column) ? best_first ? ", best first" : ", worst first"
            : query.descending           ? ", largest first"
                                         : ", smallest first");
}

std::string listed(const IndexQuery& query) {
    if (query.best_per == domain::BestPer::model) return "The best result of each model";
    if (query.best_per) return "The best result of each model on each hardware";
    if (query.pareto)
        return "The Pareto front of " + title_of(query.pareto->first) + " and " +
               title_of(query.pareto->second);
    return "Results";
}

}  // namespace

std::string in_words(const domain::LeaderboardQuery& asked) {
    const IndexQuery query = index_query(asked);
    std::vector<std::string> parts{listed(query) + " " + order_of(query)};
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (!query.filters[f].empty())
            parts.push_back(spoken_name(facet_names[f]) + " " + alternatives(query.filters[f]));
        if (!query.excluded[f].empty())
            parts.push_back(spoken_name(facet_names[f]) + " not " +
                            alternatives(query.excluded[f]));
    }
    for (std::size_t c = 0; c < column_count; ++c) {
        const std::string_view unit = is_metric(c) ? domain::ranked_metrics[c]->unit
                                      : c == column_of(Attribute::concurrency)
                                          ? std::string_view("requests")
                                          : std::string_view("tokens");
        if (query.ranges[c]) parts.push_back(of_range(title_of(c), *query.ranges[c], unit));
    }
    if (query.parameters_billions)
        parts.push_back(of_range("parameters", *query.parameters_billions, "billion"));
    for (const std::string& word : query.words)
        parts.push_back("model, hardware or engine contains \"" + word + "\"");
    if (asked.flags.empty() && asked.flagged == domain::Flagged::only)
        parts.emplace_back("only results that a check warns of");
    if (asked.flags.empty() && asked.flagged == domain::Flagged::shown)
        parts.emplace_back("with results that a check warns of");
    std::string words;
    for (const std::string& part : parts)
        words += (words.empty() ? "" : "; ") + part;
    return words + ".";
}

}  // namespace lem::leaderboard
