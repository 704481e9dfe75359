/// llenergymeasure's tables of 2025, a run a row: controlled_results.csv and its like, of 114
/// columns in any order, which are the run's members joined by "_"; and the table of April whose
/// cells hold the parts as JSON. "NA" is a value that is not there. Most published rows imply more
/// power than the GPUs can draw: they are imported as they stand. Facts: the published files.

#include "base/text.hpp"
#include "interchange/results/llenergymeasure_fields.hpp"
#include "interchange/results/table.hpp"

namespace lem::interchange {
namespace {

using schema::json;

/// Objects of a run, whose columns begin with their path. An object stands before those around it.
constexpr std::array objects{
    "/global_energy_metrics/global_experiment_results",
    "/global_energy_metrics/global_derived_quantities",
    "/global_energy_metrics/local_process_results",
    "/global_energy_metrics",
    "/inference_metrics/inference_performance",
    "/inference_metrics/raw_inference_metrics",
    "/compute_metrics/compute_utilisation",
    "/compute_metrics/memory",
    "/compute_metrics",
    "/model_architecture",
    "/variables/accelerate_config",
    "/variables/batching_options",
    "/variables/latency_simulation",
    "/variables/quantisation",
    "/variables/sharding_config",
    "/variables/decoder_config",
    "/variables",
    "/setup",
};

/// The column of a JSON pointer: "setup_model" of "/setup/model".
std::string column_of(std::string_view pointer) {
    std::string column(pointer.starts_with('/') ? pointer.substr(1) : pointer);
    std::ranges::replace(column, '/', '_');
    return column;
}

json cell_value(const json& cell) {
    if (cell == "NA") return nullptr;
    if (cell == "True") return true;
    if (cell == "False") return false;
    return cell;
}

/// The run that a row of joined columns is of.
json nested(const json& row) {
    json run = json::object();
    for (const auto& [column, cell] : row.items()) {
        for (const char* object : objects) {
            const std::string start = column_of(object) + "_";
            if (!column.starts_with(start) || column.size() == start.size()) continue;
            json* at = &run;
            for (const std::string_view name : text::split(object + 1, '/')) {
                if (at->is_null() || at->is_object()) at = &(*at)[std::string(name)];
            }
            // A column that is itself such an object is none of the program's.
            if (at->is_null() || at->is_object())
                (*at)[column.substr(start.size())] = cell_value(cell);
            break;
        }
    }
    return run;
}

/// The run that a row of JSON cells is of. The cells that hold no JSON are the run's number.
json parsed(const Table& table, std::size_t row, const std::string& place, Import& import) {
    json run = json::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::string& cell = table.rows[row][i];
        if (!text::trim(cell).starts_with('{')) continue;
        auto part = schema::parse(cell);
        if (part)
            run[table.columns[i]] = std::move(*part);
        else
            import.wrong(place + " " + table.columns[i],
                         "must be JSON: " + part.error()[0].message);
    }
    return run;
}

bool has_columns(std::string_view header, std::initializer_list<std::string_view> names) {
    return std::ranges::all_of(
        names, [&](std::string_view name) { return header.find(name) != std::string_view::npos; });
}

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view header = sample.head.substr(0, sample.head.find('\n'));
    if (has_columns(header, {"setup_model", "variables_fp_precision",
                             "inference_metrics_raw_inference_metrics_total_generated_tokens"}))
        return "it has the columns setup_model and variables_fp_precision";
    if (has_columns(header, {"configuration_run_id", "inference_metrics", "global_energy_metrics"}))
        return "it has the columns configuration_run_id and global_energy_metrics";
    return std::nullopt;
}

void read(const ResultSource& source, Import& import) {
    const auto table = read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    const bool cells =
        std::ranges::find(table->columns, "configuration_run_id") != table->columns.end();
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        const std::string place = "row " + std::to_string(i + 1);
        const json row = cells ? parsed(*table, i, place, import) : nested(row_object(*table, i));
        const Run2025 parts{.setup = member(row, "setup"),
                            .variables = member(row, "variables"),
                            .architecture = member(row, "model_architecture"),
                            .inference = member(row, "inference_metrics"),
                            .compute = member(row, "compute_metrics"),
                            .energy = member(row, "global_energy_metrics"),
                            .results_pointer = "",
                            .energy_name = "global_energy_metrics"};
        if (!has_figures(parts)) continue;
        ImportedRun& run = import.begin(place);
        read_llenergymeasure_2025(parts, run);
        if (cells) continue;
        for (domain::MappedField& field : run.result.provenance->mapping)
            field.source = column_of(field.source);
    }
}

}  // namespace

extern const ResultFormat llenergymeasure_table;
const ResultFormat llenergymeasure_table{.name = "llenergymeasure-table",
                                         .program = "llenergymeasure, tables of 2025",
                                         .sniff = sniff,
                                         .read = read};

}  // namespace lem::interchange
