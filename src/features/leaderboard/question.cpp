#include "features/leaderboard/question.hpp"

#include "base/fold_case.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/board/exclusion.hpp"
#include "schema/query.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

constexpr auto column_names = [] {
    std::array<std::string_view, column_count> names;
    for (std::size_t m = 0; m < metric_count; ++m)
        names[m] = domain::ranked_metrics[m]->name;
    for (std::size_t a = 0; a < attribute_names.size(); ++a)
        names[metric_count + a] = attribute_names[a];
    return names;
}();
/// Names that rows can be in the order of.
constexpr std::array name_facets{Facet::model, Facet::hardware};
constexpr auto order_names = [] {
    std::array<std::string_view, column_count + name_facets.size()> names;
    std::ranges::copy(column_names, names.begin());
    for (std::size_t n = 0; n < name_facets.size(); ++n)
        names[column_count + n] = facet_names[static_cast<std::size_t>(name_facets[n])];
    return names;
}();
constexpr schema::Names metric_names = std::span(column_names).first(metric_count);

template <class E>
std::vector<std::string> names_of(const std::vector<E>& values) {
    std::vector<std::string> names;
    for (const E value : values)
        names.emplace_back(schema::name_of(value));
    return names;
}

Error wrong(std::string pointer, std::string message) {
    return Error(ErrorCode::bad_request, "The query parameters are wrong.",
                 {{std::move(pointer), std::move(message)}});
}

/// Both limits hold.
void narrow(std::optional<schema::Range>& range, const schema::Range& also, std::string_view column,
            std::string_view pointer) {
    if (!range) range.emplace();
    if (also.minimum) range->minimum = std::max(*also.minimum, range->minimum.value_or(0));
    if (also.maximum)
        range->maximum = range->maximum ? std::min(*also.maximum, *range->maximum) : *also.maximum;
    if (range->minimum && range->maximum && *range->minimum > *range->maximum)
        throw wrong(std::string(pointer), "asks for a " + std::string(column) + " of at least " +
                                              text::number(*range->minimum) + " and at most " +
                                              text::number(*range->maximum) +
                                              "; no result has both");
}

/// One limit, such as "time_to_first_token_ms_p90<=200".
void add_slo(const std::string& slo, IndexQuery& query) {
    const std::size_t sign = slo.find_first_of("<>");
    const bool complete = sign != std::string::npos && slo.substr(sign + 1, 1) == "=";
    const auto value = complete ? text::to_double(slo.substr(sign + 2)) : std::nullopt;
    if (!value || *value < 0)
        throw wrong("/slo",
                    "must be a metric, <= or >= and a number from 0, such as "
                    "time_to_first_token_ms_p90<=200, found \"" +
                        slo + "\"");
    const std::string name = slo.substr(0, sign);
    const std::size_t column = index_of(name, "metric to limit", metric_names, "/slo");
    schema::Range range;
    (slo[sign] == '<' ? range.maximum : range.minimum) = *value;
    narrow(query.ranges[column], range, name, "/slo");
}

void add_ranges(const domain::LeaderboardQuery& query, IndexQuery& out) {
    for (std::size_t m = 0; m < metric_count; ++m)
        out.ranges[m] = query.limits.*(domain::ranked_metrics[m]->of_limit);
    out.ranges[column_of(Attribute::concurrency)] = query.concurrency;
    out.ranges[column_of(Attribute::input_tokens)] = query.input_tokens;
    out.ranges[column_of(Attribute::output_tokens)] = query.output_tokens;
    out.parameters_billions = query.parameters_billions;
    for (const std::string& slo : query.slo)
        add_slo(slo, out);
}

void add_grades(const domain::LeaderboardQuery& query, IndexQuery& out) {
    std::vector<domain::Grade> grades = query.grade;
    if (query.min_quality) {
        if (grades.empty()) {
            for (const auto& grade : schema::enumeration<domain::Grade>::values)
                grades.push_back(grade.value);
        }
        std::erase_if(grades, [&](domain::Grade grade) { return grade < *query.min_quality; });
        if (grades.empty())
            throw wrong("/min_quality", "excludes every grade that `grade` asks for");
    }
    out.filters[static_cast<std::size_t>(Facet::grade)] = names_of(grades);
}

void add_exclusions(const domain::LeaderboardQuery& query, IndexQuery& out) {
    for (const std::string& text : query.exclude) {
        auto read = domain::read_exclusion(text);
        if (!read) throw wrong("/exclude", std::move(read.error()));
        out.excluded[index_of(read->filter, "filter", facet_names, "/exclude")].push_back(
            std::move(read->value));
    }
}

void add_pareto(const domain::LeaderboardQuery& query, IndexQuery& out) {
    if (query.pareto.empty()) return;
    if (query.pareto.size() != 2)
        throw wrong("/pareto", "must name two metrics, separated by a comma");
    const auto column = [](const std::string& name) {
        return index_of(name, "metric", metric_names, "/pareto");
    };
    out.pareto = {column(query.pareto[0]), column(query.pareto[1])};
    if (out.pareto->first == out.pareto->second) throw wrong("/pareto", "names one metric twice");
    if (query.best_per) throw wrong("/pareto", "can't be combined with best_per: ask for one");
}

