#include "app/service.hpp"
#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/flags.hpp"

#include <csignal>
#include <fmt/format.h>
#include <pthread.h>

namespace lem::cli {
namespace {

int serve(const app::Config& config) {
    if (config.log_format != "text" && config.log_format != "json")
        throw Error(ErrorCode::bad_request,
                    "--log-format must be json or text, not \"" + config.log_format + "\".");
    log::configure(config.log_format == "text" ? log::Format::text : log::Format::json,
                   config.quiet ? log::Level::warn : log::Level::info);
    // Blocked before any thread starts, so that all inherit it and only sigwait below receives
    // them.
    sigset_t stop_signals;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGINT);
    sigaddset(&stop_signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    app::Service service(config);
    service.start();
    const std::string address = config.listen.substr(0, config.listen.rfind(':'));
    fmt::print("lem listens on http://{}:{}\n", address, service.port());
    if (service.new_token_file())
        fmt::print("The administrator's token is in {}\n", service.new_token_file()->string());
    if (service.password_path())
        fmt::print("To set the administrator's password, open within a day (works once):\n  {}\n",
                   service.public_url() + *service.password_path());
    std::fflush(stdout);
    int received = 0;
    sigwait(&stop_signals, &received);
    log::info("stopping", {{"signal", std::int64_t{received}}});
    service.stop();
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("serve", "Serve the API and the web application");
    command->footer(
        "Examples:\n  lem serve\n  lem serve --data /srv/lem --listen 127.0.0.1:8080\n  lem serve "
        "--database postgresql://lem@/lem?host=/run/postgresql");
    const auto config = std::make_shared<app::Config>();
    add_flags(*command, *config);
    command->callback([config, &exit_code] { exit_code = serve(*config); });
}

}  // namespace lem::cli
