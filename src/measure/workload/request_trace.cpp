#include "measure/workload/request_trace.hpp"

#include "base/text.hpp"
#include "measure/workload/text_table.hpp"
#include "schema/json.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lem::measure {
namespace {

constexpr std::size_t rows_max = 10'000'000;
constexpr std::int64_t tokens_max = 10'000'000;
const std::string what = "the trace (load.file)";

using Fault = std::function<Error(std::string_view field, const std::string& message)>;

int tokens_from(std::optional<std::int64_t> value, std::string_view field, const Fault& fault) {
    if (!value || *value < 0 || *value > tokens_max)
        throw fault(field, "must be a whole number of tokens from 0 to 10000000.");
    return static_cast<int>(*value);
}

constexpr const char* number_of_time = "a number that is not negative";

double seconds_from(std::optional<double> value, std::string_view field, const Fault& fault,
                    const char* expected = number_of_time) {
    if (!value || *value < 0 || *value > 1e12)
        throw fault(field, "must be a time: " + std::string(expected) + ".");
    return *value;
}

/// Files have token counts as 12 or 12.0.
std::optional<std::int64_t> whole(std::string_view text) {
    const auto value = text::to_double(text::trim(text));
    if (!value || *value < 0 || *value > 1e12 ||
        *value != static_cast<double>(static_cast<std::int64_t>(*value)))
        return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

/// "2023-11-16 18:15:46.6805900", as Azure writes it: UTC, up to seven decimals, or RFC 3339.
std::optional<double> azure_time_s(std::string_view text) {
    text = text::trim(text);
    double fraction = 0;
    const std::size_t dot = text.find('.');
    const std::size_t end = text.find_first_of("+Z", 10 < text.size() ? 10 : 0);
    if (dot != std::string_view::npos && dot < end) {
        const auto digits = text.substr(dot, end == std::string_view::npos ? end : end - dot);
        const auto value = text::to_double("0" + std::string(digits));
        if (!value) return std::nullopt;
        fraction = *value;
    }
    std::string whole_seconds(text.substr(0, std::min(dot, end)));
    if (whole_seconds.size() > 10 && whole_seconds[10] == ' ') whole_seconds[10] = 'T';
    whole_seconds += end == std::string_view::npos ? "Z" : std::string(text.substr(end));
    const auto ms = text::parse_rfc3339(whole_seconds);
    if (!ms) return std::nullopt;
    return static_cast<double>(*ms) / 1000 + fraction;
}

std::vector<std::int64_t> blocks_from(const schema::json& row, int input_tokens,
                                      const Fault& fault) {
    const auto ids = row.find("hash_ids");
    if (ids == row.end()) return {};
    const auto blocks_needed =
        static_cast<std::size_t>((input_tokens + trace_block_tokens - 1) / trace_block_tokens);
    if (!ids->is_array() || ids->size() > blocks_needed)
        throw fault("hash_ids", "must be a list of at most one id for each 512 tokens of input.");
    std::vector<std::int64_t> blocks;
    for (const schema::json& id : *ids) {
        if (!id.is_number_integer()) throw fault("hash_ids", "must hold whole numbers.");
        blocks.push_back(id.get<std::int64_t>());
    }
    return blocks;
}

std::vector<TraceRequest> read_mooncake(const std::filesystem::path& file) {
    LineReader lines(file, what);
    const Fault fault = [&](std::string_view field, const std::string& message) {
        return lines.fault(field, message);
    };
    std::vector<TraceRequest> trace;
    for (std::string line; lines.next(line);) {
        const auto row = schema::parse(line);
        if (!row) throw fault("", "is not JSON: " + row.error().at(0).message + ".");
        if (!row->is_object()) throw fault("", "must be a JSON object.");
        const auto number = [&](const char* name) -> std::optional<double> {
            const auto value = row->find(name);
            if (value == row->end() || !value->is_number()) return std::nullopt;
            return value->get<double>();
        };
        const auto count = [&](const char* name) -> std::optional<std::int64_t> {
            const auto value = row->find(name);
            if (value == row->end() || !value->is_number_integer()) return std::nullopt;
            return value->get<std::int64_t>();
        };
        TraceRequest request;
        request.due_s = seconds_from(number("timestamp"), "timestamp", fault) / 1000;
        request.input_tokens = tokens_from(count("input_length"), "input_length", fault);
        request.output_tokens = tokens_from(count("output_length"), "output_length", fault);
        request.blocks = blocks_from(*row, request.input_tokens, fault);
        if (trace.size() == rows_max) throw fault("", "the trace has too many rows; shorten it.");
        trace.push_back(std::move(request));
    }
    return trace;
}

struct Columns {
    std::string_view time, input, output;
    const char* time_is;
    std::optional<double> (*time_s)(std::string_view);
};

std::vector<TraceRequest> read_csv(const std::filesystem::path& file, const Columns& columns) {
    CsvReader rows(file, what);
    const Fault fault = [&](std::string_view field, const std::string& message) {
        return rows.fault(field, message);
    };
    const std::size_t time = rows.required_column(columns.time),
                      input = rows.required_column(columns.input),
                      output = rows.required_column(columns.output);
    std::vector<TraceRequest> trace;
    for (std::vector<std::string> fields; rows.next(fields);) {
        TraceRequest request;
        request.due_s =
            seconds_from(columns.time_s(fields[time]), columns.time, fault, columns.time_is);
        request.input_tokens = tokens_from(whole(fields[input]), columns.input, fault);
        request.output_tokens = tokens_from(whole(fields[output]), columns.output, fault);
        if (trace.size() == rows_max) throw fault("", "the trace has too many rows; shorten it.");
        trace.push_back(std::move(request));
    }
    return trace;
}

constexpr Columns burstgpt{
    "Timestamp", "Request tokens", "Response tokens", number_of_time,
    [](std::string_view field) { return text::to_double(text::trim(field)); }};
constexpr Columns azure{"TIMESTAMP", "ContextTokens", "GeneratedTokens",
                        "a date such as 2023-11-16 18:15:46.68, in UTC", azure_time_s};

/// Stable, so that requests with the same time keep the order of the file.
void in_order_of_time(std::vector<TraceRequest>& trace) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < trace.size(); ++i)
        order.emplace_back(trace[i].due_s, i);
    std::sort(order.begin(), order.end());
    std::vector<TraceRequest> sorted;
    sorted.reserve(trace.size());
    for (const auto& [due_s, position] : order)
        sorted.push_back(std::move(trace[position]));
    trace = std::move(sorted);
}

