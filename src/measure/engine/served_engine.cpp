#include "measure/engine/served_engine.hpp"

#include "base/text.hpp"
#include "domain/experiment/published_config.hpp"
#include "measure/engine/container.hpp"
#include "measure/engine/server_version.hpp"
#include "platform/http/client.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace lem::measure {
namespace {

/// A port that was free a moment ago.
std::uint16_t free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                       getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    close(probe);
    if (!bound) throw Error(ErrorCode::unavailable, "No free port on 127.0.0.1 for the engine.");
    return ntohs(address.sin_port);
}

bool runnable(const std::filesystem::path& path) {
    return access(path.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(path);
}

class Served final : public Engine {
public:
    Served(const ServedEngine& engine, const EngineContext& context)
        : engine_(engine), context_(context), port_(free_port()) {
        require_environment(context.config.engine);
        const auto model_path = find_model();
        if (context.config.engine.image)
            plan_container(model_path);
        else
            plan_local(model_path);
        process_ = std::make_unique<process::Process>(
            arguments_, context.log_file,
            container_ ? process::Leavers::kept : process::Leavers::ended);
        wait_until_ready();
        if (!version_ && !engine.version_path.empty())
            version_ = server_version(endpoint(), engine.version_path, engine.version_member);
    }

    Endpoint endpoint() const override {
        Endpoint endpoint;
        endpoint.host = "127.0.0.1";
        endpoint.port = port_;
        endpoint.model = served_name_;
        return endpoint;
    }
    std::optional<int> pid() const override {
        // The container's processes are not children of its client.
        return container_ ? container_->pid() : process_->pid();
    }

    domain::EngineRecord record() const override {
        domain::EngineRecord record{.name = engine_.name,
                                    .version = version_,
                                    .launcher = launcher(),
                                    .image_sha256 = {},
                                    .arguments = {},
                                    .capabilities = {}};
        for (const std::string& argument : arguments_)
            record.arguments.push_back(domain::without_folders(argument));
        if (container_) record.image_sha256 = container_->image_sha256();
        return record;
    }

    std::optional<std::string> death() override {
        const auto exit = process_->poll();
        if (!exit) return std::nullopt;
        return death_report(ending_in_words(*exit),
                            process::last_lines(context_.log_file, log_lines_shown));
    }

    void stop() override {
        process_->stop(std::chrono::milliseconds(
            static_cast<std::int64_t>(context_.config.engine.stop_timeout_s * 1000)));
        if (container_) container_->remove();
    }

private:
    /// The path of the model; nullopt when the engine downloads model.name from its hub.
    std::optional<std::filesystem::path> find_model() {
        const domain::ModelConfig& model = context_.config.model;
        if (!model.path) return std::nullopt;
        auto path =
            std::filesystem::absolute(context_.config_folder / *model.path).lexically_normal();
        if (!std::filesystem::exists(path))
            throw Error(ErrorCode::bad_request,
                        "The model " + path.string() +
                            " does not exist (model.path). tools/engines/install downloads the "
                            "model of the quickstart.");
        return path;
    }

    void plan_local(const std::optional<std::filesystem::path>& model_path) {
        const auto program = find_program(engine_, context_.config.engine.command);
        if (!program)
            throw Error(ErrorCode::unavailable,
                        "No " + std::string(engine_.spec().program) + " was found. " +
                            std::string(engine_.spec().install) + ", set engine.command or " +
                            std::string(engine_.variable) +
                            " to the program, or start the engine yourself and set "
                            "engine.base_url to its address.");
        const AskProgram ask = ask_local(*program, &context_.stop);
        if (engine_.program_version != nullptr) version_ = engine_.program_version(ask);
        LaunchPlan plan{.config = context_.config,
                        .program = {*program},
                        .model = model_path ? model_path->string() : context_.config.model.name,
                        .port = port_,
                        .model_is_local = model_path.has_value(),
                        .help = {},
                        .request_tokens_max = context_.request_tokens_max};
        if (engine_.help_is_asked) plan.help = ask({"--help"}).value_or("");
        const Command command = command_of(engine_, plan);
        note_served_name(plan);
        // `env` sets variables for the engine only, and makes them part of the recorded command.
        if (!command.environment.empty()) arguments_.emplace_back("env");
        arguments_.insert(arguments_.end(), command.environment.begin(), command.environment.end());
        arguments_.insert(arguments_.end(), command.arguments.begin(), command.arguments.end());
    }

    void plan_container(const std::optional<std::filesystem::path>& model_path) {
        const domain::EngineConfig& config = context_.config.engine;
        LaunchPlan plan{
            .config = context_.config,
            .program = {config.command.value_or(std::string(engine_.in_image))},
            .model = model_path ? model_in_container(*model_path) : context_.config.model.name,
            .host = "0.0.0.0",  // inside the container; published on loopback only
            .port = Container::port,
            .model_is_local = model_path.has_value(),
            .help = {},
            .request_tokens_max = context_.request_tokens_max};
        container_ = std::make_unique<Container>(context_, port_);
        const AskProgram ask = container_->ask_inside(plan.program.front());
        if (engine_.program_version != nullptr) version_ = engine_.program_version(ask);
        if (engine_.help_is_asked) plan.help = ask({"--help"}).value_or("");
        note_served_name(plan);
        arguments_ = container_->run_command(model_path, command_of(engine_, plan));
    }

    void note_served_name(const LaunchPlan& plan) {
        if (engine_.served_name != nullptr) served_name_ = engine_.served_name(plan);
    }

    std::string launcher() const {
        if (container_) return container_->launcher();
        if (version_ && version_->find("xllamacpp") != std::string::npos) return "xllamacpp";
        return std::string(engine_.spec().program);
    }

    void wait_until_ready() {
        const auto deadline = std::chrono::steady_clock::now() +
                              std::chrono::duration<double>(context_.config.engine.ready_timeout_s);
        const http::ClientRequest ready{
            .url = "http://127.0.0.1:" + std::to_string(port_) + std::string(engine_.ready_path),
            .connect_timeout = std::chrono::milliseconds(500),
            .timeout = std::chrono::milliseconds(2000)};
        while (std::chrono::steady_clock::now() < deadline) {
            if (context_.stop)
                throw Error(ErrorCode::cancelled, "Stopped while the engine was starting.");
            if (const auto ended = death()) throw Error(ErrorCode::unavailable, *ended);
            if (answers(ready)) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        throw Error(ErrorCode::timed_out,
                    "The engine was not ready within " +
                        text::number(context_.config.engine.ready_timeout_s) +
                        " s (engine.ready_timeout_s). The end of its log:\n" +
                        process::last_lines(context_.log_file, log_lines_shown));
    }

    static bool answers(const http::ClientRequest& ready) {
        try {
            return http::fetch(ready).status == 200;
        } catch (const Error&) {
            return false;  // not ready yet
        }
    }

    const ServedEngine& engine_;
    EngineContext context_;
    std::uint16_t port_;
    std::unique_ptr<Container> container_;  // null for a local program
    std::vector<std::string> arguments_;
    std::string served_name_;  // empty: model.name
    std::optional<std::string> version_;
    std::unique_ptr<process::Process> process_;
};

}  // namespace

std::optional<std::string> program_in_path(const std::string& name) {
    const char* path = std::getenv("PATH");
    for (const std::string_view folder : text::split(path == nullptr ? "" : path, ':')) {
        const auto candidate = std::filesystem::path(folder) / name;
        if (!folder.empty() && runnable(candidate)) return candidate.string();
    }
    return std::nullopt;
}

std::optional<std::string> find_program(const ServedEngine& engine,
                                        const std::optional<std::string>& command) {
    if (command) return *command;
    const char* chosen = std::getenv(std::string(engine.variable).c_str());
    if (chosen != nullptr && *chosen != '\0') return chosen;
    if (const auto found = program_in_path(std::string(engine.spec().program))) return found;
    // tools/engines/install* installs beside the build folder of this program, or in this folder.
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    for (const auto& folder :
         {self.parent_path().parent_path() / "engines", std::filesystem::path("build/engines")}) {
        const auto candidate = folder / engine.spec().program;
        if (runnable(candidate)) return std::filesystem::absolute(candidate).string();
    }
    return std::nullopt;
}

AskProgram ask_local(const std::string& program, const std::atomic<bool>* stop) {
    return [program, stop](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), program);
        return process::output_of(arguments, stop);
    };
}

std::unique_ptr<Engine> serve(const ServedEngine& engine, const EngineContext& context) {
    return std::make_unique<Served>(engine, context);
}

}  // namespace lem::measure
