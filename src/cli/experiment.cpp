#include "base/clock.hpp"
#include "base/figures.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/config_file.hpp"
#include "cli/experiment_summary.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress_printer.hpp"
#include "cli/publish.hpp"
#include "cli/repeat.hpp"
#include "cli/study_file.hpp"
#include "cli/target.hpp"
#include "cli/tell.hpp"
#include "domain/experiment/duration.hpp"
#include "domain/result/result_wire.hpp"
#include "measure/run/study_run.hpp"

#include <cmath>
#include <fmt/format.h>

namespace lem::cli {
namespace {

struct ExperimentOptions {
    std::string target;
    std::string from;  // the address of a result to repeat
    std::string model;
    std::string preset;
    std::string output;
    std::vector<std::string> settings;
    bool submit = false;
    bool json = false;
    bool dry_run = false;
    ProgressFormat progress = ProgressFormat::line;
    PublishOptions publish;

    /// Otherwise standard output is for programs.
    bool prints_tables() const { return !json && progress == ProgressFormat::line; }
};

/// Always inside `results`, whatever the name.
std::string output_named(const std::string& name) {
    constexpr std::size_t length_max = 80;
    const std::string slug = text::slug(name, length_max);
    return "results/" + (slug.empty() ? "unnamed" : slug);
}

std::string default_output(const domain::Experiment& config) {
    std::string stamp = text::rfc3339(SystemClock().now_ms()).substr(0, 19);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':' || c == 'T'; });
    return output_named(config.name) + "-" + stamp;
}

/// Notes on the grid for the user, before it is measured.
std::vector<std::string> remarks_on(const domain::StudyPlan& plan) {
    std::vector<std::string> lines;
    for (const domain::DuplicatePoint& point : plan.duplicates)
        lines.push_back(
            fmt::format("duplicate, runs once: {} is the same as {}", point.label, point.same_as));
    for (const domain::RejectedPoint& point : plan.rejected) {
        const Violation& first = point.violations.front();
        const std::size_t more = point.violations.size() - 1;
        lines.push_back(fmt::format("left out: {}: {} {}{}", point.label, first.pointer,
                                    first.message,
                                    more > 0 ? fmt::format(" (and {} more)", more) : ""));
    }
    const std::size_t all = plan.rejected.size() + plan.duplicates.size() + plan.points.size();
    if (plan.is_mostly_rejected())
        lines.push_back(fmt::format("{} of {} points cannot be measured. Check the sweep.",
                                    plan.rejected.size(), all));
    return lines;
}

void print_plan(const domain::StudyPlan& plan) {
    const domain::Study& study = plan.study;
    double seconds = 0;
    fmt::print("{}: {} points, {} {}\n", study.study, plan.points.size(), study.repeats,
               study.repeats == 1 ? "time each" : "times each");
    const auto order = domain::turns(plan.points.size(), study.repeats, study.order, study.seed);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const domain::StudyPoint& point = plan.points[order[i].point];
        seconds += domain::estimate_duration(point.experiment, false).least_s + study.gap_s;
        fmt::print("  {:>3}. {}{}\n", i + 1, point.label,
                   study.repeats > 1 ? fmt::format(", repeat {}", order[i].repeat) : "");
    }
    for (const std::string& line : remarks_on(plan))
        fmt::print("  {}\n", line);
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
void print_notes(std::string_view translated_from, const std::vector<std::string>& notes) {
    if (notes.empty()) return;
    tell("Translated from an experiment file of {}:\n", translated_from);
    for (const std::string& line : notes)
        tell("  {}\n", line);
}

/// `--model` and `--preset` are short for `--set`, which takes precedence.
void check_preset(const std::string& name) {
    std::vector<std::string_view> names;
    for (const domain::PresetSpec& preset : domain::presets)
        names.push_back(preset.name);
    if (std::ranges::find(names, name) == names.end())
        throw Error(ErrorCode::bad_request, "--preset " + schema::one_of(names, name) + ".");
}

std::vector<std::string> all_settings(const ExperimentOptions& options) {
    std::vector<std::string> settings;
    if (!options.preset.empty()) {
        check_preset(options.preset);
        settings.push_back("protocol.preset=" + options.preset);
    }
    if (!options.model.empty()) settings.push_back("model.name=" + options.model);
    settings.insert(settings.end(), options.settings.begin(), options.settings.end());
    return settings;
}

