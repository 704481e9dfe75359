#include "base/clock.hpp"
#include "base/figures.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/config_file.hpp"
#include "cli/experiment_summary.hpp"
#include "cli/interrupt.hpp"
#include "cli/publish.hpp"
#include "cli/study_file.hpp"
#include "domain/result/result_wire.hpp"
#include "measure/run/contradictions.hpp"
#include "measure/run/experiment_run.hpp"

#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <unistd.h>

namespace lem::cli {
namespace {

struct ExperimentOptions {
    std::string config;
    std::string output;
    std::vector<std::string> settings;
    bool submit = false;
    bool json = false;
    bool dry_run = false;
    PublishOptions publish;
};

/// On standard error. A closed terminal does not end a measurement.
template <class... T>
void tell(fmt::format_string<T...> format, T&&... values) {
    try {
        fmt::print(stderr, format, std::forward<T>(values)...);
    } catch (const std::system_error&) {
        // Nobody reads it any more.
    }
}

/// A line that is redrawn in a terminal, a new line for each stage elsewhere. On standard error, so
/// that
/// --json leaves standard output clean. Thread-safe.
class ProgressLine {
public:
    ~ProgressLine() {
        if (open_) tell("\n");
    }

    void show(const measure::Progress& progress) {
        const std::lock_guard lock(mutex_);
        if (!progress.message.empty()) {
            tell("{}{}\n", terminal_ ? "\r\033[K" : "", progress.message);
            open_ = false;
            return;
        }
        const std::string stage = progress.stage == "cycle"
                                      ? fmt::format("cycle {}/{}", progress.cycle, progress.cycles)
                                      : progress.stage;
        std::string line = fmt::format("{:<10} {:>4.0f} s", stage, progress.elapsed_s);
        if (progress.tokens_per_sec)
            line += fmt::format("  {} tok/s", figures::shown(progress.tokens_per_sec));
        if (progress.watts) line += fmt::format("  {} W", figures::shown(progress.watts));
        if (progress.tokens_per_joule)
            line += fmt::format("  {} tok/J", figures::shown(progress.tokens_per_joule));
        if (progress.stage != "done")
            line += fmt::format("  about {:.0f} s left", progress.remaining_s);
        if (terminal_)
            tell("\r\033[K{}", line);
        else if (stage != last_stage_)
            tell("{}\n", line);
        std::fflush(stderr);
        open_ = terminal_;
        last_stage_ = stage;
    }

private:
    std::mutex mutex_;
    const bool terminal_ = isatty(STDERR_FILENO) == 1;
    bool open_ = false;  // a line that has no end yet
    std::string last_stage_;
};

std::string slug_of(const std::string& name) {
    std::string slug;
    for (const char c : text::lower(name))
        slug += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
    return slug;
}

std::string default_output(const domain::Experiment& config) {
    const std::string name = slug_of(config.name);
    std::string stamp = text::rfc3339(SystemClock().now_ms()).substr(0, 19);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':' || c == 'T'; });
    return "results/" + name + "-" + stamp;
}

/// Measuring time only: starts and idle baselines depend on the engine and the machine.
double least_duration_s(const domain::Protocol& protocol) {
    return protocol.warmup_s + protocol.cycles * protocol.cycle_s +
           (protocol.cycles - 1) * protocol.cooldown_s;
}

std::string mostly_invalid(const StudyFile& file) {
    const std::size_t all = file.invalid.size() + file.equivalent.size() + file.points.size();
    return fmt::format(
        "More than half of the points, {} of {}, cannot be measured: is the grid right?",
        file.invalid.size(), all);
}

void print_plan(const StudyFile& file) {
    double seconds = 0;
    fmt::print("{}: {} points, {} {}\n", file.study.study, file.points.size(), file.study.repeats,
               file.study.repeats == 1 ? "time each" : "times each");
    const auto order =
        domain::turns(file.points.size(), file.study.repeats, file.study.order, file.study.seed);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const measure::StudyPoint& point = file.points[order[i].point];
        seconds += least_duration_s(point.experiment.protocol) + file.study.gap_s;
        fmt::print("  {:>3}. {}{}\n", i + 1, point.label,
                   file.study.repeats > 1 ? fmt::format(", repeat {}", order[i].repeat) : "");
    }
    for (const std::string& line : file.equivalent)
        fmt::print("  duplicate, runs once: {}\n", line);
    for (const std::string& line : file.invalid)
        fmt::print("  left out: {}\n", line);
    if (file.mostly_invalid()) fmt::print("{}\n", mostly_invalid(file));
    fmt::print("At least {:.0f} min of load.\n", std::ceil(seconds / 60));
}

void print_study(const measure::StudyOutcome& outcome) {
    fmt::print("\n{:<44} {:>18} {:>18}  {}\n", "point", "tok/s", "tok/J", "quality");
    for (const measure::PointOutcome& turn : outcome.turns) {
        const std::string label =
            turn.label + (turn.repeat > 1 ? fmt::format(" ({})", turn.repeat) : "");
        if (!turn.result) {
            fmt::print("{:<44} failed: {}\n", label, turn.failure.value_or(""));
            continue;
        }
        const auto cell = [](const domain::MetricSummary& summary) {
            std::optional<double> half_width;
            if (summary.ci95_low) half_width = (*summary.ci95_high - *summary.ci95_low) / 2;
            const auto [value, margin] = figures::shown(summary.mean, half_width);
            return value + (margin.empty() ? "" : " \u00b1 " + margin);
        };
        const domain::Summary& summary = turn.result->summary;
        fmt::print("{:<44} {:>18} {:>18}  {}{}\n", label, cell(summary.throughput_tokens_per_sec),
                   cell(summary.tokens_per_joule),
                   turn.result->quality ? schema::name_of(turn.result->quality->grade) : "",
                   turn.failure ? ", incomplete" : "");
    }
}

