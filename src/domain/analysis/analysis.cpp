#include "domain/analysis/analysis.hpp"

#include "base/text.hpp"
#include "domain/result/aggregate.hpp"
#include "domain/result/model_shape.hpp"

#include <algorithm>
#include <map>

namespace lem::domain {
namespace {

/// Whether a filter of the query asks for results that have no rank for this reason.
bool asked_for(NotRanked reason, const AnalysisQuery& query) {
    const auto& named = query.not_ranked;
    if (std::ranges::find(named, reason) != named.end()) return true;
    switch (reason) {
        case NotRanked::warnings:
            return query.flagged != Flagged::hidden || !query.flags.empty();
        case NotRanked::energy_modelled:
            return std::ranges::find(query.energy_method, EnergyMethod::modelled) !=
                   query.energy_method.end();
        case NotRanked::energy_replayed:
            return std::ranges::find(query.energy_method, EnergyMethod::replayed) !=
                   query.energy_method.end();
        case NotRanked::not_measured:
        case NotRanked::incomplete:
            return false;
    }
    return false;
}

std::optional<NotRanked> objection(const LeaderboardRow& row, const MetricDefinition& metric,
                                   const AnalysisQuery& query) {
    const std::optional<double>& value = (row.metrics.*(metric.of_row)).value;
    if (!value || !(*value > 0)) return NotRanked::not_measured;
    const auto reason = held_back(row);
    if (reason && !asked_for(*reason, query)) return reason;
    if (metric.kind == MetricKind::energy && !energy_counts(row, query))
        return held_back(row.energy_method);
    return std::nullopt;
}

bool is_number(RowFact fact) {
    return fact == RowFact::hardware_count || fact == RowFact::concurrency ||
           fact == RowFact::input_tokens || fact == RowFact::output_tokens;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Digits in a row as one number, so that "b5922" stands before "b10001" and 0.9 before 0.10.
bool natural_less(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    const auto number = [](std::string_view text, std::size_t& at) {
        while (at + 1 < text.size() && text[at] == '0' && is_digit(text[at + 1]))
            ++at;
        const std::size_t from = at;
        while (at < text.size() && is_digit(text[at]))
            ++at;
        return text.substr(from, at - from);
    };
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            const std::string_view first = number(a, i), second = number(b, j);
            if (first.size() != second.size()) return first.size() < second.size();
            if (first != second) return first < second;
            continue;
        }
        if (a[i] != b[j]) return a[i] < b[j];
        ++i, ++j;
    }
    return a.size() - i < b.size() - j;
}

/// Splits rows, in order of a length, wherever one exceeds the first of its part by too much.
std::vector<Rows> split_by(std::optional<int> LeaderboardRow::* length, std::vector<Rows> groups) {
    std::vector<Rows> parts;
    for (Rows& rows : groups) {
        std::ranges::sort(rows, [&](const LeaderboardRow* a, const LeaderboardRow* b) {
            return a->*length != b->*length ? a->*length < b->*length : a->id.text < b->id.text;
        });
        std::optional<int> first;
        for (const LeaderboardRow* row : rows) {
            const std::optional<int>& own = row->*length;
            const bool same =
                row != rows.front() && own.has_value() == first.has_value() &&
                (!own || *own <= *first * (1 + alike_length_tolerance) || *own == *first);
            if (!same) {
                parts.emplace_back();
                first = own;
            }
            parts.back().push_back(row);
        }
    }
    return parts;
}

}  // namespace

Rows counted_rows(std::span<const LeaderboardRow> rows, const MetricDefinition& metric,
                  const AnalysisQuery& query, AnalysedResults& results) {
    Rows counted;
    std::map<NotRanked, std::int64_t> aside;
    for (const LeaderboardRow& row : rows) {
        if (const auto reason = objection(row, metric, query))
            ++aside[*reason];
        else
            counted.push_back(&row);
    }
    results.rows = std::ssize(rows);
    results.used = std::ssize(counted);
    for (const auto& [reason, count] : aside)
        results.set_aside.push_back({.reason = reason, .results = count});
    return counted;
}

