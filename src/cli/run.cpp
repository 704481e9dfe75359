#include "cli/run.hpp"

#include "base/error.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace lem::cli {
namespace {

void print(const Error& error) {
    fmt::print(stderr, "lem: {}\n", error.message());
    for (const auto& [pointer, message] : error.violations()) {
        fmt::print(stderr, "  {}{}{}\n", pointer, pointer.empty() ? "" : " ", message);
    }
    if (!error.cause().empty()) fmt::print(stderr, "  ({})\n", error.cause());
}

}  // namespace

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
        print(error);
        return traits_of(error.code()).exit_code;
    } catch (const std::exception& foreign) {
        fmt::print(stderr, "lem: something went wrong in the program itself: {}\n", foreign.what());
        return 1;
    }
}

}  // namespace lem::cli
