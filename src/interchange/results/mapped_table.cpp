#include "interchange/results/mapped_table.hpp"

#include "base/text.hpp"
#include "domain/result/metric.hpp"
#include "interchange/results/import.hpp"
#include "schema/read.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace lem::interchange {
namespace {

using domain::FieldFate;

/// What people write into a cell that has no value.
bool is_blank(std::string_view cell) {
    constexpr std::array words{"", "-", "--", "na", "n/a", "nan", "null", "none", "?"};
    const std::string lowered = text::lower(text::trim(cell));
    return std::ranges::find(words, lowered) != words.end();
}

/// "1.234,5" with a decimal comma is 1234.5. A mark that groups thousands has three digits behind
/// it and some before: "1.5" is no such number, and not 15.
std::optional<double> number_of(std::string_view cell, char decimal) {
    const char grouping = decimal == ',' ? '.' : ',';
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::string digits;
    bool in_decimals = false;
    const std::string_view trimmed = text::trim(cell);
    for (std::size_t i = 0; i < trimmed.size(); ++i) {
        const char c = trimmed[i];
        if (c == ' ' || c == grouping || c == '\'') {
            const auto after = [&](std::size_t n) {
                return i + n < trimmed.size() && is_digit(trimmed[i + n]);
            };
            const bool groups = !in_decimals && !digits.empty() && is_digit(digits.back()) &&
                                after(1) && after(2) && after(3) && !after(4);
            if (!groups) return std::nullopt;
            continue;
        }
        in_decimals = in_decimals || c == decimal;
        digits += c == decimal ? '.' : c;
    }
    return text::to_double(digits);
}

/// One row, as an object whose members are the targets' names.
class RowReader {
public:
    RowReader(const TableMapping& mapping, const Table& table, std::size_t row)
        : mapping_(mapping), decimal_(mapping.decimal[0]) {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            cells_.emplace(table.columns[i], table.rows[row][i]);
    }

    /// nullopt if the row does not say.
    std::optional<std::string> words(std::string_view to) const {
        const TableField* field = find(to);
        if (field == nullptr) return std::nullopt;
        const std::string cell(text::trim(field->value ? *field->value : cell_of(*field)));
        return is_blank(cell) ? std::nullopt : std::optional(cell);
    }

    std::optional<std::string> words(std::string_view to, std::string_view path,
                                     ImportedRun& run) const {
        auto found = words(to);
        if (found) report(*find(to), path, 1, run);
        return found;
    }

    std::optional<double> number(std::string_view to, std::string_view path,
                                 ImportedRun& run) const {
        const auto cell = words(to);
        if (!cell) return std::nullopt;
        const TableField& field = *find(to);
        const std::string_view unit = mapped_name(to)->unit;
        const double factor = factor_of(field.unit.value_or(std::string(unit)), unit).value_or(1);
        const auto number = number_of(*cell, decimal_);
        if (!number || !(*number * factor >= 0 && *number * factor <= 1e15)) {
            run.wrong(pointer_of(field),
                      "must be a number from 0 on, found " + text::cut(*cell, 40));
            return std::nullopt;
        }
        report(field, path, factor, run);
        return *number * factor;
    }

    /// The columns that no field of the mapping names.
    void report_rest(ImportedRun& run) const {
        for (const auto& [column, cell] : cells_) {
            const bool mapped = std::ranges::any_of(
                mapping_.fields, [&](const TableField& field) { return field.column == column; });
            if (!mapped)
                run.report({"/" + std::string(column), "", FieldFate::ignored,
                            "the mapping does not name it"});
        }
    }

    static std::string pointer_of(const TableField& field) {
        return "/" + field.column.value_or(field.to);
    }

private:
    const TableField* find(std::string_view to) const {
        const auto found = std::ranges::find(mapping_.fields, to, &TableField::to);
        return found == mapping_.fields.end() ? nullptr : &*found;
    }

    std::string_view cell_of(const TableField& field) const {
        const auto found = cells_.find(field.column.value_or(""));
        return found == cells_.end() ? std::string_view() : found->second;
    }

