#pragma once
/// The metrics: one table (metric_table.hpp) for names, units, direction and words. The same names
/// are members of `CycleMetrics` and `Summary`, columns in CSV, and properties in TypeScript.

#include "domain/result/metric_table.hpp"
#include "domain/result/quantity.hpp"

namespace lem::domain {

/// The possible values of a metric. A difference of two measurements can be negative.
constexpr std::pair<double, double> range_of(const MetricDefinition& metric) {
    double maximum = most_of_any;
    for (const Quantity& quantity : quantities) {
        if (quantity.unit == metric.unit) maximum = quantity.maximum;
    }
    return {metric.may_be_negative ? -maximum : 0, maximum};
}

/// Returns null when no metric has this name.
constexpr const MetricDefinition* find_metric(std::string_view name) {
    for (const MetricDefinition& metric : metrics) {
        if (metric.name == name) return &metric;
    }
    return nullptr;
}

/// The metrics that have a column, in the order of the ranking index's columns.
inline constexpr auto ranked_metrics = [] {
    constexpr auto is_ranked = [](const MetricDefinition& metric) { return metric.ranked(); };
    constexpr auto count =
        static_cast<std::size_t>(std::count_if(metrics.begin(), metrics.end(), is_ranked));
    std::array<const MetricDefinition*, count> ranked{};
    std::size_t place = 0;
    for (const MetricDefinition& metric : metrics) {
        if (metric.ranked()) ranked[place++] = &metric;
    }
    return ranked;
}();

/// True for energy or a ratio with energy. Such values are compared within one energy scope only.
constexpr bool is_energy(std::string_view metric) {
    const MetricDefinition* found = find_metric(metric);
    return found != nullptr && found->kind == MetricKind::energy;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::IntervalMethod> {
    static constexpr std::string_view name = "IntervalMethod";
    static constexpr std::array values{
        Enumerator{domain::IntervalMethod::none, "none", "too few cycles for an interval"},
        Enumerator{domain::IntervalMethod::student_t, "student_t", "Student t over cycles"},
        Enumerator{domain::IntervalMethod::cluster_bootstrap, "cluster_bootstrap",
                   "percentile bootstrap of pooled requests: cycles, then requests within"},
    };
};

template <>
struct enumeration<domain::MetricKind> {
    static constexpr std::string_view name = "MetricKind";
    static constexpr std::array values{
        Enumerator{domain::MetricKind::energy, "energy", "energy, power, or a ratio with energy"},
        Enumerator{domain::MetricKind::speed, "speed", "tokens or requests per second"},
        Enumerator{domain::MetricKind::latency, "latency", "time that a request takes"},
        Enumerator{domain::MetricKind::compute, "compute", "FLOPs, and shares of the peak"},
        Enumerator{domain::MetricKind::memory, "memory", "device memory"},
        Enumerator{domain::MetricKind::client, "client", "of the load client itself"},
    };
};

template <>
struct enumeration<domain::Pooling> {
    static constexpr std::string_view name = "Pooling";
    static constexpr std::array values{
        Enumerator{domain::Pooling::mean_of_cycles, "mean_of_cycles", "the mean of the cycles"},
        Enumerator{domain::Pooling::ratio_of_sums, "ratio_of_sums",
                   "the sum of the numerators divided by the sum of the denominators"},
        Enumerator{domain::Pooling::pooled_requests, "pooled_requests",
                   "from five cycles on the percentile of the requests of all cycles, before that "
                   "the mean of the cycles"},
    };
};

template <>
struct enumeration<domain::Column> {
    static constexpr std::string_view name = "Column";
    static constexpr std::array values{
        Enumerator{domain::Column::none, "none", "not a column"},
        Enumerator{domain::Column::usual, "usual", "shown unless hidden"},
        Enumerator{domain::Column::extra, "extra", "shown on request"},
    };
};

template <>
struct description<domain::CycleMetrics> {
    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        return schema::record("CycleMetrics", "Metrics of one cycle; null is not measured.",
                              field(domain::metrics[I].name, domain::metrics[I].of_cycle,
                                    {.doc = domain::metrics[I].definition,
                                     .unit = domain::metrics[I].unit,
                                     .minimum = domain::range_of(domain::metrics[I]).first,
                                     .maximum = domain::range_of(domain::metrics[I]).second,
                                     .defaulted = domain::metrics[I].since != "1.0"})...);
    }(std::make_index_sequence<domain::metrics.size()>{});
};

template <>
struct description<domain::Summary> {
    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        return schema::record("Summary", "Each metric over the cycles.",
                              field(domain::metrics[I].name, domain::metrics[I].of_summary,
                                    {.doc = domain::metrics[I].definition,
                                     .unit = domain::metrics[I].unit,
                                     .defaulted = domain::metrics[I].since != "1.0"})...);
    }(std::make_index_sequence<domain::metrics.size()>{});
};

