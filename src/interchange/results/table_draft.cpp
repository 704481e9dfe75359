#include "base/text.hpp"
#include "interchange/results/table_mapping.hpp"

#include <algorithm>
#include <array>

namespace lem::interchange {
namespace {

/// What a column probably is, by its name in lower case, letters and digits alone.
struct UsualName {
    std::string_view column, to, unit;
};
constexpr std::array usual_names{
    UsualName{"modelname", "model", ""},
    UsualName{"modelid", "model", ""},
    UsualName{"dtype", "precision", ""},
    UsualName{"quantization", "precision", ""},
    UsualName{"quantisation", "precision", ""},
    UsualName{"quant", "precision", ""},
    UsualName{"backend", "engine", ""},
    UsualName{"framework", "engine", ""},
    UsualName{"runtime", "engine", ""},
    UsualName{"version", "engine_version", ""},
    UsualName{"gpu", "hardware", ""},
    UsualName{"device", "hardware", ""},
    UsualName{"gpuname", "hardware", ""},
    UsualName{"accelerator", "hardware", ""},
    UsualName{"gpumodel", "hardware", ""},
    UsualName{"gpus", "hardware_count", ""},
    UsualName{"numgpus", "hardware_count", ""},
    UsualName{"gpucount", "hardware_count", ""},
    UsualName{"devices", "hardware_count", ""},
    UsualName{"ngpu", "hardware_count", ""},
    UsualName{"runid", "run", ""},
    UsualName{"duration", "window_s", ""},
    UsualName{"time", "window_s", ""},
    UsualName{"runtime", "window_s", ""},
    UsualName{"totaltime", "window_s", ""},
    UsualName{"elapsed", "window_s", ""},
    UsualName{"prompttokens", "input_tokens", ""},
    UsualName{"totalinputtokens", "input_tokens", ""},
    UsualName{"tokensin", "input_tokens", ""},
    UsualName{"completiontokens", "output_tokens", ""},
    UsualName{"generatedtokens", "output_tokens", ""},
    UsualName{"totaloutputtokens", "output_tokens", ""},
    UsualName{"tokensout", "output_tokens", ""},
    UsualName{"tokens", "output_tokens", ""},
    UsualName{"isl", "mean_input_tokens", ""},
    UsualName{"promptlength", "mean_input_tokens", ""},
    UsualName{"inputlength", "mean_input_tokens", ""},
    UsualName{"osl", "mean_output_tokens", ""},
    UsualName{"outputlength", "mean_output_tokens", ""},
    UsualName{"maxtokens", "mean_output_tokens", ""},
    UsualName{"requests", "completed_requests", ""},
    UsualName{"completed", "completed_requests", ""},
    UsualName{"numrequests", "completed_requests", ""},
    UsualName{"failed", "failed_requests", ""},
    UsualName{"errors", "failed_requests", ""},
    UsualName{"concurrency", "streams", ""},
    UsualName{"maxconcurrency", "streams", ""},
    UsualName{"users", "streams", ""},
    UsualName{"parallel", "streams", ""},
    UsualName{"requestrate", "requests_per_sec_asked", ""},
    UsualName{"qps", "requests_per_sec_asked", ""},
    UsualName{"scope", "energy_scope", ""},
    UsualName{"method", "energy_method", ""},
    UsualName{"windowms", "window_s", "ms"},
    UsualName{"durations", "window_s", "s"},
    UsualName{"durationms", "window_s", "ms"},
    UsualName{"durationmin", "window_s", "min"},
    UsualName{"times", "window_s", "s"},
    UsualName{"energy", "total_energy_joules", ""},
    UsualName{"energyj", "total_energy_joules", "J"},
    UsualName{"energyjoules", "total_energy_joules", "J"},
    UsualName{"joules", "total_energy_joules", "J"},
    UsualName{"energykj", "total_energy_joules", "kJ"},
    UsualName{"energywh", "total_energy_joules", "Wh"},
    UsualName{"wh", "total_energy_joules", "Wh"},
    UsualName{"energykwh", "total_energy_joules", "kWh"},
    UsualName{"power", "avg_power_watts", ""},
    UsualName{"powerw", "avg_power_watts", "W"},
    UsualName{"watts", "avg_power_watts", "W"},
    UsualName{"meanpower", "avg_power_watts", ""},
    UsualName{"avgpower", "avg_power_watts", ""},
    UsualName{"averagepower", "avg_power_watts", ""},
    UsualName{"meanpowerw", "avg_power_watts", "W"},
    UsualName{"avgpowerw", "avg_power_watts", "W"},
    UsualName{"throughput", "throughput_tokens_per_sec", ""},
    UsualName{"tokenspersecond", "throughput_tokens_per_sec", ""},
    UsualName{"tokenspersec", "throughput_tokens_per_sec", ""},
    UsualName{"outputtokenspersecond", "throughput_tokens_per_sec", ""},
    UsualName{"toks", "throughput_tokens_per_sec", ""},
    UsualName{"tps", "throughput_tokens_per_sec", ""},
    UsualName{"outputthroughput", "throughput_tokens_per_sec", ""},
    UsualName{"jpertoken", "joules_per_token", "J/tok"},
    UsualName{"jtoken", "joules_per_token", "J/tok"},
    UsualName{"jtok", "joules_per_token", "J/tok"},
    UsualName{"energypertoken", "joules_per_token", ""},
    UsualName{"tokj", "tokens_per_joule", ""},
    UsualName{"ttft", "time_to_first_token_ms", ""},
    UsualName{"ttftms", "time_to_first_token_ms", "ms"},
    UsualName{"ttfts", "time_to_first_token_ms", "s"},
    UsualName{"meanttftms", "time_to_first_token_ms", "ms"},
    UsualName{"p50ttftms", "time_to_first_token_ms_p50", "ms"},
    UsualName{"medianttftms", "time_to_first_token_ms_p50", "ms"},
    UsualName{"p90ttftms", "time_to_first_token_ms_p90", "ms"},
    UsualName{"p99ttftms", "time_to_first_token_ms_p99", "ms"},
    UsualName{"tpot", "latency_per_token_ms", ""},
    UsualName{"tpotms", "latency_per_token_ms", "ms"},
    UsualName{"meantpotms", "latency_per_token_ms", "ms"},
    UsualName{"p50tpotms", "latency_per_token_ms_p50", "ms"},
    UsualName{"mediantpotms", "latency_per_token_ms_p50", "ms"},
    UsualName{"p90tpotms", "latency_per_token_ms_p90", "ms"},
    UsualName{"p99tpotms", "latency_per_token_ms_p99", "ms"},
    UsualName{"latency", "e2e_latency_ms", ""},
    UsualName{"latencyms", "e2e_latency_ms", "ms"},
    UsualName{"e2elatencyms", "e2e_latency_ms", "ms"},
    UsualName{"peakmemory", "peak_memory_mb", ""},
    UsualName{"memory", "peak_memory_mb", ""},
    UsualName{"memorymb", "peak_memory_mb", "MB"},
    UsualName{"memorygb", "peak_memory_mb", "GB"},
    UsualName{"vram", "peak_memory_mb", ""},
    UsualName{"vramgb", "peak_memory_mb", "GB"},
};

/// Letters and digits alone, in lower case: "Tokens Out" and "tokens_out" are the same.
std::string plain(std::string_view name) {
    std::string letters;
    for (const char c : text::lower(name)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
    }
    return letters;
}

/// What a column is, if its name says so. "Duration (ms)" names its unit.
std::optional<TableField> guessed(const std::string& column) {
    const std::size_t bracket = column.find_first_of("([");
    const std::string name = plain(std::string_view(column).substr(0, bracket));
    std::string unit;
    if (bracket != std::string::npos) {
        unit = column.substr(bracket + 1);
        unit = unit.substr(0, unit.find_first_of(")]"));
    }
    const MappedName* target = nullptr;
    for (const MappedName& one : mapped_names()) {
        if (plain(one.name) == name) target = &one;
    }
    const auto usual = std::ranges::find(usual_names, std::string_view(name), &UsualName::column);
    if (target == nullptr && usual != usual_names.end()) {
        target = mapped_name(usual->to);
        if (unit.empty()) unit = usual->unit;
    }
    if (target == nullptr) return std::nullopt;
    const bool converts = unit != target->unit && !unit.empty() && factor_of(unit, target->unit);
    return TableField{.to = std::string(target->name),
                      .column = column,
                      .unit = converts ? std::optional(unit) : std::nullopt,
                      .value = {}};
}

/// True if there are cells such as "1,5", and none such as "1.5".
bool has_decimal_commas(const Table& table) {
    std::size_t commas = 0, points = 0;
    const auto reads = [](std::string cell, char mark) {
        if (std::ranges::count(cell, mark) != 1) return false;
        std::ranges::replace(cell, mark, '.');
        return text::to_double(text::trim(cell)).has_value();
    };
    for (const auto& row : table.rows) {
        for (const std::string& cell : row) {
            commas += reads(cell, ',') ? 1 : 0;
            points += reads(cell, '.') ? 1 : 0;
        }
    }
    return commas > points;
}

}  // namespace

TableMapping draft_mapping(std::string_view bytes) {
    TableMapping draft;
    const std::string_view header = bytes.substr(0, bytes.find('\n'));
    for (const char* separator : {";", "\t"}) {
        if (std::ranges::count(header, separator[0]) > std::ranges::count(header, ','))
            draft.separator = separator;
    }
    const auto table = read_mapped(bytes, draft);
    if (!table) return draft;
    if (has_decimal_commas(*table)) draft.decimal = ",";
    for (const std::string& column : table->columns) {
        auto field = guessed(column);
        if (field &&
            std::ranges::find(draft.fields, field->to, &TableField::to) == draft.fields.end())
            draft.fields.push_back(std::move(*field));
    }
    return draft;
}

}  // namespace lem::interchange
