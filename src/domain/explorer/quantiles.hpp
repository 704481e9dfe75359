#pragma once
/// How the values of many results are spread.

#include "domain/statistics/statistics.hpp"
#include "schema/record.hpp"

#include <algorithm>

namespace lem::domain {

/// Quantiles are interpolated between neighbours (Hyndman & Fan type 7).
struct Quantiles {
    std::int64_t results = 0;
    double lowest = 0;
    double p5 = 0;
    double median = 0;
    double p95 = 0;
    double highest = 0;
};

/// nullopt for no values.
inline std::optional<Quantiles> quantiles_of(std::vector<double> values) {
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    return Quantiles{.results = std::ssize(values),
                     .lowest = values.front(),
                     .p5 = percentile(values, 0.05),
                     .median = percentile(values, 0.5),
                     .p95 = percentile(values, 0.95),
                     .highest = values.back()};
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Quantiles> {
    using T = domain::Quantiles;
    static constexpr auto record = schema::record(
        "Quantiles",
        "How the values of results are spread. Quantiles are interpolated between neighbours "
        "(Hyndman and Fan, type 7).",
        field("results", &T::results, {.doc = "Results with a value."}),
        field("lowest", &T::lowest, {.doc = "The lowest value."}),
        field("p5", &T::p5, {.doc = "5 % of the values are below."}),
        field("median", &T::median, {.doc = "Half of the values are below."}),
        field("p95", &T::p95, {.doc = "95 % of the values are below."}),
        field("highest", &T::highest, {.doc = "The highest value."}));
};

}  // namespace lem::schema
