/// llama.cpp's `llama-bench`, each row of which is a result: -o json, jsonl, csv, sql or md. A row
/// is a test of the prompt (n_gen 0), of generation (n_prompt 0) or of both; one sequence at a
/// time, without a server. Speed only.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/llama_bench_row.hpp"
#include "interchange/results/table.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr std::string_view sql_insert = "INSERT INTO ";

/// "1.08 GiB" and "1.24 B" of the Markdown table.
std::optional<double> with_unit(std::string_view cell) {
    const std::size_t space = cell.find(' ');
    const auto number = text::to_double(cell.substr(0, space));
    if (!number || space == std::string_view::npos) return std::nullopt;
    const std::string_view unit = text::trim(cell.substr(space));
    struct Unit {
        std::string_view name;
        double factor;
    };
    constexpr std::array units{
        Unit{"KiB", 1024.0}, Unit{"MiB", 1048576.0}, Unit{"GiB", 1073741824.0},
        Unit{"K", 1e3},      Unit{"M", 1e6},         Unit{"B", 1e9}};
    const auto found = std::ranges::find(units, unit, &Unit::name);
    return found == units.end() ? std::nullopt : std::optional(*number * found->factor);
}

/// The columns of the Markdown table under the names of the other forms. It is rounded, and names
/// the model only by its type.
json from_markdown(const Table& table, std::size_t index, Import& import) {
    const auto cell = [&](std::string_view column) -> std::string_view {
        const auto found = std::ranges::find(table.columns, column);
        return found == table.columns.end()
                   ? std::string_view()
                   : std::string_view(
                         table
                             .rows[index][static_cast<std::size_t>(found - table.columns.begin())]);
    };
    json row = json::object();
    row["model_type"] = std::string(cell("model"));
    row["model_filename"] = text::slug(cell("model"), 100);
    if (const auto bytes = with_unit(cell("size"))) row["model_size"] = std::round(*bytes);
    if (const auto weights = with_unit(cell("params"))) row["model_n_params"] = *weights;
    row["backends"] = std::string(cell("backend"));
    for (const auto& [column, name] :
         {std::pair("ngl", "n_gpu_layers"), std::pair("threads", "n_threads")}) {
        if (const auto number = text::to_double(cell(column))) row[name] = *number;
    }
    // "pp512", "tg128", "pp512+tg128", with " @ d4096" behind.
    std::string_view test = cell("test");
    const auto number_after = [&](std::string_view mark) {
        const std::size_t at = test.find(mark);
        if (at == std::string_view::npos) return 0.0;
        const std::string_view digits = test.substr(at + mark.size());
        return text::to_double(digits.substr(0, digits.find_first_not_of("0123456789")))
            .value_or(0);
    };
    row["n_prompt"] = number_after("pp");
    row["n_gen"] = number_after("tg");
    row["n_depth"] = number_after("@ d");
    const std::string_view rate = cell("t/s");
    const auto mean = text::to_double(text::trim(rate.substr(0, rate.find("±"))));
    if (mean)
        row["avg_ts"] = *mean;
    else
        import.wrong("row " + std::to_string(index + 1),
                     "t/s must be a number, found " + text::cut(rate, 40));
    return row;
}

/// The rows of `INSERT INTO test (columns) VALUES ('...', ...);`.
tl::expected<Table, Violations> read_sql(std::string_view sql) {
    std::string csv;
    for (std::size_t at = 0; (at = sql.find(sql_insert, at)) != std::string_view::npos;) {
        const std::size_t open = sql.find('(', at), close = sql.find(')', at),
                          values = sql.find('(', close), end = sql.find(");", values);
        if (end == std::string_view::npos) break;
        if (csv.empty()) csv = std::string(sql.substr(open + 1, close - open - 1)) + "\n";
        for (const char c : sql.substr(values + 1, end - values - 1))
            csv += c == '\'' ? '"' : c;
        csv += '\n';
        at = end;
    }
    auto table = read_csv(csv);
    if (!table) return table;
    for (auto* cells : {&table->columns}) {
        for (std::string& cell : *cells)
            cell = std::string(text::trim(cell));
    }
    return table;
}

std::optional<std::string> sniff(const Sample& sample) {
    if (has_keys(sample, {"build_commit", "n_prompt", "n_gen", "avg_ts"}))
        return "it has the keys build_commit, n_prompt, n_gen and avg_ts";
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view first = sample.head.substr(0, sample.head.find('\n'));
    const auto names = [&](std::string_view word) {
        return first.find(word) != std::string_view::npos;
    };
    if (names("build_commit") && names("n_prompt") && names("n_gen") && names("avg_ts"))
        return "it has the columns build_commit, n_prompt, n_gen and avg_ts";
    const bool markdown = sample.head.find("| model ") != std::string_view::npos &&
                          sample.head.find(" test |") != std::string_view::npos &&
                          sample.head.find(" t/s |") != std::string_view::npos;
    if (markdown) return "it has a table with the columns model, test and t/s";
    const bool sql = sample.head.find("INSERT INTO ") != std::string_view::npos &&
                     sample.head.find("n_prompt") != std::string_view::npos;
    if (sql) return "it inserts rows with the column n_prompt";
    return std::nullopt;
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records)
        read_llama_bench_row(record.value, import.begin(record.place));
    if (!source.records.empty()) return;
    const bool sql = source.bytes.find(sql_insert) != std::string_view::npos;
    const bool markdown = !sql && source.bytes.find(" t/s |") != std::string_view::npos;
    const auto table = sql        ? read_sql(source.bytes)
                       : markdown ? read_markdown(source.bytes)
                                  : read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        ImportedRun& run = import.begin("row " + std::to_string(i + 1));
        if (markdown) run.note("A Markdown table is rounded, and names the model by its type.");
        const json row = markdown ? from_markdown(*table, i, import) : row_object(*table, i);
        read_llama_bench_row(row, run);
    }
}

}  // namespace

extern const ResultFormat llama_bench;
const ResultFormat llama_bench{
    .name = "llama-bench", .program = "llama-bench of llama.cpp", .sniff = sniff, .read = read};

}  // namespace lem::interchange
