/// What an import costs: `make` writes a result with requests and power trace that passes every
/// check; `bundle` and `files` read them from the disk, import and check them, and print the
/// seconds of processor time of each repetition. bench/import/run.py calls it, and compares.

#include "base/file.hpp"
#include "base/hash.hpp"
#include "domain/result/result_wire.hpp"
#include "interchange/results/file_report.hpp"
#include "support/sample_result.hpp"

#include <CLI/CLI.hpp>
#include <ctime>
#include <fmt/core.h>
#include <fstream>
#include <random>

namespace lem::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t now_ms = 1'764'000'000'000;

struct Options {
    std::string folder;
    std::vector<std::string> files;
    int results = 1;
    int requests = 5'000;
    int repeats = 9;
};

/// Five cycles, since percentiles are resampled from five on; four streams, requests one after
/// another, power that varies a little.
class SampleBundle {
public:
    domain::Result result = test::sample_result();
    std::string requests, trace = "t_s,watts_0\n";

    explicit SampleBundle(int count) : each_(count / cycles) {
        const domain::Cycle first = result.cycles.front();
        result.cycles.clear();
        result.environment.devices[0].power_limit_watts = 350;
        for (int number = 1; number <= cycles; ++number)
            add_cycle(first, number);
        result.experiment.ended_at = text::rfc3339(start_ms + 70'000 * (cycles + 1));
        result.summary = domain::recompute_summary(result, {}).summary;
    }

private:
    static constexpr int cycles = 5, streams = 4;
    static constexpr double cycle_s = 60, period_s = 70, watts = 200;
    static constexpr std::int64_t start_ms = 1'763'000'000'000, input_tokens = 128,
                                  output_tokens = 64;

    void add_cycle(const domain::Cycle& like, int number) {
        domain::Cycle cycle = like;
        cycle.index = number;
        const auto since_start = static_cast<std::int64_t>(1000 * period_s) * number;
        cycle.window = {.start_s = period_s * number,
                        .end_s = period_s * number + cycle_s,
                        .started_at = text::rfc3339(start_ms + since_start),
                        .ended_at = text::rfc3339(start_ms + since_start +
                                                  static_cast<std::int64_t>(1000 * cycle_s))};
        first_token_ms_ = decode_ms_ = 0;
        for (int i = 0; i < each_; ++i)
            add_request(cycle, i);
        const double output = static_cast<double>(output_tokens) * each_;
        cycle.tokens = {
            .input = input_tokens * each_, .output = output_tokens * each_, .cached_input = {}};
        cycle.requests = {.completed = each_, .failed = 0, .unfinished = 0};
        cycle.mean_input_tokens = input_tokens;
        cycle.mean_output_tokens = output_tokens;
        cycle.mean_concurrency = (first_token_ms_ + decode_ms_) / (1000 * cycle_s);
        const double joules = add_power(cycle.window);
        cycle.energy.energy_joules = joules;
        cycle.energy.per_device = {{0, joules}};
        cycle.metrics = {};
        cycle.metrics.tokens_per_joule = output / joules;
        cycle.metrics.total_energy_joules = joules;
        cycle.metrics.throughput_tokens_per_sec = output / cycle_s;
        cycle.metrics.time_to_first_token_ms = first_token_ms_ / each_;
        result.cycles.push_back(std::move(cycle));
    }

    void add_request(const domain::Cycle& cycle, int number) {
        const double turn_ms = 1000 * cycle_s * streams / each_;
        const double turn = number / streams;  // whole turns
        domain::RequestRecord request{.cycle = cycle.index, .index = index_++};
        request.scheduled_ms = request.sent_ms = cycle.window.start_s * 1000 + turn * turn_ms;
        const double first_ms = turn_ms * (0.2 + 0.1 * noise_(random_));
        const double decode_ms = turn_ms * (0.5 + 0.15 * noise_(random_));
        request.first_token_ms = request.sent_ms + first_ms;
        request.last_token_ms = *request.first_token_ms + decode_ms;
        first_token_ms_ += first_ms;
        decode_ms_ += decode_ms;
        request.input_tokens = input_tokens;
        request.output_tokens = output_tokens;
        request.energy_joules = watts * cycle_s / each_;
        request.chunks = output_tokens;
        request.finish_reason = "length";
        schema::append_json(requests, request);
        requests += '\n';
    }

    /// A reading each 100 ms from before the window to after it, as the sampler writes them.
    /// Returns the joules between the edges of the window.
    double add_power(const domain::Window& window) {
        const int readings = static_cast<int>(cycle_s * 10);
        double joules = 0, before = 0;
        for (int i = -20; i <= readings + 20; ++i) {
            const double now = watts + noise_(random_);
            trace += fmt::format("{:.3f},{:.3f}\n", window.start_s + i * 0.1, now);
            if (i > 0 && i <= readings) joules += (before + now) / 2 * 0.1;
            before = now;
        }
        return joules;
    }

    const int each_;
    std::int64_t index_ = 0;
    double first_token_ms_ = 0, decode_ms_ = 0;
    std::mt19937_64 random_{20261130};
    std::uniform_real_distribution<double> noise_{0, 1};
};

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string read(const fs::path& path) {
    return file::read(path, limits::import_bytes_max);
}

void make(const Options& options) {
    const fs::path folder = options.folder;
    fs::create_directories(folder);
    SampleBundle bundle(options.requests);
    write(folder / "result.json", schema::to_text(bundle.result));
    write(folder / "requests.jsonl", bundle.requests);
    write(folder / "power.csv", bundle.trace);
}

/// A time of what was refused means nothing.
void require_accepted(const domain::CheckReport& report, const std::string& name) {
    for (const auto& [pointer, message] : report.violations)
        throw Error(ErrorCode::invalid, name + " " + pointer + " " + message);
    for (const domain::Check& check : report.checks) {
        if (check.outcome == domain::CheckOutcome::rejected)
            throw Error(ErrorCode::invalid, name + " " + check.code + " " + check.message);
    }
}

void check_bundle(const fs::path& folder) {
    const std::string document = read(folder / "result.json"),
                      requests = read(folder / "requests.jsonl"),
                      trace = read(folder / "power.csv");
    const auto derived = domain::derive({.document = document,
                                         .requests = domain::requests_in(requests),
                                         .trace = domain::requests_in(trace)},
                                        {.received_at_ms = now_ms});
    require_accepted(derived.report, folder.string());
}

void import_files(const Options& options) {
    std::size_t results = 0;
    for (const std::string& name : options.files) {
        const std::string bytes = read(name);
        const interchange::GivenFacts given{.model = "Acme/Tiny-1B"};
        const auto file = interchange::report_on_file(bytes, sha256_hex(bytes), given, now_ms);
        for (const auto& [pointer, message] : file.violations)
            throw Error(ErrorCode::invalid, name + " " + pointer + " " + message);
        for (const interchange::ReportedDocument& result : file.results)
            require_accepted(result.report, name);
        results += file.results.size();
    }
    if (results != static_cast<std::size_t>(options.results))
        throw Error(ErrorCode::invalid, fmt::format("{} results were found", results));
}

void measure(int repeats, const std::function<void()>& work) {
    for (int i = 0; i < repeats; ++i) {
        const std::clock_t start = std::clock();
        work();
        fmt::print("{:.6f}\n", static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
}

}  // namespace
}  // namespace lem::bench

int main(int argc, char** argv) {
    lem::bench::Options options;
    CLI::App app("Makes, imports and checks results");
    app.require_subcommand(1);
    app.add_option("--repeats", options.repeats, "How often")->capture_default_str();
    auto* make = app.add_subcommand("make", "Write a result folder");
    make->add_option("folder", options.folder)->required();
    make->add_option("--requests", options.requests)->capture_default_str();
    auto* bundle = app.add_subcommand("bundle", "Check a result folder");
    bundle->add_option("folder", options.folder)->required();
    auto* files = app.add_subcommand("files", "Import and check the results in files");
    files->add_option("results", options.results, "How many there are")->required();
    files->add_option("files", options.files)->required();
    CLI11_PARSE(app, argc, argv);
    try {
        using namespace lem::bench;
        if (*make) lem::bench::make(options);
        if (*bundle) measure(options.repeats, [&] { check_bundle(options.folder); });
        if (*files) measure(options.repeats, [&] { import_files(options); });
        return 0;
    } catch (const lem::Error& error) {
        fmt::print(stderr, "{} {}\n", error.message(), error.cause());
        return 1;
    }
}
