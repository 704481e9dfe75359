#include "pages/asked_answer.hpp"

#include "domain/views/saved_view_wire.hpp"
#include "features/leaderboard/analysis/analysis.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/models.hpp"
#include "pages/analysis_view.hpp"
#include "pages/board_view.hpp"
#include "pages/compare_view.hpp"
#include "pages/explorer_pages.hpp"
#include "pages/known_parameters.hpp"
#include "platform/http/api/message.hpp"
#include "platform/http/api/percent_encoding.hpp"

#include <algorithm>

namespace lem::pages {
namespace {

using domain::AskedAnswer, domain::ViewToSave;
using schema::Parameters;

/// The query of a list as the API takes it.
template <class Query>
Query list_query(const Parameters& address) {
    auto query = read_known<Query>(address);
    if (!query)
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    std::move(query.error()));
    query->cursor.reset();
    query->limit = Query{}.limit;
    return std::move(*query);
}

/// As the address of a page is checked before it is read.
void require_address_text(const std::string& query) {
    const auto refuse = [](std::string what) {
        throw Error(ErrorCode::bad_request, "The query is not one of an address.",
                    {{"/query", std::move(what)}});
    };
    if (!http::is_percent_encoded(query))
        refuse("contains a % without two hexadecimal digits; write %25 for a percent sign");
    if (!text::is_utf8(http::percent_decode(query, true))) refuse("is not UTF-8");
}

AskedAnswer board_answer(const Parameters& address, int rows, const AnswerSources& sources) {
    View view = read_view(address);
    if (!view.left_out.empty()) {
        Violations wrong;
        for (const std::string& part : view.left_out)
            wrong.push_back({"/query", "has " + text::cut(part, 300)});
        throw Error(ErrorCode::bad_request, "The leaderboard would ignore parts of this query.",
                    std::move(wrong));
    }
    domain::LeaderboardQuery query = view.query;
    query.facets = {"energy_scope"};  // which scopes have ranks of their own
    query.limit = rows;
    query.cursor.reset();
    domain::LeaderboardPage page = sources.leaderboard.query(query);
    page.next_cursor.reset();
    AskedAnswer asked{.query = schema::to_query_text(parameters_of(view)),
                      .meaning = page.meaning,
                      .data_version = page.data_version};
    asked.answer.leaderboard = std::move(page);
    return asked;
}

AskedAnswer comparison_answer(const Parameters& address, const AnswerSources& sources) {
    CompareView view = read_compare_view(address);
    view.q.clear();
    domain::ResultComparison comparison =
        sources.compare.compare({.ids = view.ids, .baseline = asked_baseline(view)});
    const std::string live = address_of(view);
    AskedAnswer asked{.query = live.substr(live.find('?') + 1),
                      .meaning = comparison.title,
                      .data_version = sources.leaderboard.stats().data_version};
    asked.answer.comparison = std::move(comparison);
    return asked;
}

AskedAnswer models_answer(const Parameters& address, const AnswerSources& sources) {
    auto query = list_query<domain::ModelListQuery>(address);
    query.facets.clear();
    AskedAnswer asked{.query = schema::to_query_text(schema::to_parameters(query))};
    query.facets = model_facets();
    domain::ModelList list = leaderboard::list_models(sources.leaderboard, query);
    list.next_cursor.reset();
    asked.meaning = "Models. " + list.meaning;
    asked.data_version = list.data_version;
    asked.answer.models = std::move(list);
    return asked;
}

AskedAnswer hardware_answer(const Parameters& address, const AnswerSources& sources) {
    const auto query = list_query<domain::HardwareListQuery>(address);
    domain::HardwareList list = leaderboard::list_hardware(sources.leaderboard, query);
    list.next_cursor.reset();
    AskedAnswer asked{.query = schema::to_query_text(schema::to_parameters(query)),
                      .meaning = "Hardware, " + std::string(schema::doc_of(query.order)) + ".",
                      .data_version = list.data_version};
    asked.answer.hardware = std::move(list);
    return asked;
}

AskedAnswer analysis_answer(const Parameters& address, const AnswerSources& sources) {
    const AnalysisView view = read_analysis_view(address);
    const leaderboard::Analysis analysis(sources.leaderboard);
    AskedAnswer asked{.query = schema::to_query_text(parameters_of(view))};
    const auto take = [&](auto& member, auto answer) {
        asked.meaning =
            std::string(schema::title_of(view.question)) + " " + std::string(answer.summary);
        asked.data_version = answer.results.data_version;
        member = std::move(answer);
    };
    domain::FrozenAnswer& answer = asked.answer;
    switch (view.question) {
        case AnalysisQuestion::curve:
            take(answer.curve, analysis.curves(view.query));
            break;
        case AnalysisQuestion::distribution:
            take(answer.distribution, analysis.distribution(view.query));
            break;
        case AnalysisQuestion::sensitivity:
            take(answer.sensitivity, analysis.sensitivity(view.query));
            break;
        case AnalysisQuestion::scaling:
            take(answer.scaling, analysis.scaling(view.query));
            break;
        case AnalysisQuestion::trend:
            take(answer.trend, analysis.trend(view.query));
            break;
    }
    return asked;
}

}  // namespace

domain::AskedAnswer asked_answer(const ViewToSave& state, const AnswerSources& sources) {
    require_address_text(state.query);
    const Parameters address = http::parse_query(state.query);
    if (state.path == "/") return board_answer(address, state.rows, sources);
    if (state.path == "/compare") return comparison_answer(address, sources);
    if (state.path == "/models") return models_answer(address, sources);
    if (state.path == "/hardware") return hardware_answer(address, sources);
    if (state.path == "/analysis") return analysis_answer(address, sources);
    static constexpr std::array<std::string_view, 5> known{"/", "/compare", "/models", "/hardware",
                                                           "/analysis"};
    throw Error(ErrorCode::bad_request, "This page has no state that can be saved.",
                {{"/path", schema::one_of(known, state.path)}});
}

}  // namespace lem::pages
