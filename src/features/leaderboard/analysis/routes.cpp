#include "features/leaderboard/analysis/routes.hpp"

#include "domain/board/topics.hpp"
#include "features/leaderboard/analysis/analysis.hpp"
#include "platform/http/api/api.hpp"

namespace lem::leaderboard {
namespace {

using domain::AnalysisQuery;

/// Of the leaderboard's parameters those that decide which results are listed: an analysis has
/// neither an order nor pages.
std::vector<std::string_view> without(std::initializer_list<std::string_view> questions) {
    std::vector<std::string_view> unused{"sort",  "best_per",   "pareto", "facets",
                                         "limit", "histograms", "fields", "cursor"};
    unused.insert(unused.end(), questions);
    return unused;
}

template <class Made>
struct Question {
    std::string_view path;
    std::string_view operation;
    std::string_view summary;
    std::vector<std::string_view> unused;
    Made (Analysis::*answer)(const AnalysisQuery& query) const;
};

template <class Made>
void add(http::Api& api, const Analysis& analysis, const Question<Made>& question) {
    api.get("/api/v1/analysis/" + std::string(question.path))
        .named(std::string(question.operation), std::string(question.summary), "analysis")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .template query<AnalysisQuery>(question.unused)
        .cached(domain::topics::shown_rows)
        .template answers<Made>([analysis, answer = question.answer](auto& call) {
            return http::Answer<Made>{.value = (analysis.*answer)(call.query),
                                      .cache_control =
                                          "public, max-age=5, "
                                          "stale-while-revalidate=60"};
        });
}

}  // namespace

void add_analysis_routes(http::Api& api, const Leaderboard& leaderboard) {
    const Analysis analysis(leaderboard);
    add<domain::MetricDistribution>(
        api, analysis,
        {"distribution", "analyse_distribution",
         "How a metric is distributed over the results of each group. At most 20,000 results, the "
         "newest, are looked at",
         without({"factor", "across", "baseline", "order", "systems"}), &Analysis::distribution});
    add<domain::Sensitivity>(
        api, analysis,
        {"sensitivity", "analyse_sensitivity",
         "The effect of one fact of a configuration on a metric, all others held equal. At most "
         "20,000 results, the newest, are looked at",
         without({"group", "order", "systems"}), &Analysis::sensitivity});
    add<domain::Scaling>(
        api, analysis,
        {"scaling", "analyse_scaling",
         "A metric against the number of devices. At most 20,000 results, the newest, are looked "
         "at",
         without({"group", "factor", "across", "baseline", "order", "systems"}),
         &Analysis::scaling});
    add<domain::Trend>(
        api, analysis,
        {"trend", "analyse_trend",
         "The best so far by date, or with each release of an engine. At most 20,000 results, the "
         "best, are looked at",
         without({"factor", "across", "baseline", "systems"}), &Analysis::trend});
    add<domain::OperatingCurves>(
        api, analysis,
        {"curve", "analyse_curve",
         "Systems under rising load: throughput of a device and energy of a token against the "
         "speed "
         "for each user, and the busiest measured load within `slo`. At most 20,000 results, the "
         "newest, are looked at",
         without({"metric", "group", "factor", "across", "baseline", "order"}), &Analysis::curves});
}

}  // namespace lem::leaderboard
