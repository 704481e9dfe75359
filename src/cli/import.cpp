#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/import_files.hpp"
#include "cli/interrupt.hpp"
#include "cli/print_error.hpp"
#include "cli/read_result.hpp"
#include "cli/tell.hpp"
#include "domain/board/derivation.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "interchange/results/energy_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;
using interchange::ResultFormat;

struct ImportOptions {
    std::vector<std::string> files;
    std::string output = "imported";
    std::string format;
    interchange::GivenFacts given;
    std::optional<std::string> engine;
    std::optional<std::string> energy;
    bool report = false;
    bool json = false;
    bool formats = false;
};

const ResultFormat& format_named(std::string_view name) {
    const auto formats = interchange::result_formats();
    return *std::ranges::find(formats, name, &ResultFormat::name);
}

std::string counted(const domain::Provenance& provenance) {
    std::string text;
    for (const auto& fate : schema::enumeration<domain::FieldFate>::values) {
        const auto count =
            std::ranges::count(provenance.mapping, fate.value, &domain::MappedField::fate);
        if (count > 0)
            text +=
                (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(fate.name);
    }
    return "Fields: " + text + ".";
}

std::string in_one_line(const domain::LeaderboardRow& row) {
    std::string text = row.model + ", " + row.engine +
                       (row.hardware.empty() ? "" : ", " + row.hardware) + ", " + row.load;
    const auto add = [&](const domain::RankedValue& value, const char* unit) {
        if (value.value) text += fmt::format(", {:.4g} {}", *value.value, unit);
    };
    add(row.metrics.throughput_tokens_per_sec, "tok/s");
    add(row.metrics.tokens_per_joule, "tok/J");
    if (!row.metrics.tokens_per_joule.value) text += ", no energy";
    return text;
}

void print_report(const domain::Provenance& provenance) {
    for (const domain::MappedField& field : provenance.mapping) {
        const std::string arrow = field.source.empty() || field.target.empty() ? "" : " -> ";
        fmt::print("    {:<9} {}{}{}: {}\n", schema::name_of(field.fate), field.source, arrow,
                   field.target, field.reason);
    }
    for (const std::string& note : provenance.notes)
        fmt::print("    note      {}\n", note);
}

class Importer {
public:
    explicit Importer(const ImportOptions& options) : options_(options) {}

    /// Several files: one that cannot be read does not stop the others.
    int run() {
        for (const std::string& path : options_.files) {
            if (path == "-" || !fs::is_directory(path)) {
                try_import(path, false);
                continue;
            }
            for (const fs::path& file : files_below(path)) {
                if (interrupted) return exit_interrupted;
                try_import(file.string(), true);
            }
        }
        std::fflush(stdout);
        if (unknown_ > 0)
            tell("{} other {} not in a format that lem reads (lem import --list-formats).\n",
                 unknown_, unknown_ == 1 ? "file is" : "files are");
        if (!options_.json && written_ > 0)
            fmt::print(
                "{} {} in {}. Check one with lem verify, publish all with:\n  lem submit "
                "{}/*/result.json --server URL\n",
                written_, written_ == 1 ? "result" : "results", options_.output, options_.output);
        return failed_ > 0 ? 1 : 0;
    }

private:
    /// A folder may hold anything; a file that was named must be a result.
    void try_import(const std::string& file, bool of_folder) {
        try {
            import(file, of_folder);
        } catch (const Error& error) {
            if (of_folder && error.code() == ErrorCode::too_large) {
                ++unknown_;  // the weights of a model, say
                return;
            }
            std::fflush(stdout);
            print_error(error);
            ++failed_;
        }
    }

    void import(const std::string& file, bool of_folder) {
        const std::string bytes = read_source(file), sha256 = sha256_hex(bytes);
        auto results = interchange::import_results(bytes, sha256, options_.given, options_.format);
        if (!results && !results.error().recognised && of_folder) {
            ++unknown_;
            return;
        }
        if (!results)
            throw Error(ErrorCode::invalid, file + " was not imported.",
                        std::move(results.error().violations));
        if (options_.energy) add_energy(*results, file);
        std::erase_if(*results, [&](const domain::Result& result) {
            const auto [run, is_new] = runs_.emplace(result.experiment.id, file);
            if (!is_new && !options_.json)
                fmt::print("{}: the same run as in {}\n", file, run->second);
            return !is_new;
        });
        if (results->empty()) return;
        const ResultFormat& format = format_named(results->front().provenance->format);
        if (!options_.json)
            fmt::print("{}: {}, {} {}\n", file, format.program, results->size(),
                       results->size() == 1 ? "result" : "results");
        const std::string name = file == "-" ? "input" : std::string(text::file_name(file));
        write_file(fs::path(options_.output) / "originals" / (sha256.substr(0, 12) + "-" + name),
                   bytes);
        for (std::size_t i = 0; i < results->size(); ++i) {
            const fs::path folder =
                fs::path(options_.output) / (text::slug(fs::path(name).stem().string(), 60) + "-" +
                                             sha256.substr(0, 8) + "-" + std::to_string(i + 1));
            write((*results)[i], folder, file);
        }
    }

    void add_energy(std::vector<domain::Result>& results, const std::string& file) {
        const std::string bytes = read_source(*options_.energy);
        const auto metered = interchange::read_energy_file(bytes);
        if (!metered)
            throw Error(ErrorCode::invalid, *options_.energy + " was not read.", metered.error());
        if (results.size() != 1 || results[0].cycles.size() != 1)
            throw Error(ErrorCode::invalid,
                        "--energy needs a file with one run of one cycle; " + file + " has " +
                            std::to_string(results.size()) + " with " +
                            std::to_string(results[0].cycles.size()) + " in the first.");
        const domain::Window& window = results[0].cycles[0].window;
        const auto energy =
            interchange::energy_of_run(*metered, window.end_s - window.start_s, sha256_hex(bytes));
        if (!energy)
            throw Error(ErrorCode::invalid, *options_.energy + " does not belong to the run.",
                        energy.error());
        if (const auto wrong = interchange::add_energy(results[0], *energy))
            throw Error(ErrorCode::invalid, file + " was not imported.", {*wrong});
    }

    void write(const domain::Result& result, const fs::path& folder, const std::string& file) {
        const std::string document = schema::to_text(result);
        write_file(folder / "result.json", document);
        ++written_;
        if (options_.json) {
            fmt::print("{{\"file\":{},\"folder\":{},\"result\":{}}}\n", schema::json(file).dump(),
                       schema::json(folder.string()).dump(), document);
            return;
        }
        const domain::CheckReport report =
            read_result((folder / "result.json").string()).document.report;
        fmt::print("  {}\n    {}\n    {}{}\n", folder.string(), in_one_line(*report.row),
                   counted(*result.provenance), options_.report ? "" : " --report shows each.");
        if (options_.report) print_report(*result.provenance);
        for (const domain::Check& check : report.checks) {
            if (check.outcome == domain::CheckOutcome::rejected ||
                check.outcome == domain::CheckOutcome::warning)
                fmt::print("    {:<9} {} {}\n", schema::name_of(check.outcome), check.code,
                           check.message);
        }
    }

    const ImportOptions& options_;
    std::map<std::string, std::string> runs_;  // experiment.id to the file that had it first
    std::size_t written_ = 0, failed_ = 0, unknown_ = 0;
};

int import(ImportOptions& options) {
    catch_interrupts();
    if (options.formats) {
        for (const ResultFormat& format : interchange::result_formats())
            fmt::print("{:<24} {}\n", format.name, format.program);
        return 0;
    }
    if (options.files.empty())
        throw Error(ErrorCode::bad_request, "Name a file or a folder to import, or - for input.");
    if (options.given.hardware_count && !options.given.hardware)
        throw Error(ErrorCode::bad_request, "--devices needs --hardware NAME.");
    if (options.engine) {
        const auto& names = schema::names_of_enumerators<domain::EngineName>;
        const auto found = std::ranges::find(names, std::string_view(*options.engine));
        if (found == names.end())
            throw Error(ErrorCode::bad_request,
                        "--engine " + schema::one_of(names, *options.engine) + ".");
        options.given.engine =
            schema::enumeration<domain::EngineName>::values[static_cast<std::size_t>(found -
                                                                                     names.begin())]
                .value;
    }
    return Importer(options).run();
}

}  // namespace