void add_order(const domain::LeaderboardQuery& query, IndexQuery& out) {
    out.descending = query.sort.starts_with('-');
    const std::size_t place = index_of(std::string_view(query.sort).substr(out.descending ? 1 : 0),
                                       "column to sort by", order_names, "/sort");
    if (place < column_count)
        out.sort_column = place;
    else
        out.sort_name = name_facets[place - column_count];
}

/// Calls each(name, copy) for each constraint of the query; `copy(to, from)` copies it alone.
template <class Each>
void for_each_constraint(const domain::LeaderboardQuery& query, Each each) {
    using Query = domain::LeaderboardQuery;
    const Query plain;
    // What an answer contains is no constraint, and neither is its order.
    constexpr std::array no_constraint{"sort",   "best_per",   "pareto", "slo",    "facets",
                                       "fields", "histograms", "limit",  "cursor", "exclude"};
    schema::for_each_field<Query>([&](const auto& field) {
        if (std::ranges::count(no_constraint, field.name) > 0) return;
        if (field.of(query) == field.of(plain)) return;
        each(std::string(field.name),
             [&](Query& to, const Query& from) { field.of(to) = field.of(from); });
    });
    // Each value of these is a constraint of its own.
    for (const auto member : {&Query::slo, &Query::exclude}) {
        for (const std::string& one : query.*member) {
            each(one, [&](Query& to, const Query& from) {
                std::erase(to.*member, one);
                if (std::ranges::count(from.*member, one) > 0) (to.*member).push_back(one);
            });
        }
    }
    if (query.flagged == domain::Flagged::hidden && query.flags.empty())
        each("flagged", [](Query& to, const Query& from) { to.flagged = from.flagged; });
}

}  // namespace

std::size_t index_of(std::string_view name, std::string_view what, schema::Names names,
                     std::string_view pointer) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw Error(ErrorCode::bad_request, "There is no such " + std::string(what) + ".",
                {{std::string(pointer), schema::one_of(names, name)}});
}

IndexQuery index_query(const domain::LeaderboardQuery& query) {
    IndexQuery out;
    out.filters = {query.model,
                   query.model_family,
                   query.hardware,
                   query.engine,
                   query.precision,
                   names_of(query.energy_scope),
                   names_of(query.energy_method),
                   names_of(query.trust),
                   names_of(query.not_ranked),
                   {},
                   query.source,
                   query.flags};
    out.flagged = query.flagged;
    add_grades(query, out);
    add_exclusions(query, out);
    add_ranges(query, out);
    add_pareto(query, out);
    out.best_per = query.best_per;
    out.words = text::search_words(text::fold_case(query.q.value_or("")));
    if (out.words.size() > limits::search_words_max)
        throw Error(
            ErrorCode::bad_request, "The search has too many words.",
            {{"/q", "holds more than " + std::to_string(limits::search_words_max) + " words"}});
    for (const std::string& facet : query.facets)
        out.counted[index_of(facet, "facet", facet_names, "/facets")] = true;
    for (const std::string& metric : query.histograms)
        out.histograms.push_back(index_of(metric, "metric", metric_names, "/histograms"));
    add_order(query, out);
    out.limit = static_cast<std::size_t>(query.limit);
    return out;
}

std::string fingerprint(const domain::LeaderboardQuery& query) {
    domain::LeaderboardQuery asked = query;
    asked.cursor.reset();
    asked.limit = 1;
    asked.facets.clear();
    asked.histograms.clear();
    asked.fields.clear();
    const auto in_order = [](auto&... lists) { (std::ranges::sort(lists), ...); };
    in_order(asked.model, asked.model_family, asked.engine, asked.precision, asked.hardware,
             asked.energy_scope, asked.energy_method, asked.trust, asked.not_ranked, asked.grade,
             asked.source, asked.flags, asked.exclude, asked.slo);
    std::string text;
    for (const schema::Parameter& parameter : schema::to_parameters(asked))
        text += parameter.name + '=' + parameter.value + '\n';
    return sha256_hex(text).substr(0, 16);
}

NamedQueries relaxed(const domain::LeaderboardQuery& query) {
    domain::LeaderboardQuery unlimited;
    if (query.flagged == domain::Flagged::hidden) unlimited.flagged = domain::Flagged::shown;
    NamedQueries wider;
    for_each_constraint(query, [&](std::string name, auto copy) {
        domain::LeaderboardQuery one = query;
        copy(one, unlimited);
        one.facets.clear();
        one.histograms.clear();
        one.cursor.reset();
        one.limit = 0;
        wider.emplace_back(std::move(name), std::move(one));
    });
    return wider;
}

NamedQueries constraints(const domain::LeaderboardQuery& query) {
    NamedQueries alone;
    for_each_constraint(query, [&](std::string name, auto copy) {
        domain::LeaderboardQuery one{.sort = query.sort, .flagged = domain::Flagged::shown};
        copy(one, query);
        alone.emplace_back(std::move(name), std::move(one));
    });
    return alone;
}

}  // namespace lem::leaderboard
