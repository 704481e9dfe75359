#include "pages/board_view.hpp"

#include "base/limits.hpp"
#include "domain/board/exclusion.hpp"
#include "pages/board_columns.hpp"
#include "pages/board_limits.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

constexpr std::size_t ids_max = 10, id_length_max = 60;

/// A list that is only of the page, and the most values that it may have.
struct PageList {
    std::string_view name;
    std::vector<std::string> View::* member;
    std::size_t items_max;
};
constexpr std::array page_lists{
    PageList{"hide", &View::hide, std::size_t(-1)}, PageList{"show", &View::show, std::size_t(-1)},
    PageList{"pinned", &View::pinned, ids_max}, PageList{"selected", &View::selected, ids_max}};
constexpr std::string_view density = "density", compact = "compact";

bool is_part_of_view(std::string_view name) {
    // Parameters that the application sets itself, or does not support.
    for (const std::string_view other :
         {"model_family", "not_ranked", "facets", "histograms", "fields", "limit"})
        if (name == other) return false;
    const auto known = schema::field_names<domain::LeaderboardQuery>();
    return name == density || std::ranges::count(page_lists, name, &PageList::name) > 0 ||
           std::find(known.begin(), known.end(), name) != known.end();
}

bool too_many_words(std::string_view text) {
    return text::search_words(text).size() > limits::search_words_max;
}

/// Cut between characters.
std::string shortened(std::string_view value) {
    constexpr std::size_t characters_max = 60;
    std::size_t characters = 0, cut = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if ((static_cast<unsigned char>(value[at]) & 0xc0) == 0x80) continue;
        if (++characters == characters_max) cut = at;
    }
    return characters > characters_max ? std::string(value.substr(0, cut)) + "…"
                                       : std::string(value);
}

template <class T>
std::string_view fault(std::string_view name) {
    if constexpr (schema::is_optional<T>)
        return fault<typename T::value_type>(name);
    else if constexpr (std::is_same_v<T, schema::Range>)
        return "not a range min..max";
    else if constexpr (schema::is_vector<T>)
        return std::is_enum_v<typename T::value_type> ? "holds an unknown value" : "too long";
    else if constexpr (std::is_enum_v<T>)
        return "holds an unknown value";
    else
        return name == "sort" ? "not a column to sort by" : "too long";
}

/// What the query's own types do not say of a value.
std::string_view fault_of(std::string_view name, const domain::LeaderboardQuery& query) {
    const auto is_ranked = [](const std::string& name) {
        return std::ranges::count(domain::ranked_metrics, name,
                                  [](const auto* metric) { return metric->name; }) > 0;
    };
    if (name == "sort" && column_of_order(query.sort) == nullptr) return "not a column to sort by";
    if (name == "q" && too_many_words(query.q.value_or(""))) return "too long";
    if (name == "slo" && !std::ranges::all_of(query.slo, [](const auto& one) {
            return read_limit(one).has_value();
        }))
        return "not limits such as peak_memory_mb<=80000";
    if (name == "exclude" && !std::ranges::all_of(query.exclude, [](const auto& one) {
            const auto exclusion = domain::read_exclusion(one);
            return exclusion && is_part_of_view(exclusion->filter);
        }))
        return "not values such as precision:fp16";
    if (name == "pareto" && !query.pareto.empty() &&
        (query.pareto.size() != 2 || query.pareto[0] == query.pareto[1] ||
         !std::ranges::all_of(query.pareto, is_ranked)))
        return "not two metrics";
    return "";
}

/// Reads the parameters of one name into the query, or describes what is wrong with them.
std::string_view take(const schema::Parameters& parameters, domain::LeaderboardQuery& query) {
    const auto read = schema::from_parameters<domain::LeaderboardQuery>(parameters);
    const std::string_view name = parameters.front().name;
    std::string_view wrong;
    schema::for_each_field<domain::LeaderboardQuery>([&](const auto& field) {
        if (field.name != name) return;
        using T = std::decay_t<decltype(field.of(query))>;
        if (!schema::is_vector<T> && parameters.size() > 1)
            wrong = "given twice";
        else if (!read)
            wrong = name == "pareto" ? "not two metrics" : fault<T>(name);
        else if (wrong = fault_of(name, *read); wrong.empty())
            field.of(query) = field.of(*read);
    });
    return wrong;
}