    void report(const TableField& field, std::string_view path, double factor,
                ImportedRun& run) const {
        if (field.value)
            run.report({"", std::string(path), FieldFate::taken, "stated in the mapping"});
        else
            run.report({pointer_of(field), std::string(path),
                        factor == 1 ? FieldFate::taken : FieldFate::converted,
                        factor == 1 ? "the same" : *field.unit});
    }

    const TableMapping& mapping_;
    char decimal_;
    std::map<std::string_view, std::string_view> cells_;
};

/// A whole number of things, of which there may be `most`.
std::optional<std::int64_t> whole(std::optional<double> number, const char* to, double most,
                                  ImportedRun& run) {
    if (!number) return std::nullopt;
    if (*number <= most && *number == std::floor(*number))
        return static_cast<std::int64_t>(*number);
    run.wrong("/" + std::string(to), "must be a whole number up to " + text::number(most) +
                                         ", found " + text::number(*number));
    return std::nullopt;
}

/// What is the same for every repetition of a run.
void read_setup(const RowReader& row, ImportedRun& run) {
    if (const auto model = row.words("model")) run.model(*model, "/model");
    run.result.model.precision = row.words("precision", "model.precision", run);
    if (const auto name = row.words("engine", "engine.name", run)) {
        const auto engine = engine_named(*name);
        if (engine)
            run.result.engine.name = *engine;
        else
            run.note("The engine " + *name + " is not one of those that lem knows.");
    }
    run.result.engine.version = row.words("engine_version", "engine.version", run);
    const auto count = whole(row.number("hardware_count", "environment.devices", run),
                             "hardware_count", 4096, run);
    if (const auto hardware = row.words("hardware", "environment.devices", run))
        run.devices(*hardware, static_cast<int>(count.value_or(1)));
    const auto streams =
        whole(row.number("streams", "experiment.load", run), "streams", 16384, run);
    const auto rate = row.number("requests_per_sec_asked", "experiment.load", run);
    if (rate && *rate > 0)
        run.load(domain::PoissonLoad{
            .requests_per_sec = *rate,
            .in_flight_max = static_cast<int>(std::max<std::int64_t>(1, streams.value_or(16384)))});
    else if (streams && *streams > 0)
        run.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*streams)});
    if (const auto word = row.words("energy_scope", "energy_scope", run))
        run.set_named(*word, "/energy_scope", run.result.energy_scope);
    if (const auto word = row.words("energy_method", "energy_method", run))
        run.set_named(*word, "/energy_method", run.result.energy_method);
}

void read_metrics(const RowReader& row, domain::CycleMetrics& metrics, ImportedRun& run) {
    for (const domain::MetricDefinition& metric : domain::metrics) {
        const bool stated =
            metric.kind == domain::MetricKind::latency || metric.kind == domain::MetricKind::memory;
        if (stated && may_be_stated(metric))
            metrics.*metric.of_cycle =
                row.number(metric.name, "cycles.metrics." + std::string(metric.name), run);
    }
}

/// Energy and throughput, as amounts if the time is known, else as ratios alone.
void read_rates(const RowReader& row, domain::Cycle& cycle, ImportedRun& run) {
    const double length_s = cycle.window.end_s - cycle.window.start_s;
    const auto rate =
        row.number("throughput_tokens_per_sec", "cycles.metrics.throughput_tokens_per_sec", run);
    const auto power = row.number("avg_power_watts", "cycles.metrics.avg_power_watts", run);
    if (!cycle.energy.energy_joules && power && length_s > 0) {
        cycle.energy.energy_joules = *power * length_s;
        run.derived("cycles.energy.energy_joules", "mean power and time");
    }
    if (!cycle.tokens.output && rate && length_s > 0) {
        cycle.tokens.output = static_cast<std::int64_t>(*rate * length_s + 0.5);
        run.derived("cycles.tokens.output", "throughput and time");
    }
    auto each = row.number("joules_per_token", "cycles.metrics.joules_per_token", run);
    const auto efficiency = row.number("tokens_per_joule", "cycles.metrics.tokens_per_joule", run);
    if (!each && efficiency && *efficiency > 0) each = 1 / *efficiency;
    if (!each && power && rate && *rate > 0) {
        each = *power / *rate;
        run.derived("cycles.metrics.joules_per_token", "mean power and throughput");
    }
    if (!cycle.energy.energy_joules && each && cycle.tokens.output) {
        cycle.energy.energy_joules = *each * static_cast<double>(*cycle.tokens.output);
        run.derived("cycles.energy.energy_joules", "energy per token and tokens");
    } else if (!cycle.energy.energy_joules && each && *each > 0) {
        cycle.metrics.joules_per_token = each;
    }
    if (!cycle.tokens.output && rate && *rate > 0) cycle.metrics.throughput_tokens_per_sec = rate;
}

