#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/import_files.hpp"
#include "cli/import_mapping.hpp"
#include "cli/importer.hpp"
#include "cli/interrupt.hpp"
#include "cli/tell.hpp"
#include "schema/read.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <unistd.h>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;
using interchange::ResultFormat;

/// Where there is no such mapping yet, one is made: by questions on a terminal, else by a guess
/// that a person must look at first.
void make_mapping(const ImportOptions& options) {
    const std::string& file = *options.map;
    for (const std::string& path : options.files) {
        if (path == "-" || fs::is_directory(path))
            throw Error(ErrorCode::bad_request,
                        "--map needs the names of tables, not " +
                            std::string(path == "-" ? "input" : "a folder") + ".");
    }
    if (fs::exists(file)) return;
    const std::string bytes = read_source(options.files[0]);
    const bool asks = isatty(STDIN_FILENO) == 1;
    const auto mapping =
        asks ? ask_mapping(bytes, std::cin, std::cerr) : interchange::draft_mapping(bytes);
    write_file(file, mapping_text(mapping, std::string(text::file_name(options.files[0]))));
    if (asks) return tell("The mapping is in {}.\n", file);
    throw Error(ErrorCode::bad_request,
                "There was no mapping " + file + ". A draft with what the columns' names say (" +
                    std::to_string(mapping.fields.size()) +
                    " of them) was written there: correct it, then run this again. What a column "
                    "can be: lem import --list-columns.");
}

void list_columns() {
    for (const interchange::MappedName& name : interchange::mapped_names())
        fmt::print("{:<32} {:<7} {}\n", name.name, name.unit, name.meaning);
}

int import(ImportOptions& options) {
    catch_interrupts();
    if (options.formats) {
        for (const ResultFormat& format : interchange::result_formats())
            fmt::print("{:<24} {}\n", format.name, format.program);
        return 0;
    }
    if (options.columns) {
        list_columns();
        return 0;
    }
    if (options.files.empty())
        throw Error(ErrorCode::bad_request, "Name a file or a folder to import, or - for input.");
    check_facts(options);
    if (options.map) make_mapping(options);
    return import_files(options);
}

}  // namespace

void add_fact_options(CLI::App& command, ImportOptions& options) {
    command.add_option("--format", options.format, "Name of the format, if several fit");
    command.add_option("--model", options.given.model, "The model, as on the leaderboard");
    command.add_option("--engine", options.engine, "The engine that served it");
    command.add_option("--engine-version", options.given.engine_version, "Its version");
    command.add_option("--hardware", options.given.hardware, "The name of one GPU");
    command.add_option("--devices", options.given.hardware_count, "How many of it")
        ->check(CLI::Range(1, 4096));
    command.add_option("--energy", options.energy,
                       "Energy metered beside the run: a log of Zeus, or CodeCarbon's "
                       "emissions.csv");
}

void check_facts(ImportOptions& options) {
    if (options.given.hardware_count && !options.given.hardware)
        throw Error(ErrorCode::bad_request, "--devices needs --hardware NAME.");
    if (!options.engine) return;
    options.given.engine = schema::value_of<domain::EngineName>(*options.engine);
    if (!options.given.engine)
        throw Error(
            ErrorCode::bad_request,
            "--engine " +
                schema::one_of(schema::names_of_enumerators<domain::EngineName>, *options.engine) +
                ".");
}

void add_import(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("import", "Turn other tools' result files into results");
    command->footer(
        "Examples:\n  lem import benchmark.json --hardware \"NVIDIA L4\" --engine vllm\n"
        "  llama-bench -m model.gguf -o jsonl | lem import -\n"
        "  lem import runs/ -o imported --report\n"
        "  lem import measurements.csv --map mapping.yaml\n"
        "The format is recognised by its content; --list-formats names those that are read. "
        "Originals are kept in the output folder, and never sent.");
    const auto options = std::make_shared<ImportOptions>();
    command->add_option(
        "files", options->files,
        "Result files, folders and archives (zip, tar, gz, zst) of them, or - for input");
    command->add_option("-o,--output", options->output, "Folder for the results")
        ->capture_default_str();
    add_fact_options(*command, *options);
    command->add_option("--map", options->map,
                        "What the columns of a CSV table are; drafted by asking if there is no "
                        "such file");
    command->add_flag("--list-columns", options->columns, "Name what a column can be");
    command->add_flag("--report", options->report, "Show what became of every field");
    command->add_flag("--json", options->json,
                      "Print each result as a line of JSON, then each group of replicates");
    command->add_flag("--list-formats", options->formats, "Name the formats and their programs");
    command->callback([options, &exit_code] { exit_code = import(*options); });
}

}  // namespace lem::cli