template <>
struct description<domain::RankedValue> {
    using T = domain::RankedValue;
    static constexpr auto record =
        schema::record("RankedValue", "A metric of a row; null is not measured.",
                       field("value", &T::value, {.doc = "Over the cycles."}),
                       field("ci95_half_width", &T::ci95_half_width,
                             {.doc = "Half-width of the 95 % interval; null below two cycles."}));
};

template <>
struct description<domain::RankedValues> {
    static constexpr bool is_selection = true;  // the ranked metrics
    // Defaulted: rows written before a metric became a column can still be read.
    static constexpr auto record = []<std::size_t... I>(std::index_sequence<I...>) {
        return schema::record(
            "RankedValues", "The metrics that a leaderboard can be sorted and limited by.",
            field(domain::ranked_metrics[I]->name, domain::ranked_metrics[I]->of_row,
                  {.doc = domain::ranked_metrics[I]->definition,
                   .unit = domain::ranked_metrics[I]->unit,
                   .defaulted = true})...);
    }(std::make_index_sequence<domain::ranked_metrics.size()>{});
};

template <>
struct description<domain::MetricSummary> {
    using T = domain::MetricSummary;
    static constexpr auto record = schema::record(
        "MetricSummary",
        "Mean over cycles with its 95 % interval; null with a reason when not measured.",
        field(
            "mean", &T::mean,
            {.doc = "Mean over cycles; for tokens_per_joule and joules_per_token the pooled ratio.",
             .minimum = -domain::most_of_any,
             .maximum = domain::most_of_any}),
        field("standard_deviation", &T::standard_deviation,
              {.doc = "Sample standard deviation.", .minimum = 0, .maximum = domain::most_of_any}),
        field("ci95_low", &T::ci95_low,
              {.doc = "Lower end of the 95 % confidence interval.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any}),
        field(
            "ci95_high", &T::ci95_high,
            {.doc = "Upper end.", .minimum = -domain::most_of_any, .maximum = domain::most_of_any}),
        field("bca95_low", &T::bca95_low,
              {.doc = "The same by the bias-corrected and accelerated bootstrap over cycles; from "
                      "five cycles on.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any,
               .omit_null = true}),
        field("bca95_high", &T::bca95_high,
              {.doc = "Upper end.",
               .minimum = -domain::most_of_any,
               .maximum = domain::most_of_any,
               .omit_null = true}),
        field("cv", &T::cv,
              {.doc = "Coefficient of variation: standard deviation / mean.",
               .minimum = 0,
               .maximum = domain::most_of_any}),
        field("n", &T::n, {.doc = "Cycles.", .minimum = 0, .maximum = domain::most_counted}),
        field("method", &T::method, {.doc = "How the interval was computed."}),
        field("absent_reason", &T::absent_reason,
              {.doc = "Why there is no value.", .length_max = 400, .omit_null = true}));
};

}  // namespace lem::schema
