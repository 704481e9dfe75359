/// AI Energy Score of Hugging Face and partners. Three files: `master_results.csv` of its batch
/// runner (2025-10), which has all figures; the leaderboard's table, which has the energy of 1000
/// requests; and `GPU_ENERGY_SUMMARY.json`, which has the energy of a run. The last two state
/// neither tokens nor time. Energy is that of the GPUs by CodeCarbon, in Wh. Text generation alone
/// is read. Facts: results_aggregator.py and summarize_gpu_wh.py.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/table.hpp"

namespace lem::interchange {
namespace {

using schema::json;

constexpr Quantity watt_hours{.factor = 3600, .reason = "Wh"};
constexpr Quantity seconds{.factor = 1e3, .reason = "seconds"};
constexpr Quantity counted{.maximum = 1e9};
constexpr std::string_view no_gpus = "The file names neither the GPU nor how many there were.";
constexpr std::string_view board_energy = "GPU Energy (Wh) per 1k tasks";

/// A value of 0 is one that was not measured.
std::optional<double> above_0(std::optional<double> value) {
    return value && *value > 0 ? value : std::nullopt;
}

void set_energy(domain::Cycle& cycle, std::optional<double> joules, ImportedRun& run) {
    cycle.energy.energy_joules = above_0(joules);
    if (!cycle.energy.energy_joules) return;
    run.result.energy_scope = domain::EnergyScope::gpu;
    run.result.energy_method = domain::EnergyMethod::counter;
    run.note("Energy is that of the GPUs as CodeCarbon reads it from the driver.");
}

/// A cycle of unknown length: its window has none, so that nothing is computed from it.
domain::Cycle& add_timeless_cycle(ImportedRun& run) {
    run.note(
        "Neither the time nor the number of tokens is known, so there is no power, no "
        "throughput and no energy per token. The window has no length.");
    return run.add_cycle(0, 0);
}

class BatchRowReader {
public:
    BatchRowReader(const json& row, ImportedRun& run)
        : row_(row), run_(run), fields_(row, "", run) {}

    void read() {
        run_.result.tool.name = "AI Energy Score";
        if (const auto model = fields_.text("model_name", "")) run_.model(*model, "/model_name");
        const auto length_s = fields_.number("total_duration_seconds", "cycles.window",
                                             {.minimum = 1e-6, .maximum = 1e8});
        if (!length_s) return run_.wrong("/total_duration_seconds", "must be a time above 0");
        domain::Cycle& cycle = run_.add_cycle(0, *length_s);
        set_energy(cycle,
                   fields_.number("gpu_energy_wh", "cycles.energy.energy_joules", watt_hours),
                   run_);
        cycle.tokens.input = tokens("total_prompt_tokens", "cycles.tokens.input");
        cycle.tokens.output = tokens("total_completion_tokens", "cycles.tokens.output");
        cycle.requests.completed = requests("successful_prompts", "cycles.requests.completed");
        cycle.requests.failed = requests("failed_prompts", "cycles.requests.failed");
        cycle.metrics.time_to_first_token_ms = above_0(fields_.number(
            "avg_time_to_first_token", "cycles.metrics.time_to_first_token_ms", seconds));
        for (const char* older_and_newer : {"avg_latency_seconds", "avg_total_time"}) {
            const auto mean_ms =
                above_0(fields_.number(older_and_newer, "cycles.metrics.e2e_latency_ms", seconds));
            if (mean_ms) cycle.metrics.e2e_latency_ms = mean_ms;
        }
        run_.devices_unknown(std::string(no_gpus));
        settings();
    }

private:
    std::optional<std::int64_t> tokens(const char* name, const char* target) {
        const auto count = fields_.count(name, target);
        return count && *count > 0 ? count : std::nullopt;
    }

    std::optional<int> requests(const char* name, const char* target) {
        const auto count = fields_.number(name, target, counted);
        return count ? std::optional(static_cast<int>(*count)) : std::nullopt;
    }

    void settings() {
        if (const json& state = member(row_, "reasoning_state"); state.is_string())
            run_.result.engine.capabilities["reasoning"] =
                text::cut(state.get_ref<const std::string&>(), 60);
        fields_.text("reasoning_state", "engine.capabilities.reasoning");
        fields_.ignore("timestamp", "has no time zone");
        fields_.ignore("task", "is text generation; lem reads no other");
        fields_.ignore("tokens_per_joule", "counts prompt tokens, too, and is computed anew");
        for (const char* ratio : {"throughput_tokens_per_second", "wh_per_1000_queries",
                                  "avg_energy_per_prompt_wh", "total_tokens"})
            fields_.ignore(ratio, "is computed anew from tokens, time and energy");
        fields_.remove("error_message", "may hold paths of the machine");
        fields_.finish();
    }

