/// lem's own export of leaderboard rows as CSV. A row has the figures of a result and not its
/// cycles, so it comes back as a table that states ratios alone; the export as JSON Lines has the
/// documents and comes back as they were.

#include "domain/result/metric.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/table.hpp"

namespace lem::interchange {
namespace {

using schema::json;

/// Rates that are computed anew, from the ones that are taken.
bool follows(const domain::MetricDefinition& metric) {
    constexpr std::array computed{"tokens_per_joule", "avg_power_watts", "total_energy_joules"};
    return std::ranges::find(computed, metric.name) != computed.end();
}

void read_metrics(Fields& fields, domain::CycleMetrics& metrics) {
    for (const domain::MetricDefinition& metric : domain::metrics) {
        if (!metric.ranked()) continue;
        const std::string column = "metrics." + std::string(metric.name);
        if (follows(metric))
            fields.ignore(column + ".value", "is computed anew");
        else
            metrics.*metric.of_cycle =
                fields.number(column + ".value", "cycles.metrics." + std::string(metric.name));
        fields.ignore(column + ".ci95_half_width", "needs the cycles, which the table has not");
    }
}

void read_row(const json& row, ImportedRun& run) {
    Fields fields(row, "", run);
    run.result.tool.name = "lem";
    if (const auto model = fields.text("model", "")) run.model(*model, "/model");
    run.result.model.precision = fields.text("precision", "model.precision");
    if (const auto word = fields.text("engine", "engine.name"))
        run.set_named(*word, "/engine", run.result.engine.name);
    run.result.engine.version = fields.text("engine_version", "engine.version");
    const auto count = fields.count("hardware_count", "environment.devices");
    if (const auto hardware = fields.text("hardware", "environment.devices"))
        run.devices(*hardware, static_cast<int>(std::min<std::int64_t>(count.value_or(1), 1024)));
    if (const auto word = fields.text("energy_scope", "energy_scope"))
        run.set_named(*word, "/energy_scope", run.result.energy_scope);
    if (const auto word = fields.text("energy_method", "energy_method"))
        run.set_named(*word, "/energy_method", run.result.energy_method);
    domain::Cycle& cycle = run.add_cycle(0, 0);
    cycle.mean_input_tokens = fields.number("input_tokens", "cycles.mean_input_tokens");
    cycle.mean_output_tokens = fields.number("output_tokens", "cycles.mean_output_tokens");
    read_metrics(fields, cycle.metrics);
    run.note(
        "A row of a leaderboard, without the cycles it was made from. The window has no length.");
    fields.finish("is of the board that the row comes from");
}

/// A row as an object. Names and versions stay text, even if they look like numbers.
json row_with_texts(const Table& table, std::size_t row) {
    json object = row_object(table, row);
    for (const char* column : {"model", "precision", "engine", "engine_version", "hardware"}) {
        const auto found = std::ranges::find(table.columns, column);
        if (found == table.columns.end()) continue;
        const std::string& cell =
            table.rows[row][static_cast<std::size_t>(found - table.columns.begin())];
        if (!cell.empty()) object[column] = cell;
    }
    return object;
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view header = sample.head.substr(0, sample.head.find('\n'));
    for (const char* column : {"id,", "model", "energy_scope", "metrics.throughput_tokens_per_sec"})
        if (header.find(column) == std::string_view::npos) return std::nullopt;
    return "it has the columns id, energy_scope and metrics.throughput_tokens_per_sec";
}

void read(const ResultSource& source, Import& import) {
    const auto table = read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i)
        read_row(row_with_texts(*table, i), import.begin("row " + std::to_string(i + 1)));
}

}  // namespace

extern const ResultFormat lem_rows;
const ResultFormat lem_rows{
    .name = "lem-rows", .program = "lem, rows of a leaderboard", .sniff = sniff, .read = read};

}  // namespace lem::interchange
