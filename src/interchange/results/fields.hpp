#pragma once
/// Takes fields off a file, with a report of what became of each. Not thread-safe.

#include "interchange/results/import.hpp"

#include <set>

namespace lem::interchange {

/// What a number of the file means here.
struct Quantity {
    double factor = 1;             // from the file's unit to lem's
    std::string_view reason = {};  // of a conversion: "seconds"
    double minimum = 0;
    double maximum = 1e15;
};

inline constexpr double mb_per_mib = 1.048576, mb_per_gib = 1073.741824;

/// Takes the members of one object of the file. What is not taken is reported as ignored.
class Fields {
public:
    /// `pointer` is that of the object, below the run's place.
    Fields(const schema::json& object, std::string pointer, ImportedRun& run);

    const schema::json& value() const { return object_; }
    /// nullopt if the member is missing, null, or wrong, which is reported. `target` is its path in
    /// the result; "" if the caller reports it.
    std::optional<double> number(std::string_view name, std::string_view target,
                                 Quantity quantity = {});
    std::optional<std::int64_t> count(std::string_view name, std::string_view target);
    /// A number of requests, of which there may be domain::most_counted.
    std::optional<int> requests(std::string_view name, std::string_view target);
    std::optional<std::string> text(std::string_view name, std::string_view target);
    std::optional<bool> flag(std::string_view name, std::string_view target);
    /// Null if the member is missing or no object, which is reported.
    const schema::json* object(std::string_view name);
    const schema::json* array(std::string_view name);
    /// The fields of an object; none if it is missing.
    Fields part(std::string_view name);

    void ignore(std::string_view name, std::string_view reason);
    void remove(std::string_view name, std::string_view reason);
    std::string pointer_of(std::string_view name) const;
    /// Reports the members that nobody asked for.
    void finish(std::string_view reason = "lem has no field for it");

private:
    const schema::json* take(std::string_view name);
    void taken(std::string_view name, std::string_view target, const Quantity& quantity);

    const schema::json& object_;
    std::string pointer_;
    ImportedRun& run_;
    std::set<std::string, std::less<>> seen_;
};

/// The metrics of one latency.
struct LatencyMetrics {
    using Value = std::optional<double> domain::CycleMetrics::*;
    std::string_view target;  // path of the mean in a cycle's metrics; the others add _p50, ...
    Value mean, p50, p90, p99;
};
inline constexpr LatencyMetrics first_token{"time_to_first_token_ms",
                                            &domain::CycleMetrics::time_to_first_token_ms,
                                            &domain::CycleMetrics::time_to_first_token_ms_p50,
                                            &domain::CycleMetrics::time_to_first_token_ms_p90,
                                            &domain::CycleMetrics::time_to_first_token_ms_p99};
inline constexpr LatencyMetrics per_token{"latency_per_token_ms",
                                          &domain::CycleMetrics::latency_per_token_ms,
                                          &domain::CycleMetrics::latency_per_token_ms_p50,
                                          &domain::CycleMetrics::latency_per_token_ms_p90,
                                          &domain::CycleMetrics::latency_per_token_ms_p99};
inline constexpr LatencyMetrics whole_request{
    "e2e_latency_ms", &domain::CycleMetrics::e2e_latency_ms,
    &domain::CycleMetrics::e2e_latency_ms_p50, &domain::CycleMetrics::e2e_latency_ms_p90,
    &domain::CycleMetrics::e2e_latency_ms_p99};

/// The member of an object, or what a JSON pointer leads to; null if it is not there.
const schema::json& member(const schema::json& object, std::string_view name);
const schema::json& value_at(const schema::json& document, const char* pointer);

}  // namespace lem::interchange
