#pragma once
/// Each answer as a table. Pure; does not throw.

#include "domain/analysis/curve.hpp"
#include "domain/analysis/distribution.hpp"
#include "domain/analysis/scaling.hpp"
#include "domain/analysis/sensitivity.hpp"
#include "domain/analysis/trend.hpp"
#include "domain/board/published_result.hpp"
#include "domain/compare/result_comparison.hpp"
#include "domain/explorer/hardware_detail.hpp"
#include "domain/explorer/model_detail.hpp"
#include "pages/exports/answer_table.hpp"

namespace lem::pages::exports {

/// The metric that "-tokens_per_joule" sorts by; the main one for other orders.
const domain::MetricDefinition& metric_of_order(std::string_view sort);

/// Results as the leaderboard lists them, all their figures among them. `shown` are the metrics
/// that the page shows: the brief columns.
AnswerTable table_of_rows(std::span<const domain::LeaderboardRow> rows, std::string_view sort,
                          const std::vector<const domain::MetricDefinition*>& shown);
/// The metrics that a page shows unless it is told otherwise, and the one that it sorts by.
std::vector<const domain::MetricDefinition*> usual_metrics(std::string_view sort);

/// The credit for a result.
Credit credit_of(const domain::LeaderboardRow& row);
/// "Withdrawn on 30 November 2026: its owner withdrew it (wrong model)."; empty while it is listed.
std::string withdrawal_text(const domain::StateChange& change);

/// The metrics of one result, the measured ones first.
AnswerTable table_of(const domain::ResultDetail& detail);
/// The metrics of each result and, against the baseline, their ratios.
AnswerTable table_of(const domain::ResultComparison& comparison);
/// Of the metric that the list was asked for by.
AnswerTable table_of(std::span<const domain::ModelSummary> models, const domain::ModelList& list,
                     std::string_view sort);
AnswerTable table_of(const domain::ModelDetail& model, std::string_view sort);
AnswerTable table_of(std::span<const domain::HardwareSummary> hardware,
                     const domain::HardwareList& list);
AnswerTable table_of(const domain::HardwareDetail& hardware, std::string_view sort);

AnswerTable table_of(const domain::MetricDistribution& answer, const domain::AnalysisQuery& query);
AnswerTable table_of(const domain::Sensitivity& answer, const domain::AnalysisQuery& query);
AnswerTable table_of(const domain::Scaling& answer, const domain::AnalysisQuery& query);
AnswerTable table_of(const domain::Trend& answer, const domain::AnalysisQuery& query);
AnswerTable table_of(const domain::OperatingCurves& answer);

}  // namespace lem::pages::exports