domain::TraceFormat told_by_first_line(const std::filesystem::path& file) {
    LineReader lines(file, what);
    std::string line;
    if (!lines.next(line)) throw fault_at(file, 1, "", "is empty; a request trace is expected.");
    if (line.starts_with('{')) return domain::TraceFormat::mooncake;
    if (text::contains_ignoring_case(line, "ContextTokens")) return domain::TraceFormat::azure;
    if (text::contains_ignoring_case(line, "Request tokens")) return domain::TraceFormat::burstgpt;
    throw fault_at(file, 1, "",
                   "is not a known trace format: mooncake starts with {, azure has the column "
                   "ContextTokens, burstgpt has Request tokens. Set load.format.");
}

}  // namespace

std::vector<TraceRequest> read_request_trace(const std::filesystem::path& file,
                                             domain::TraceFormat format) {
    if (format == domain::TraceFormat::automatic) format = told_by_first_line(file);
    auto trace = format == domain::TraceFormat::mooncake ? read_mooncake(file)
                 : format == domain::TraceFormat::azure  ? read_csv(file, azure)
                                                         : read_csv(file, burstgpt);
    std::erase_if(trace, [](const TraceRequest& request) {
        return request.input_tokens == 0 || request.output_tokens == 0;
    });
    if (trace.empty())
        throw fault_at(file, 1, "",
                       "contains no request with input and output; check load.format.");
    in_order_of_time(trace);
    return trace;
}

std::vector<double> due_times_s(const std::vector<TraceRequest>& trace) {
    std::vector<double> due_s;
    due_s.reserve(trace.size());
    for (const TraceRequest& request : trace)
        due_s.push_back(request.due_s);
    return due_s;
}

}  // namespace lem::measure