void add_import(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("import", "Turn other tools' result files into results");
    command->footer(
        "Examples:\n  lem import benchmark.json --hardware \"NVIDIA L4\" --engine vllm\n"
        "  llama-bench -m model.gguf -o jsonl | lem import -\n"
        "  lem import runs/ -o imported --report\n"
        "The format is recognised by its content; --list-formats names those that are read. "
        "Originals are kept in the output folder, and never sent.");
    const auto options = std::make_shared<ImportOptions>();
    command->add_option("files", options->files, "Result files, folders of them, or - for input");
    command->add_option("-o,--output", options->output, "Folder for the results")
        ->capture_default_str();
    command->add_option("--format", options->format, "Name of the format, if several fit");
    command->add_option("--model", options->given.model, "The model, as on the leaderboard");
    command->add_option("--engine", options->engine, "The engine that served it");
    command->add_option("--engine-version", options->given.engine_version, "Its version");
    command->add_option("--hardware", options->given.hardware, "The name of one GPU");
    command->add_option("--devices", options->given.hardware_count, "How many of it")
        ->check(CLI::Range(1, 4096));
    command->add_option("--energy", options->energy,
                        "Energy metered beside the run: a log of Zeus, or CodeCarbon's "
                        "emissions.csv");
    command->add_flag("--report", options->report, "Show what became of every field");
    command->add_flag("--json", options->json, "Print each result as a line of JSON");
    command->add_flag("--list-formats", options->formats, "Name the formats and their programs");
    command->callback([options, &exit_code] { exit_code = import(*options); });
}

}  // namespace lem::cli
