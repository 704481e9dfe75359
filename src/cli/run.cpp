#include "cli/run.hpp"

#include "base/text.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/print_error.hpp"
#include "cli/tell.hpp"
#include "cli/usage_error.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>

namespace lem::cli {
namespace {

/// For "experimnt" the parser alone would only say that a subcommand is required.
std::optional<std::string> wrong_subcommand(const CLI::App& app, const std::string& word) {
    std::vector<std::string_view> known;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        known.emplace_back(command->get_name());
    if (word.starts_with('-') || std::ranges::find(known, word) != known.end()) return std::nullopt;
    const auto near = text::nearest(word, known);
    return "unknown subcommand \"" + word + "\"" +
           (near ? "; did you mean " + std::string(*near) + "?" : ".") +
           " Run lem --help for a list.";
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App app("Measure, publish and compare the energy efficiency of LLM inference.", "lem");
    app.set_version_flag("--version", fmt::format("lem {} ({})", version, build()));
    app.require_subcommand(1);
    app.failure_message(usage_error);
    app.footer(
        "Examples:\n  lem doctor\n  lem experiment examples/quickstart.yaml -o first\n"
        "  lem submit first --server https://lem.example\nlem SUBCOMMAND --help shows more.\n"
        "Exit status: 0 success, 1 failure, 2 invalid usage or input, 130 interrupted.");
    int exit_code = 0;
    add_experiment(app, exit_code);
    add_doctor(app, exit_code);
    add_compare(app, exit_code);
    add_attribute(app, exit_code);
    add_import(app, exit_code);
    add_view(app, exit_code);
    add_export(app, exit_code);
    add_submit(app, exit_code);
    add_login(app, exit_code);
    add_verify(app, exit_code);
    add_keys(app, exit_code);
    add_serve(app, exit_code);
    add_admin(app, exit_code);
    add_backup(app, exit_code);
    add_restore(app, exit_code);
    add_migrate(app, exit_code);
    add_openapi(app, exit_code);
    constexpr int bad_usage = 2;
    if (const auto wrong = argc > 1 ? wrong_subcommand(app, argv[1]) : std::nullopt) {
        tell("lem: {}\n", *wrong);
        return bad_usage;
    }
    try {
        app.parse(argc, argv);
        return exit_code;
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : bad_usage;
    } catch (const Error& error) {
        print_error(error);
        return traits_of(error.code()).exit_code;
    } catch (const std::filesystem::filesystem_error& failure) {
        const bool full = failure.code() == std::errc::no_space_on_device;
        tell("lem: {}: {}. {}\n", failure.path1().string(), failure.code().message(),
             full ? "Make room on its disk and run the command again."
                  : "Check that the parent folder exists, that it is a directory and that "
                    "this user may write to it.");
        return 1;
    } catch (const std::system_error& failure) {
        constexpr int reader_is_gone = 141;  // as a shell reports SIGPIPE
        if (failure.code() == std::errc::broken_pipe) return reader_is_gone;
        tell("lem: internal error: {}\n", failure.what());
        return 1;
    } catch (const std::exception& foreign) {
        tell("lem: internal error: {}\n", foreign.what());
        return 1;
    }
}

}  // namespace lem::cli