/// The same for what is only of the page.
std::string_view take_of_page(const schema::Parameters& parameters, View& view) {
    const std::string_view name = parameters.front().name;
    if (name == density) {
        if (parameters.size() > 1) return "given twice";
        view.compact = parameters.front().value == compact;
        return view.compact ? "" : "holds an unknown value";
    }
    const PageList& list = *std::ranges::find(page_lists, name, &PageList::name);
    std::vector<std::string> values;
    for (const schema::Parameter& parameter : parameters)
        for (std::string& value : schema::split_list(parameter.value))
            values.push_back(std::move(value));
    const bool of_ids = list.items_max == ids_max;
    if (values.size() > list.items_max ||
        (of_ids && std::ranges::any_of(values, [](auto& id) { return id.size() > id_length_max; })))
        return "too long";
    view.*list.member = std::move(values);
    return "";
}

std::optional<schema::Range> limits_on(const domain::LeaderboardQuery& query,
                                       const domain::MetricDefinition& metric) {
    std::optional<schema::Range> range = query.limits.*metric.of_limit;
    for (const std::string& text : query.slo) {
        const auto limit = read_limit(text);
        if (!limit || limit->metric != &metric) continue;
        if (!range) range.emplace();
        auto& end = limit->at_least ? range->minimum : range->maximum;
        end = !end              ? limit->value
              : limit->at_least ? std::max(*end, limit->value)
                                : std::min(*end, limit->value);
    }
    return range;
}

/// Leaves out what contradicts the rest; the server would refuse the whole question.
void leave_out_contradictions(View& view) {
    domain::LeaderboardQuery& query = view.query;
    const auto leave_out = [&](auto& member, std::string_view name, std::string_view why) {
        view.left_out.push_back(
            fmt::format("{}={} ({})", name, shortened(schema::parameter_text(member)), why));
        member = {};
    };
    if (query.best_per && !query.pareto.empty())
        leave_out(query.pareto, "pareto", "not together with best_per");
    if (query.min_quality && !query.grade.empty() &&
        std::ranges::max(query.grade) < *query.min_quality)
        leave_out(query.min_quality, "min_quality", "excludes every chosen grade");
    const bool possible = std::ranges::all_of(domain::ranked_metrics, [&](const auto* metric) {
        const auto range = limits_on(query, *metric);
        return !range || !range->minimum || !range->maximum || *range->minimum <= *range->maximum;
    });
    if (!possible) leave_out(query.slo, "slo", "no result can meet it");
}

}  // namespace

View read_view(const schema::Parameters& address) {
    View view{.query = {}};
    std::vector<std::string_view> taken;
    for (const auto& [name, unused] : address) {
        if (!is_part_of_view(name) || std::find(taken.begin(), taken.end(), name) != taken.end())
            continue;
        taken.push_back(name);
        schema::Parameters given;
        std::string text;
        for (const schema::Parameter& parameter : address) {
            if (parameter.name != name || parameter.value.empty()) continue;
            text += (given.empty() ? "" : ",") + parameter.value;
            given.push_back(parameter);
        }
        if (given.empty()) continue;
        const bool of_page =
            name == density || std::ranges::count(page_lists, name, &PageList::name) > 0;
        const std::string_view wrong =
            of_page ? take_of_page(given, view) : take(given, view.query);
        if (!wrong.empty())
            view.left_out.push_back(fmt::format("{}={} ({})", name, shortened(text), wrong));
    }
    leave_out_contradictions(view);
    return view;
}

schema::Parameters parameters_of(const View& view) {
    domain::LeaderboardQuery query = view.query;
    query.facets.clear();
    query.histograms.clear();
    query.fields.clear();
    query.limit = domain::LeaderboardQuery{}.limit;
    query.cursor.reset();
    schema::Parameters parameters = schema::to_parameters(query);
    for (const PageList& list : page_lists)
        if (const auto& values = view.*list.member; !values.empty())
            parameters.push_back({std::string(list.name), schema::parameter_text(values)});
    if (view.compact) parameters.push_back({std::string(density), std::string(compact)});
    return parameters;
}

std::string address_of(const View& view) {
    const std::string parameters = schema::to_query_text(parameters_of(view));
    return parameters.empty() ? "/" : "/?" + parameters;
}

bool is_filtered(const View& view) {
    return address_of({.query = view.query}) != address_of({.query = without_filters(view).query});
}

View without_filters(const View& view) {
    View plain = view;
    plain.query = {};
    plain.query.sort = view.query.sort;
    plain.query.best_per = view.query.best_per;
    return plain;
}

}  // namespace lem::pages
