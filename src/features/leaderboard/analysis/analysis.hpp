#pragma once
/// The analysis of the listed results: rows from the leaderboard, rules from domain/analysis. Reads
/// up to 20,000 rows; safe from any thread. Wrong parameters throw Error(bad_request) with their
/// places.

#include "domain/analysis/curve.hpp"
#include "domain/analysis/distribution.hpp"
#include "domain/analysis/scaling.hpp"
#include "domain/analysis/sensitivity.hpp"
#include "domain/analysis/trend.hpp"
#include "features/leaderboard/leaderboard.hpp"

namespace lem::leaderboard {

class Analysis {
public:
    explicit Analysis(const Leaderboard& leaderboard,
                      std::size_t rows_max = domain::analysed_rows_max)
        : leaderboard_(leaderboard), rows_max_(rows_max) {}

    domain::MetricDistribution distribution(const domain::AnalysisQuery& query) const;
    domain::Sensitivity sensitivity(const domain::AnalysisQuery& query) const;
    domain::Scaling scaling(const domain::AnalysisQuery& query) const;
    domain::Trend trend(const domain::AnalysisQuery& query) const;
    /// `query.slo` says which points count as within the limits; it takes none away.
    domain::OperatingCurves curves(const domain::AnalysisQuery& query) const;

private:
    /// Rows with a value of each metric, in this order.
    domain::LeaderboardPage rows(domain::LeaderboardQuery query,
                                 std::initializer_list<const domain::MetricDefinition*> metrics,
                                 const std::string& sort) const;

    const Leaderboard& leaderboard_;
    const std::size_t rows_max_;
};

}  // namespace lem::leaderboard