int study(const ExperimentOptions& options) {
    if (options.submit)
        throw Error(ErrorCode::bad_request,
                    "--submit publishes one experiment, not a study. Publish the points of a study "
                    "afterwards with lem submit FOLDER/*.");
    const StudyFile file = read_study(options.target, all_settings(options));
    const domain::StudyPlan& plan = file.plan;
    print_notes(plan.translated_from, file.notes);
    if (options.dry_run) {
        print_plan(plan);
        return 0;
    }
    for (const std::string& line : remarks_on(plan))
        tell("{}\n", line);
    const std::string output =
        options.output.empty() ? output_named(plan.study.study) : options.output;
    catch_interrupts();
    ProgressPrinter printer(options.progress);
    const SystemClock clock;
    SystemRandom random;
    const measure::StudyOutcome outcome = measure::run_study(
        {.study = plan.study,
         .points = plan.points,
         .config_folder = file.config_folder,
         .output_folder = output,
         .on_turn =
             [&](const domain::Turn& turn, std::size_t place, std::size_t all) {
                 tell("Point {}/{}: {}\n", place, all, plan.points[turn.point].label);
             },
         .on_progress = [&](const domain::Progress& progress) { printer.show(progress); },
         .stop = interrupted,
         .wall_clock = clock,
         .random = random,
         .variables = process_variable});
    bool failed = outcome.ended_early.has_value();
    for (const measure::PointOutcome& turn : outcome.turns) {
        failed = failed || turn.failure;
        if (options.json && turn.result) fmt::print("{}\n", schema::to_text(*turn.result));
    }
    if (options.prints_tables()) print_study(outcome);
    tell("Results: {}\n", output);
    if (outcome.ended_early)
        tell("Ended early: {}. Run the same command again to resume.\n", *outcome.ended_early);
    return interrupted ? exit_interrupted : failed ? 1 : 0;
}

/// The configuration for what the user named: an address or a model, or a published result with
/// either in place of its own.
schema::json written_configuration(const Target& target, const ExperimentOptions& options) {
    if (options.from.empty()) return write_config(target, all_settings(options));
    schema::json published = published_configuration(options.from);
    if (options.target.empty()) return published;
    return repeated_configuration(std::move(published), write_config(target, options.settings));
}

/// Reads the configuration file, or prints the one that is written for the user.
ExperimentFile configuration(const Target& target, const ExperimentOptions& options) {
    const auto settings = all_settings(options);
    if (options.from.empty() && target.kind == Target::Kind::config_file)
        return read_experiment(target.place, settings);
    ExperimentFile file =
        read_experiment({.value = written_configuration(target, options), .places = {}},
                        options.from.empty() ? target.place : options.from, settings);
    const std::string text = yaml::to_text(file.document);
    if (options.dry_run)
        fmt::print("{}", text);
    else
        tell("Configuration (save it to a file to repeat or change the measurement):\n\n{}\n",
             text);
    return file;
}

void check_output(const std::string& output) {
    if (std::filesystem::exists(output) && !std::filesystem::is_directory(output))
        throw Error(ErrorCode::conflict, output + " is a file; -o names a folder.");
    if (std::filesystem::exists(std::filesystem::path(output) / "result.json"))
        throw Error(ErrorCode::conflict,
                    output + " already holds a result; choose another folder with -o.");
}

