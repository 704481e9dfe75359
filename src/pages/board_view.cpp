#include "pages/board_view.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

bool is_part_of_view(std::string_view name) {
    // Parameters that the application sets itself, or does not support.
    for (const std::string_view other : {"model_family", "facets", "fields", "limit"})
        if (name == other) return false;
    const auto known = schema::field_names<domain::LeaderboardQuery>();
    return name == "hide" || name == "show" ||
           std::find(known.begin(), known.end(), name) != known.end();
}

bool is_metric(std::string_view sort) {
    const std::string_view metric = sort.substr(sort.starts_with('-') ? 1 : 0);
    return std::any_of(domain::ranked_metrics.begin(), domain::ranked_metrics.end(),
                       [&](const auto& known) { return known->name == metric; });
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
    else
        return name == "sort" ? "not a column to sort by" : "too long";
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
        else if (!read || (name == "sort" && !is_metric(read->sort)) ||
                 (name == "q" && too_many_words(read->q.value_or(""))))
            wrong = fault<T>(name);
        else
            field.of(query) = field.of(*read);
    });
    return wrong;
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
        if (name == "hide" || name == "show") {
            schema::Findings unused_findings;
            for (const schema::Parameter& parameter : given)
                schema::read_parameter(parameter.value, name == "hide" ? view.hide : view.show, {},
                                       "", unused_findings);
        } else if (const std::string_view wrong = take(given, view.query); !wrong.empty()) {
            view.left_out.push_back(fmt::format("{}={} ({})", name, shortened(text), wrong));
        }
    }
    return view;
}

schema::Parameters parameters_of(const View& view) {
    domain::LeaderboardQuery query = view.query;
    query.facets.clear();
    query.fields.clear();
    query.limit = domain::LeaderboardQuery{}.limit;
    query.cursor.reset();
    schema::Parameters parameters = schema::to_parameters(query);
    if (!view.hide.empty()) parameters.push_back({"hide", schema::parameter_text(view.hide)});
    if (!view.show.empty()) parameters.push_back({"show", schema::parameter_text(view.show)});
    return parameters;
}

std::string address_of(const View& view) {
    const std::string parameters = schema::to_query_text(parameters_of(view));
    return parameters.empty() ? "/" : "/?" + parameters;
}

bool is_filtered(const View& view) {
    View chosen{.query = view.query};
    chosen.query.sort = domain::LeaderboardQuery{}.sort;
    return address_of(chosen) != "/";
}

}  // namespace lem::pages
