#include "cli/run.hpp"

#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/print_error.hpp"

#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

namespace lem::cli {
int run(int argc, char** argv) {
    CLI::App app("Measure, publish and compare the energy efficiency of LLM inference.", "lem");
    app.set_version_flag("--version", fmt::format("lem {} ({})", version, build()));
    app.require_subcommand(1);
    int exit_code = 0;
    add_experiment(app, exit_code);
    add_doctor(app, exit_code);
    add_compare(app, exit_code);
    add_attribute(app, exit_code);
    add_submit(app, exit_code);
    add_verify(app, exit_code);
    add_serve(app, exit_code);
    add_admin(app, exit_code);
    add_migrate(app, exit_code);
    add_openapi(app, exit_code);
    try {
        app.parse(argc, argv);
        return exit_code;
    } catch (const CLI::ParseError& wrong) {
        constexpr int bad_usage = 2;
        return app.exit(wrong) == 0 ? 0 : bad_usage;
    } catch (const Error& error) {
        print_error(error);
        return traits_of(error.code()).exit_code;
    } catch (const std::filesystem::filesystem_error& failure) {
        fmt::print(stderr,
                   "lem: {}: {}. Does the folder above it exist, is it a folder, and may this user "
                   "write there?\n",
                   failure.path1().string(), failure.code().message());
        return 1;
    } catch (const std::exception& foreign) {
        fmt::print(stderr, "lem: something went wrong in the program itself: {}\n", foreign.what());
        return 1;
    }
}

}  // namespace lem::cli
