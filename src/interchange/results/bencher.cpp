/// Bencher Metric Format (bencher.dev): {benchmark: {measure: {value, lower_value, upper_value}}},
/// each benchmark a result. The format has no units, so only measures that fix theirs are taken:
/// Bencher's own latency (nanoseconds) and throughput (operations/s), and lem's metrics by name.
/// Energy is not: what it covers is not in the file. Facts: Bencher's reference of the format and
/// of its built-in measures.

#include "interchange/results/fields.hpp"

#include <algorithm>
#include <cmath>

namespace lem::interchange {
namespace {

using domain::MetricDefinition;
using domain::MetricKind;
using schema::json;

constexpr double rate_max = 1e9;

struct Measure {
    const MetricDefinition* metric = nullptr;
    Quantity quantity = {};
};

/// "peak_memory_mb" of Bencher's slug for it, "peak-memory-mb".
std::string unslugged(std::string_view name) {
    std::string changed(name);
    std::ranges::replace(changed, '-', '_');
    return changed;
}

/// Null for a measure whose meaning or unit is not certain.
Measure measure_named(std::string_view name) {
    if (name == "latency" || name == "Latency")
        return {domain::find_metric("e2e_latency_ms"), {.factor = 1e-6, .reason = "nanoseconds"}};
    if (name == "throughput" || name == "Throughput")
        return {domain::find_metric("requests_per_sec"), {.reason = "operations per second"}};
    const std::string found = unslugged(name);
    const MetricDefinition* metric = domain::find_metric(found);
    // Goodput is of limits that are not in the file, and the total follows from its parts.
    if (metric == nullptr || found.starts_with("goodput") || found.starts_with("total_")) return {};
    const bool speed = metric->kind == MetricKind::speed || metric->kind == MetricKind::latency ||
                       metric->kind == MetricKind::memory;
    return speed ? Measure{metric, {}} : Measure{};
}

bool has_measures(const json& benchmark) {
    const auto items = benchmark.items();
    return benchmark.is_object() && std::any_of(items.begin(), items.end(), [](const auto& item) {
               return measure_named(item.key()).metric != nullptr;
           });
}

void read_measure(const json& value, const std::string& name, domain::CycleMetrics& metrics,
                  ImportedRun& run) {
    auto [metric, quantity] = measure_named(name);
    Fields parts(value, "/" + name, run);
    const bool rate = metric->kind == MetricKind::speed;
    quantity.maximum = rate ? rate_max : domain::range_of(*metric).second;
    const auto number =
        parts.number("value", "cycles.metrics." + std::string(metric->name), quantity);
    if (!number) run.wrong("/" + name + "/value", "is required");
    std::optional<double>& place = metrics.*metric->of_cycle;
    if (place) run.wrong("/" + name, "is there under two names");
    place = number;
    for (const char* bound : {"lower_value", "upper_value"})
        parts.ignore(bound, "lem computes intervals from cycles, and this is one");
    parts.finish();
}

/// A measure may have a UUID for a name, which is of somebody's project.
void ignore(const std::string& name, ImportedRun& run) {
    const bool uuid = name.size() == 36 && name[8] == '-' && name[13] == '-' && name[23] == '-';
    const MetricDefinition* metric = domain::find_metric(unslugged(name));
    const bool energy = metric != nullptr && metric->kind == MetricKind::energy;
    run.report({uuid ? "/(a UUID)" : "/" + name, "", domain::FieldFate::ignored,
                energy ? "what the energy covers is not in the file"
                       : "its meaning or its unit is not certain"});
}

/// The benchmark has a number here, as its name may be a command line or a UUID.
void read_benchmark(const json& benchmark, ImportedRun& run) {
    run.result.tool.name = "Bencher";
    domain::CycleMetrics metrics;
    bool operations = false;
    for (const auto& [name, value] : benchmark.items()) {
        if (measure_named(name).metric == nullptr) {
            ignore(name, run);
            continue;
        }
        read_measure(value, name, metrics, run);
        operations = operations || measure_named(name).quantity.reason.size() > 0;
    }
    run.add_cycle(0, 0).metrics = metrics;
    run.note("The file states rates and latencies alone: how long the benchmark ran is not known.");
    if (operations) run.note("An operation of the benchmark is taken as a request.");
    run.note("This is " + run.place() +
             " of the file; its name is left out, because it may be private.");
}

bool is_metric(const json& value) {
    if (!value.is_object() || !member(value, "value").is_number()) return false;
    const auto items = value.items();
    return std::all_of(items.begin(), items.end(), [](const auto& item) {
        return item.key() == "value" || item.key() == "lower_value" || item.key() == "upper_value";
    });
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document == nullptr || !sample.document->is_object()) return std::nullopt;
    std::size_t metrics = 0;
    for (const auto& [benchmark, measures] : sample.document->items()) {
        if (!measures.is_object()) return std::nullopt;
        for (const auto& [name, value] : measures.items()) {
            if (!is_metric(value)) return std::nullopt;
            ++metrics;
        }
    }
    if (metrics == 0) return std::nullopt;
    return "it has benchmarks whose measures have nothing but value, lower_value and upper_value";
}

void read(const ResultSource& source, Import& import) {
    std::size_t number = 0, read = 0;
    for (const Record& record : source.records) {
        if (!record.value.is_object()) {
            import.wrong(record.place, "must be an object of benchmarks");
            continue;
        }
        for (const auto& [name, benchmark] : record.value.items()) {
            ++number;
            if (!has_measures(benchmark)) continue;
            read_benchmark(benchmark, import.begin("benchmark " + std::to_string(number)));
            ++read;
        }
    }
    if (read == 0)
        import.wrong("",
                     "has no measure of certain meaning and unit: latency, throughput, or a "
                     "metric of lem such as time_to_first_token_ms, but not energy");
}

}  // namespace

extern const ResultFormat bencher;
const ResultFormat bencher{.name = "bencher-metric-format",
                           .program = "Bencher Metric Format",
                           .sniff = sniff,
                           .read = read};

}  // namespace lem::interchange