int experiment(const ExperimentOptions& options) {
    if (!options.output.empty()) check_output(options.output);
    if (options.target.empty() && options.from.empty())
        throw Error(ErrorCode::bad_request,
                    "Name what to measure: an address, a model file, or a configuration.");
    const Target target = options.target.empty() ? Target{} : recognise_target(options.target);
    const bool from_file = options.from.empty() && target.kind == Target::Kind::config_file;
    if (!options.from.empty() && !options.target.empty() &&
        target.kind == Target::Kind::config_file)
        throw Error(ErrorCode::bad_request,
                    "--from brings a configuration of its own; beside it, name a server, a model "
                    "file or a model folder of this machine.");
    if (from_file && is_study(target.place)) return study(options);
    const ExperimentFile file = configuration(target, options);
    const domain::Experiment& config = file.experiment;
    print_notes(file.translated_from, file.notes);
    const std::string output = options.output.empty() ? default_output(config) : options.output;
    check_output(output);
    if (options.dry_run) {
        if (from_file)
            fmt::print("{}", yaml::to_text(schema::json::parse(schema::to_text(config))));
        return 0;
    }
    // Fails before an hour of measuring, not after it.
    const client::Credentials credentials =
        options.submit ? credentials_of(options.publish) : client::Credentials{};
    catch_interrupts();
    ProgressPrinter printer(options.progress);
    const SystemClock clock;
    SystemRandom random;
    const auto folder = from_file ? std::filesystem::absolute(target.place).parent_path()
                                  : std::filesystem::current_path();
    const domain::Result result = measure::run_experiment(
        {.config = config,
         .config_folder = folder,
         .output_folder = output,
         .on_progress = [&](const domain::Progress& progress) { printer.show(progress); },
         .stop = interrupted,
         .wall_clock = clock,
         .random = random,
         .variables = process_variable});
    if (options.json)
        fmt::print("{}\n", schema::to_text(result));
    else if (options.prints_tables())
        print_summary(result);
    tell("Result: {}\n", output);
    if (!result.experiment.complete)
        tell("Incomplete: {}\n", result.experiment.incomplete_reason.value_or(""));
    if (options.submit && !interrupted) {
        const domain::Receipt receipt = publish(credentials, client::package_of(output));
        tell("{}: {}\n", receipt.created ? "Published" : "Already published",
             client::page_address(credentials.server, receipt.url));
        if (receipt.state != domain::ResultState::listed)
            tell("Not on the leaderboard, {}: {}\n", schema::name_of(receipt.state),
                 receipt.state_words.value_or("the server gave no reason."));
    }
    return interrupted ? exit_interrupted : result.experiment.complete ? 0 : 1;
}

/// "smoke (one cycle of 10 s), standard (three cycles of 60 s)"
std::string presets() {
    std::string list;
    for (const domain::PresetSpec& preset : domain::presets)
        list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", preset.name, preset.description);
    return list;
}

}  // namespace

void add_experiment(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("experiment", "Measure a model: speed, latency and energy");
    command->footer(
        "Examples:\n"
        "  lem experiment http://127.0.0.1:8000                a running server\n"
        "  lem experiment model.gguf                           a model file, with llama.cpp\n"
        "  lem experiment Qwen3-8B --preset smoke              a model folder, with vLLM or "
        "transformers\n"
        "  lem experiment http://127.0.0.1:8000 --dry-run > mine.yaml\n"
        "  lem experiment mine.yaml --set load.streams=16 --submit\n"
        "  lem experiment examples/studies/streams-by-length.yaml --dry-run\n"
        "  lem experiment --from https://HOST/results/res_... model.gguf --dry-run\n"
        "  lem experiment mine.yaml --progress jsonl | jq -c '{stage, remaining_s}'");
    const auto options = std::make_shared<ExperimentOptions>();
    command->add_option(
        "target", options->target,
        "What to measure: the address of an OpenAI-compatible server, a GGUF file, a "
        "model folder, or an experiment or study file (YAML or JSON)");
    command->add_option("--from", options->from,
                        "Repeat a published result: the address of its page. The target, if there "
                        "is one, is the server or model to do it with");
    command->add_option("--model", options->model,
                        "Name of the model (model.name); chooses one of a server's models");
    command->add_option("--preset", options->preset, "Protocol (protocol.preset): " + presets());
    command->add_option("-o,--output", options->output,
                        "Result folder; default: results/NAME-TIME");
    command
        ->add_option("--set", options->settings,
                     "Change a field: KEY=VALUE, for example protocol.cycles=5")
        ->allow_extra_args(false);
    command->add_flag(
        "--dry-run", options->dry_run,
        "Measure nothing; print the configuration, or the points of a study and their "
        "order");
    command->add_flag("--submit", options->submit,
                      "Publish the result when it is complete (not for studies)");
    auto* json = command->add_flag("--json", options->json, "Print the result document");
    command
        ->add_option("--progress", options->progress,
                     "Format of the progress: line, on standard error; jsonl, one JSON object per "
                     "line on standard output (api/progress.schema.json), without the summary")
        ->transform(CLI::CheckedTransformer(std::map<std::string, ProgressFormat>{
            {"line", ProgressFormat::line}, {"jsonl", ProgressFormat::jsonl}}))
        ->excludes(json);
    add_publish_options(*command, options->publish);
    command->callback([options, &exit_code] { exit_code = experiment(*options); });
}

}  // namespace lem::cli