    const json& row_;
    ImportedRun& run_;
    Fields fields_;
};

/// The leaderboard writes thousands with commas.
json without_commas(const json& cell) {
    if (!cell.is_string()) return cell;
    std::string digits = cell.get<std::string>();
    std::erase(digits, ',');
    const auto number = text::to_double(text::trim(digits));
    return number ? json(*number) : cell;
}

void read_board_row(json row, ImportedRun& run) {
    run.result.tool.name = "AI Energy Score";
    const std::string energy(board_energy);
    row[energy] = without_commas(member(row, energy));
    Fields fields(row, "", run);
    for (const char* name : {"Model", "model"}) {
        if (const auto model = fields.text(name, "")) run.model(*model, std::string("/") + name);
    }
    const auto joules = fields.number(energy, "cycles.energy.energy_joules", watt_hours);
    if (above_0(joules) == std::nullopt)
        return run.wrong("/" + energy, "must be an energy above 0");
    domain::Cycle& cycle = add_timeless_cycle(run);
    set_energy(cycle, joules, run);
    cycle.requests.completed = 1000;
    run.derived("cycles.requests.completed", "the table's energy is that of 1000 requests");
    // Its rules: on H100 alone, one of them for the classes A and B.
    const json& size = member(row, "Model Class (Only for Text Generation)");
    if (size == "A" || size == "B") {
        fields.text("Model Class (Only for Text Generation)", "environment.devices");
        run.devices("NVIDIA H100", 1);
        run.derived("environment.devices", "AI Energy Score measures these classes on one H100");
    } else {
        run.devices_unknown(
            "AI Energy Score measures on NVIDIA H100; the table does not say how many a model of "
            "this class needed.");
    }
    fields.finish();
}

void read_summary(const json& file, ImportedRun& run) {
    Fields fields(file, "", run);
    run.result.tool.name = "AI Energy Score";
    if (fields.text("units", "") != "Wh") return run.wrong("/units", "must be Wh");
    const auto joules = fields.number("total", "cycles.energy.energy_joules", watt_hours);
    if (above_0(joules) == std::nullopt) return run.wrong("/total", "must be an energy above 0");
    set_energy(add_timeless_cycle(run), joules, run);
    run.note(
        "How many requests there were is not known: 1000 by the rules, but any number may be "
        "set.");
    run.devices_unknown(std::string(no_gpus));
    for (const char* phase : {"preprocess_wh", "prefill_wh", "decode_wh"})
        fields.ignore(phase, "is a part of the total");
    fields.finish();
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

bool names(std::string_view line, std::string_view column) {
    return line.find(column) != std::string_view::npos;
}

std::optional<std::string> sniff(const Sample& sample) {
    if (has_keys(sample, {"units", "total", "prefill_wh", "decode_wh"}))
        return "it has the keys units, total, prefill_wh and decode_wh";
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view line = first_line(sample.head);
    if (names(line, "wh_per_1000_queries") ||
        (names(line, "model_class") && names(line, "gpu_energy_wh")))
        return "it has the columns of AI Energy Score's batch runner";
    if (names(line, board_energy)) return "it has the column GPU Energy (Wh) per 1k tasks";
    if (names(line, "Models to Add") && names(line, "Reasoning State"))
        return "it has the columns of AI Energy Score's list of models";
    return std::nullopt;
}

bool generates_text(const json& row) {
    for (const char* column : {"task", "Task"}) {
        const json& task = member(row, column);
        if (!task.is_string()) continue;
        const std::string name = text::lower(task.get_ref<const std::string&>());
        if (!name.starts_with("text_gen") && !name.starts_with("text gen")) return false;
    }
    return true;
}

void read_row(const json& row, const std::string& place, Import& import) {
    const json& error = member(row, "error_message");
    if (!error.is_null() || !generates_text(row)) return;  // a run that failed, or another task
    if (!member(row, board_energy).is_null()) return read_board_row(row, import.begin(place));
    if (member(row, "gpu_energy_wh").is_null()) return;
    BatchRowReader(row, import.begin(place)).read();
}

void read(const ResultSource& source, Import& import) {
    for (const auto& [file, place] : source.records)
        read_summary(file, import.begin(place));
    if (!source.records.empty()) return;
    if (names(first_line(source.bytes), "Models to Add"))
        return import.wrong("", "is AI Energy Score's list of models, which has no results");
    const auto table = read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i)
        read_row(row_object(*table, i), "row " + std::to_string(i + 1), import);
}

}  // namespace

extern const ResultFormat ai_energy_score;
const ResultFormat ai_energy_score{
    .name = "ai-energy-score", .program = "AI Energy Score", .sniff = sniff, .read = read};

}  // namespace lem::interchange
