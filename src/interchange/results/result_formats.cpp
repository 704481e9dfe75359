#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/result/result_wire.hpp"
#include "interchange/results/import.hpp"
#include "interchange/results/records.hpp"

#include <algorithm>

namespace lem::interchange {

// One line for each file of this folder that reads a format.
extern const ResultFormat vllm_bench;
extern const ResultFormat sglang_bench;
extern const ResultFormat guidellm;
extern const ResultFormat aiperf;
extern const ResultFormat aiperf_requests;
extern const ResultFormat llama_bench;
extern const ResultFormat llama_bench_power;
extern const ResultFormat mlperf_endpoints;
extern const ResultFormat inference_perf;
extern const ResultFormat genai_bench;
extern const ResultFormat optimum_benchmark;
extern const ResultFormat optimum_report_table;
extern const ResultFormat optimum_short_report;
extern const ResultFormat inferencex;
extern const ResultFormat ml_energy_run;
extern const ResultFormat ml_energy_table;
extern const ResultFormat ai_energy_score;
extern const ResultFormat localscore;
extern const ResultFormat llmfit;
extern const ResultFormat bencher;
extern const ResultFormat llenergymeasure_result;
extern const ResultFormat llenergymeasure_legacy;
extern const ResultFormat llenergymeasure_table;
extern const ResultFormat llenergymeasure_export;
extern const ResultFormat lem_rows;

std::span<const ResultFormat> result_formats() {
    static const std::array all{vllm_bench,
                                sglang_bench,
                                guidellm,
                                aiperf,
                                aiperf_requests,
                                llama_bench,
                                llama_bench_power,
                                mlperf_endpoints,
                                inference_perf,
                                genai_bench,
                                optimum_benchmark,
                                optimum_report_table,
                                optimum_short_report,
                                inferencex,
                                ml_energy_run,
                                ml_energy_table,
                                ai_energy_score,
                                localscore,
                                llmfit,
                                bencher,
                                llenergymeasure_result,
                                llenergymeasure_legacy,
                                llenergymeasure_table,
                                llenergymeasure_export,
                                lem_rows};
    return all;
}

std::string_view program_of(std::string_view format) {
    const auto formats = result_formats();
    const auto found = std::ranges::find(formats, format, &ResultFormat::name);
    return found == formats.end() ? format : found->program;
}

namespace {

using Results = tl::expected<std::vector<domain::Result>, ImportFailure>;

tl::unexpected<ImportFailure> refuse(Violations violations) {
    return tl::unexpected(ImportFailure{.violations = std::move(violations)});
}

std::string known_formats() {
    std::string names;
    for (const ResultFormat& format : result_formats())
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    return names;
}

tl::expected<const ResultFormat*, Violations> choose(std::string_view name, const Sample& sample) {
    if (name.empty()) {
        auto recognised = recognise(result_formats(), sample);
        if (!recognised) recognised.error()[0].message += "; name one with --format";
        return recognised;
    }
    const auto formats = result_formats();
    const auto found = std::ranges::find(formats, name, &ResultFormat::name);
    if (found != formats.end()) return &*found;
    return tl::unexpected(Violations{
        {"", "has no format named " + std::string(name) + "; the formats are " + known_formats()}});
}

}  // namespace

Results import_results(std::string_view bytes, std::string_view sha256, const GivenFacts& given,
                       std::string_view format, std::size_t results_max) {
    if (auto problem = unreadable(bytes)) return tl::unexpected(std::move(*problem));
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    auto read = read_records(bytes);
    if (!read) return refuse(std::move(read.error()));
    const Sample sample{.head = bytes.substr(0, Sample::head_bytes_max),
                        .document = read->records.empty() ? nullptr : &read->records[0].value};
    const auto chosen = choose(format, sample);
    if (!chosen) return refuse(chosen.error());
    if (*chosen == nullptr)
        return tl::unexpected(ImportFailure{
            .recognised = false,
            .violations = {{"", "is in no format that lem reads, which are " + known_formats()}}});
    const ResultSource source{.bytes = bytes,
                              .sha256 = sha256,
                              .records = read->records,
                              .given = given,
                              .results_max = results_max};
    Import import(source, (*chosen)->name);
    (*chosen)->read(source, import);
    auto results = finished(std::move(import), read->notes);
    if (!results) results.error().format = (*chosen)->name;
    return results;
}

}  // namespace lem::interchange
