#include "domain/analysis/curve.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace lem::domain {
namespace {

constexpr const MetricDefinition& throughput = *find_metric("throughput_tokens_per_sec");
constexpr const MetricDefinition& latency = *find_metric("latency_per_token_ms");

/// The rows of one system, from the lowest load to the highest, of one load from the newest.
struct Measured {
    CurveSystem system;
    Rows rows;
};

double load_of(const LeaderboardRow& row) {
    return row.concurrency ? *row.concurrency : row.offered_requests_per_sec.value_or(0);
}

std::string system_key(const LeaderboardRow& row) {
    return conditions_key(row, latency) +
           key_of({std::string(schema::name_of(row.energy_scope)), row.model, row.precision,
                   row.engine, row.engine_version, row.hardware, std::to_string(row.hardware_count),
                   row.concurrency ? "closed" : "open"});
}

Measured measured_of(Rows rows) {
    std::ranges::sort(rows, [](const LeaderboardRow* a, const LeaderboardRow* b) {
        if (load_of(*a) != load_of(*b)) return load_of(*a) < load_of(*b);
        return a->submitted_at != b->submitted_at ? a->submitted_at > b->submitted_at
                                                  : a->id.text > b->id.text;
    });
    const LeaderboardRow& first = *rows.front();
    CurveSystem system{.id = first.id,
                       .label = words::of_row(first),
                       .model = first.model,
                       .precision = first.precision,
                       .engine = first.engine,
                       .engine_version = first.engine_version,
                       .hardware = first.hardware,
                       .hardware_count = first.hardware_count,
                       .input_tokens = first.input_tokens,
                       .output_tokens = first.output_tokens,
                       .energy_scope = first.energy_scope};
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (i == 0 || load_of(*rows[i]) != load_of(*rows[i - 1])) ++system.loads;
    return {.system = std::move(system), .rows = std::move(rows)};
}

bool within(const LeaderboardRow& row, std::span<const MetricLimit> limits) {
    return std::ranges::all_of(limits, [&](const MetricLimit& limit) {
        const std::optional<double>& value = (row.metrics.*(limit.metric->of_row)).value;
        return value && (!limit.range.minimum || *value >= *limit.range.minimum) &&
               (!limit.range.maximum || *value <= *limit.range.maximum);
    });
}

LoadPoint point_of(const LeaderboardRow& row, std::span<const MetricLimit> limits,
                   const AnalysisQuery& query) {
    const RankedValues& metrics = row.metrics;
    return {
        .id = row.id,
        .concurrency = row.concurrency,
        .offered_requests_per_sec = row.concurrency ? std::nullopt : row.offered_requests_per_sec,
        .tokens_per_sec_per_user = 1000 / metrics.latency_per_token_ms.value.value_or(1),
        .tokens_per_sec_per_device =
            metrics.throughput_tokens_per_sec.value.value_or(0) / std::max(row.hardware_count, 1),
        .joules_per_token = energy_counts(row, query) ? metrics.joules_per_token : RankedValue{},
        .latency_per_token_ms = metrics.latency_per_token_ms.value,
        .time_to_first_token_ms = metrics.time_to_first_token_ms.value,
        .time_to_first_token_ms_p90 = metrics.time_to_first_token_ms_p90.value,
        .cycles = row.cycles,
        .results = 1,
        .within_limits = within(row, limits)};
}

LoadCost cost_of(const LoadPoint& point, const CurveSystem& system) {
    LoadCost cost{.id = point.id};
    constexpr double joules_per_watt_hour = 3600, answers = 1000, users = 1000;
    if (point.joules_per_token.value && system.output_tokens.value_or(0) > 0)
        cost.watt_hours_per_1000_answers =
            *point.joules_per_token.value * *system.output_tokens * answers / joules_per_watt_hour;
    if (point.concurrency)
        cost.devices_per_1000_users =
            std::ceil(users / std::max(*point.concurrency, 1)) * system.hardware_count;
    return cost;
}

OperatingCurve curve_of(const Measured& measured, std::span<const MetricLimit> limits,
                        const AnalysisQuery& query) {
    OperatingCurve curve{.system = measured.system};
    for (std::size_t i = 0; i < measured.rows.size(); ++i) {
        const LeaderboardRow& row = *measured.rows[i];
        if (i > 0 && load_of(row) == load_of(*measured.rows[i - 1])) {
            ++curve.points.back().results;
        } else {
            if (curve.points.size() == curve_points_max) break;
            curve.points.push_back(point_of(row, limits, query));
        }
    }
    for (const LoadPoint& point : curve.points)
        if (point.within_limits) curve.busiest = cost_of(point, curve.system);
    return curve;
}

std::vector<Measured> systems_of(std::span<const LeaderboardRow> rows, const AnalysisQuery& query,
                                 OperatingCurves& made) {
    Rows counted;
    for (const LeaderboardRow* row : counted_rows(rows, throughput, query, made.results)) {
        if (!(row->metrics.latency_per_token_ms.value.value_or(0) > 0)) continue;
        if (load_of(*row) > 0)
            counted.push_back(row);
        else
            ++made.load_not_stated;
    }
    made.results.used = std::ssize(counted);
    std::vector<Measured> systems;
    for (Rows& group : alike(counted, {.key = system_key}))
        systems.push_back(measured_of(std::move(group)));
    std::ranges::sort(systems, [](const Measured& a, const Measured& b) {
        if (a.system.loads != b.system.loads) return a.system.loads > b.system.loads;
        return a.system.label != b.system.label ? a.system.label < b.system.label
                                                : a.system.id.text < b.system.id.text;
    });
    return systems;
}

/// "256 requests at once", "4 requests/s"
std::string load_words(const LoadPoint& point) {
    return point.concurrency
               ? figures::plural(*point.concurrency, "request") + " at once"
               : figures::shown(point.offered_requests_per_sec.value_or(0)) + " requests/s";
}

const LoadPoint* busiest_of(const OperatingCurve& curve) {
    if (!curve.busiest) return nullptr;
    return &*std::ranges::find(curve.points, curve.busiest->id.text,
                               [](const LoadPoint& point) { return point.id.text; });
}

std::string energy_words(const LoadPoint& point) {
    return point.joules_per_token.value
               ? figures::shown(*point.joules_per_token.value) + " J per token"
               : "energy not known";
}

/// What two systems cost at their busiest points, if their energy may be compared.
std::string difference(const OperatingCurve& a, const OperatingCurve& b) {
    const LoadPoint *first = busiest_of(a), *second = busiest_of(b);
    if (first == nullptr || second == nullptr || !first->joules_per_token.value ||
        !second->joules_per_token.value || a.system.energy_scope != b.system.energy_scope)
        return "";
    const double change = *second->joules_per_token.value / *first->joules_per_token.value - 1;
    return " There, " + b.letter + " needs " + percent(std::abs(change)) +
           (change < 0 ? " less" : " more") + " energy per token than " + a.letter +
           (a.system.model == b.system.model ? "." : "; it is another model.");
}

std::string summary_of(const OperatingCurves& made) {
    if (made.curves.empty())
        return "No system was measured with two loads or more under these filters.";
    const OperatingCurve& first = made.curves.front();
    if (first.points.size() == 1)
        return "One load of " + first.system.label + " was measured, which makes no curve.";
    if (made.limits.empty()) {
        const LoadPoint &low = first.points.front(), &high = first.points.back();
        const bool known = low.joules_per_token.value && high.joules_per_token.value;
        return first.letter + ", from " + load_words(low) + " to " + load_words(high) +
               ": the speed for each user goes from " +
               figures::shown(low.tokens_per_sec_per_user) + " to " +
               figures::shown(high.tokens_per_sec_per_user) + " tok/s" +
               (known ? ", and the energy of a token from " +
                            figures::shown(low.joules_per_token.value) + " to " +
                            figures::shown(high.joules_per_token.value) + " J."
                      : "; its energy is not known.");
    }
    const LoadPoint* busiest = busiest_of(first);
    if (busiest == nullptr) return "No measured load of " + first.letter + " meets the limits.";
    std::string words = "Within the limits, " + first.letter + " answers " + load_words(*busiest) +
                        " with " + figures::shown(busiest->tokens_per_sec_per_device) +
                        " tok/s on each device, " + energy_words(*busiest) + ".";
    if (made.curves.size() > 1) words += difference(first, made.curves[1]);
    return words;
}

bool belongs(const Measured& measured, const std::string& id) {
    return std::ranges::any_of(measured.rows,
                               [&](const LeaderboardRow* row) { return row->id.text == id; });
}

}  // namespace

