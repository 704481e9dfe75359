#include "pages/analysis_view.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace lem::pages {
namespace {

constexpr std::string_view question_name = "question";

/// Facts and lists that the questions of the page ask with.
constexpr std::array<std::string_view, 9> asked{"metric", "group",   "factor", "across", "baseline",
                                                "order",  "systems", "slo",    "q"};

bool is_part_of_page(std::string_view name) {
    return std::ranges::count(asked, name) + std::ranges::count(analysis_filters, name) +
               std::ranges::count(analysis_ranges, name) >
           0;
}

}  // namespace

AnalysisView read_analysis_view(const schema::Parameters& address) {
    AnalysisView view;
    schema::Parameters known;
    for (const schema::Parameter& parameter : address) {
        if (parameter.name == question_name) {
            const auto question = schema::value_of<AnalysisQuestion>(parameter.value);
            if (!question)
                throw Error(
                    ErrorCode::bad_request, "The page does not know this question.",
                    {{"/question", schema::one_of(schema::enumerator_names<AnalysisQuestion>(),
                                                  parameter.value)}});
            view.question = *question;
        } else if (is_part_of_page(parameter.name) && !parameter.value.empty()) {
            known.push_back(parameter);
        }
    }
    auto query = schema::from_parameters<domain::AnalysisQuery>(known);
    if (!query)
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    std::move(query.error()));
    view.query = std::move(*query);
    if (view.question != AnalysisQuestion::curve) {
        view.query.slo.clear();
        view.query.systems.clear();
    }
    // A matrix has two facts.
    if (view.query.across == view.query.factor)
        view.query.across = view.query.factor == domain::RowFact::model ? domain::RowFact::precision
                                                                        : domain::RowFact::model;
    return view;
}

schema::Parameters parameters_of(const AnalysisView& view) {
    schema::Parameters parameters = schema::to_parameters(view.query);
    if (view.question != AnalysisQuestion::curve)
        parameters.insert(parameters.begin(), {std::string(question_name),
                                               std::string(schema::name_of(view.question))});
    return parameters;
}

}  // namespace lem::pages