/// On standard error, so that --dry-run and --json leave standard output clean.
void print_notes(const std::vector<std::string>& notes) {
    if (notes.empty()) return;
    tell("Translated from an experiment file of llenergymeasure:\n");
    for (const std::string& line : notes)
        tell("  {}\n", line);
}

int study(const ExperimentOptions& options) {
    if (options.submit)
        throw Error(ErrorCode::bad_request,
                    "--submit publishes one experiment, not the points of a study. Publish them "
                    "afterwards with lem submit FOLDER/*.");
    const StudyFile file = read_study(options.config, options.settings);
    print_notes(file.notes);
    if (options.dry_run) {
        print_plan(file);
        return 0;
    }
    for (const std::string& line : file.invalid)
        tell("Left out: {}\n", line);
    for (const std::string& line : file.equivalent)
        tell("Duplicate, runs once: {}\n", line);
    if (file.mostly_invalid()) tell("{}\n", mostly_invalid(file));
    const std::string output =
        options.output.empty() ? "results/" + slug_of(file.study.study) : options.output;
    catch_interrupts();
    ProgressLine line;
    const measure::StudyOutcome outcome = measure::run_study(
        {.study = file.study,
         .points = file.points,
         .config_folder = file.config_folder,
         .output_folder = output,
         .on_turn =
             [&](const domain::Turn& turn, std::size_t place, std::size_t all) {
                 tell("Point {}/{}: {}\n", place, all, file.points[turn.point].label);
             },
         .on_progress = [&](const measure::Progress& progress) { line.show(progress); },
         .stop = interrupted});
    bool failed = outcome.ended_early.has_value();
    for (const measure::PointOutcome& turn : outcome.turns) {
        failed = failed || turn.failure;
        if (options.json && turn.result) fmt::print("{}\n", schema::to_text(*turn.result));
    }
    if (!options.json) print_study(outcome);
    tell("Results: {}\n", output);
    if (outcome.ended_early)
        tell("Ended early: {}. Run the same command again to resume.\n", *outcome.ended_early);
    return interrupted ? exit_interrupted : failed ? 1 : 0;
}

int experiment(const ExperimentOptions& options) {
    if (is_study(options.config)) return study(options);
    const auto [config, notes] = read_experiment(options.config, options.settings);
    print_notes(notes);
    measure::require_possible(config);
    const std::string output = options.output.empty() ? default_output(config) : options.output;
    if (std::filesystem::exists(std::filesystem::path(output) / "result.json")) {
        throw Error(ErrorCode::conflict,
                    output + " already holds a result; choose another folder with -o.");
    }
    if (options.dry_run) {
        fmt::print("{}\n", schema::to_text(config));
        return 0;
    }
    // Before an hour of measuring, not after it.
    const client::Credentials credentials =
        options.submit ? credentials_of(options.publish) : client::Credentials{};
    catch_interrupts();
    ProgressLine line;
    const auto folder = std::filesystem::absolute(options.config).parent_path();
    const domain::Result result = measure::run_experiment(
        {.config = config,
         .config_folder = folder,
         .output_folder = output,
         .on_progress = [&](const measure::Progress& progress) { line.show(progress); },
         .stop = interrupted});
    if (options.json)
        fmt::print("{}\n", schema::to_text(result));
    else
        print_summary(result);
    tell("Result: {}\n", output);
    if (!result.experiment.complete)
        tell("Incomplete: {}\n", result.experiment.incomplete_reason.value_or(""));
    if (options.submit && !interrupted) {
        const domain::Receipt receipt = publish(credentials, client::package_of(output));
        tell("{}: {}\n", receipt.created ? "Published" : "Published before",
             client::page_address(credentials.server, receipt.url));
    }
    return interrupted ? exit_interrupted : result.experiment.complete ? 0 : 1;
}

}  // namespace

void add_experiment(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("experiment", "Measure a model: speed, latency and energy");
    command->footer(
        "Examples:\n  lem experiment examples/quickstart.yaml\n  lem experiment "
        "examples/studies/streams-by-length.yaml --dry-run\n  lem experiment "
        "examples/openai-endpoint.yaml --set engine.base_url=http://127.0.0.1:8000 --submit");
    const auto options = std::make_shared<ExperimentOptions>();
    command->add_option("config", options->config, "Experiment or study file, YAML or JSON")
        ->required();
    command->add_option("-o,--output", options->output,
                        "Result folder; default: results/NAME-TIME");
    command->add_option("--set", options->settings,
                        "Change a field: KEY=VALUE, for example protocol.cycles=5");
    command->add_flag("--dry-run", options->dry_run,
                      "Show what would be measured: a study's points and order, an experiment with "
                      "every default");
    command->add_flag("--submit", options->submit,
                      "Publish the result when it is complete (not for studies)");
    command->add_flag("--json", options->json, "Print the result document");
    add_publish_options(*command, options->publish);
    command->callback([options, &exit_code] { exit_code = experiment(*options); });
}

}  // namespace lem::cli