OperatingCurves operating_curves(std::span<const LeaderboardRow> rows,
                                 std::span<const MetricLimit> limits, const AnalysisQuery& query) {
    OperatingCurves made;
    for (const MetricLimit& limit : limits)
        made.limits.push_back(limit.words);
    const std::vector<Measured> systems = systems_of(rows, query, made);
    std::vector<const Measured*> chosen;
    for (const std::string& id : query.systems) {
        const auto found = std::ranges::find_if(
            systems, [&](const Measured& measured) { return belongs(measured, id); });
        if (found == systems.end())
            made.not_found.push_back(id);
        else if (std::ranges::find(chosen, &*found) == chosen.end() && chosen.size() < curves_max)
            chosen.push_back(&*found);
    }
    constexpr std::size_t usual_curves = 3;
    for (const Measured& measured : systems) {
        if (measured.system.loads < 2) continue;
        ++made.systems_total;
        if (made.systems.size() < curve_systems_max) made.systems.push_back(measured.system);
        if (query.systems.empty() && chosen.size() < usual_curves) chosen.push_back(&measured);
    }
    for (const Measured* measured : chosen) {
        made.curves.push_back(curve_of(*measured, limits, query));
        made.curves.back().letter = std::string(1, static_cast<char>('A' + made.curves.size() - 1));
    }
    made.summary = summary_of(made);
    return made;
}

}  // namespace lem::domain