void read_cycle(const RowReader& row, ImportedRun& run) {
    const double start_s = run.result.cycles.empty() ? 0 : run.result.cycles.back().window.end_s;
    const double length_s = row.number("window_s", "cycles.window", run).value_or(0);
    constexpr double longest_s = 1e8;
    if (length_s > longest_s) run.wrong("/window_s", "is longer than three years");
    domain::Cycle& cycle = run.add_cycle(start_s, std::min(length_s, longest_s));
    const auto tokens = [&](const char* to, const char* path) {
        return whole(row.number(to, path, run), to, domain::most("tokens"), run);
    };
    cycle.tokens.input = tokens("input_tokens", "cycles.tokens.input");
    cycle.tokens.output = tokens("output_tokens", "cycles.tokens.output");
    cycle.mean_input_tokens = row.number("mean_input_tokens", "cycles.mean_input_tokens", run);
    cycle.mean_output_tokens = row.number("mean_output_tokens", "cycles.mean_output_tokens", run);
    const auto requests = [&](const char* to, const char* path) -> std::optional<int> {
        const auto count = whole(row.number(to, path, run), to, domain::most_counted, run);
        return count ? std::optional(static_cast<int>(*count)) : std::nullopt;
    };
    cycle.requests.completed = requests("completed_requests", "cycles.requests.completed");
    cycle.requests.failed = requests("failed_requests", "cycles.requests.failed");
    cycle.energy.energy_joules =
        row.number("total_energy_joules", "cycles.energy.energy_joules", run);
    read_metrics(row, cycle.metrics, run);
    read_rates(row, cycle, run);
    const bool timeless = length_s <= 0;
    if (timeless)
        run.note("The table does not state how long it was measured. The window has no length.");
}

}  // namespace

tl::expected<std::vector<domain::Result>, ImportFailure> import_table(std::string_view bytes,
                                                                      std::string_view sha256,
                                                                      const GivenFacts& given,
                                                                      const TableMapping& mapping) {
    if (auto problem = unreadable(bytes)) return tl::unexpected(std::move(*problem));
    const auto table = read_mapped(bytes, mapping);
    if (!table) return tl::unexpected(ImportFailure{.violations = table.error()});
    Violations problems = mapping_problems(mapping, table->columns);
    for (Violation& problem : problems)
        problem.pointer = "mapping " + problem.pointer;
    if (!problems.empty()) return tl::unexpected(ImportFailure{.violations = std::move(problems)});
    const ResultSource source{.bytes = bytes, .sha256 = sha256, .given = given};
    Import import(source, mapped_table_name);
    std::map<std::string, ImportedRun*> repeated;
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        const RowReader row(mapping, *table, i);
        const auto id = row.words("run");
        if (const auto known = id ? repeated.find(*id) : repeated.end(); known != repeated.end()) {
            read_cycle(row, *known->second);
            continue;
        }
        ImportedRun& run = import.begin("row " + std::to_string(i + 1));
        if (id) repeated.emplace(*id, &run);
        run.note("Its submitter's mapping says what the columns of the table are.");
        read_setup(row, run);
        read_cycle(row, run);
        row.report_rest(run);
    }
    return finished(std::move(import));
}

}  // namespace lem::interchange