bool energy_counts(const LeaderboardRow& row, const AnalysisQuery& query) {
    const auto reason = held_back(row.energy_method);
    return !reason || asked_for(*reason, query);
}

std::optional<EnergyScope> scope_of(const LeaderboardRow& row, const MetricDefinition& metric) {
    return metric.kind == MetricKind::energy ? std::optional(row.energy_scope) : std::nullopt;
}

double value_of(const LeaderboardRow& row, const MetricDefinition& metric) {
    return (row.metrics.*(metric.of_row)).value.value_or(0);
}

AnalysedResult analysed(const LeaderboardRow& row, const MetricDefinition& metric) {
    return {.id = row.id,
            .label = words::of_row(row),
            .engine = row.engine,
            .value = value_of(row, metric),
            .ci95_half_width = (row.metrics.*(metric.of_row)).ci95_half_width};
}

bool is_better(double a, double b, const MetricDefinition& metric) {
    return metric.higher_is_better ? a > b : a < b;
}

const LeaderboardRow& best_of(const Rows& rows, const MetricDefinition& metric) {
    const LeaderboardRow* best = rows.front();
    for (const LeaderboardRow* row : rows)
        if (is_better(value_of(*row, metric), value_of(*best, metric), metric)) best = row;
    return *best;
}

std::string fact_of(const LeaderboardRow& row, RowFact fact) {
    const auto number = [](const std::optional<int>& value) {
        return value ? std::to_string(*value) : "";
    };
    switch (fact) {
        case RowFact::model:
            return row.model;
        case RowFact::model_family:
            return row.model_family;
        case RowFact::engine:
            return row.engine;
        case RowFact::engine_version:
            return row.engine_version.empty() ? "" : row.engine + " " + row.engine_version;
        case RowFact::precision:
            return row.precision;
        case RowFact::hardware:
            return row.hardware;
        case RowFact::hardware_count:
            return std::to_string(row.hardware_count);
        case RowFact::concurrency:
            return number(row.concurrency);
        case RowFact::input_tokens:
            return number(row.input_tokens);
        case RowFact::output_tokens:
            return number(row.output_tokens);
    }
    return "";
}

std::string device_of(const LeaderboardRow& row) {
    const std::string count = std::to_string(row.hardware_count) + " x ";
    return row.hardware.starts_with(count) ? row.hardware.substr(count.size()) : row.hardware;
}

bool fact_precedes(RowFact fact, const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return !a.empty() && b.empty();
    if (is_number(fact)) return text::to_int(a).value_or(0) < text::to_int(b).value_or(0);
    if (fact == RowFact::precision) {
        const double first = bytes_per_weight(a).value_or(0),
                     second = bytes_per_weight(b).value_or(0);
        if (first != second) return first > second;
    }
    return natural_less(a, b);
}

std::vector<Rows> alike(const Rows& rows, const AlikeBy& by) {
    std::map<std::string, Rows> groups;
    for (const LeaderboardRow* row : rows)
        groups[by.key(*row)].push_back(row);
    std::vector<Rows> parts;
    for (auto& [key, group] : groups)
        parts.push_back(std::move(group));
    if (by.input_tokens) parts = split_by(&LeaderboardRow::input_tokens, std::move(parts));
    if (by.output_tokens) parts = split_by(&LeaderboardRow::output_tokens, std::move(parts));
    return parts;
}

std::string key_of(std::initializer_list<std::string> parts) {
    std::string key;
    for (const std::string& part : parts)
        key += part + '\x1f';  // which no name holds
    return key;
}

std::string conditions_key(const LeaderboardRow& row, const MetricDefinition& metric) {
    const auto scope = scope_of(row, metric);
    const bool other_requests =
        metric.kind == MetricKind::latency && row.concurrency &&
        !version_at_most(steady_latencies_since, row.metric_definitions_version);
    return key_of({!row.prefix_cache   ? ""
                   : *row.prefix_cache ? "cached"
                                       : "not cached",
                   std::string(definitions_of(row.metric_definitions_version)),
                   other_requests ? "other requests" : "",
                   scope ? std::string(schema::name_of(*scope)) : ""});
}

}  // namespace lem::domain
