#include "base/text.hpp"
#include "measure/engine/engine.hpp"
#include "platform/http/client.hpp"
#include "platform/process/process.hpp"

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

std::string scalar_text(const schema::Scalar& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) return text::number(*real);
    return std::get<bool>(value) ? "true" : "false";
}

bool runnable(const std::filesystem::path& path) {
    return access(path.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(path);
}

std::optional<std::string> in_path(const std::string& name) {
    const char* path = std::getenv("PATH");
    for (const std::string_view folder : text::split(path == nullptr ? "" : path, ':')) {
        const auto candidate = std::filesystem::path(folder) / name;
        if (!folder.empty() && runnable(candidate)) return candidate.string();
    }
    return std::nullopt;
}

/// A slot for each stream, the most that a search may try; open loops queue for eight.
int slots_for(const domain::Load& load) {
    if (const auto* closed = std::get_if<domain::ConcurrencyLoad>(&load)) return closed->streams;
    const auto* search = std::get_if<domain::SloSearchLoad>(&load);
    if (search != nullptr && search->over == domain::SloSearchOver::concurrency)
        return static_cast<int>(search->highest);
    return 8;
}

class LlamaCpp final : public Engine {
public:
    explicit LlamaCpp(const EngineContext& context) : context_(context), port_(free_port()) {
        const domain::Experiment& config = context.config;
        if (!config.model.path)
            throw Error(ErrorCode::bad_request,
                        "The engine llama.cpp needs model.path, a GGUF file. Set it in the "
                        "configuration or with --set model.path=FILE.");
        const auto model_file =
            std::filesystem::absolute(context.config_folder / *config.model.path);
        if (!std::filesystem::exists(model_file))
            throw Error(ErrorCode::bad_request,
                        "The model " + model_file.string() +
                            " does not exist (model.path). tools/engines/install fetches the one "
                            "of the quickstart.");
        model_ = read_gguf(model_file);
        arguments_ = find_llama_server(config.engine.command);
        if (arguments_.empty()) {
            throw Error(ErrorCode::unavailable,
                        "No llama-server was found. Install llama.cpp, or set engine.command or "
                        "LEM_LLAMA_SERVER to the program; tools/engines/install makes one.");
        }
        version_ = llama_server_version(arguments_.front());
        add_options(model_file);
        process_ = std::make_unique<process::Process>(arguments_, context.log_file);
        wait_until_ready();
    }

    Endpoint endpoint() const override {
        return {.host = "127.0.0.1", .port = port_, .base_path = {}, .api_key = {}};
    }
    std::optional<GgufModel> model() const override { return model_; }
    std::optional<int> pid() const override { return process_->pid(); }

    domain::EngineRecord record() const override {
        domain::EngineRecord record{.name = domain::EngineName::llama_cpp,
                                    .version = version_,
                                    .launcher = {},
                                    .arguments = {},
                                    .capabilities = {}};
        const bool xllamacpp = version_ && version_->find("xllamacpp") != std::string::npos;
        record.launcher = xllamacpp ? "xllamacpp" : "llama-server";
        // Folders are private; names are not.
        for (const std::string& argument : arguments_) {
            record.arguments.push_back(argument.starts_with('/')
                                           ? std::filesystem::path(argument).filename().string()
                                           : argument);
        }
        return record;
    }

    std::optional<std::string> death() override {
        const auto exit = process_->poll();
        if (!exit) return std::nullopt;
        return "The engine ended with " + exit->describe() + ". The end of its log:\n" +
               process::last_lines(context_.log_file, 12);
    }

    void stop() override {
        process_->stop(std::chrono::milliseconds(
            static_cast<std::int64_t>(context_.config.engine.stop_timeout_s * 1000)));
    }

private:
    void add_options(const std::filesystem::path& model_file) {
        const auto add = [&](const std::string& name, const std::string& value) {
            arguments_.push_back("--" + name);
            arguments_.push_back(value);
        };
        add("model", model_file.string());
        add("host", "127.0.0.1");
        add("port", std::to_string(port_));
        add("alias", context_.config.model.name);
        const auto& options = context_.config.engine.options;
        const int streams = slots_for(context_.config.load);
        // The context is shared by the slots: each stream needs room for its prompt and answer.
        if (!options.contains("parallel")) add("parallel", std::to_string(streams));
        if (!options.contains("ctx-size"))
            add("ctx-size",
                std::to_string(streams * (context_.config.workload.input_tokens +
                                          context_.config.workload.output_tokens + 256)));
        // Newer servers keep old prompts in main memory: more of it with every request, for
        // nothing.
        if (!context_.config.workload.prefix_cache && !options.contains("cache-ram") &&
            knows_option("--cache-ram"))
            add("cache-ram", "0");
        for (const auto& [name, value] : options) {
            const auto* flag = std::get_if<bool>(&value);
            if (flag == nullptr)
                add(name, scalar_text(value));
            else if (*flag)
                arguments_.push_back("--" + name);
        }
    }

    bool knows_option(const std::string& option) const {
        const auto help = process::output_of({arguments_.front(), "--help"});
        return help && help->find(option) != std::string::npos;
    }

    void wait_until_ready() {
        const auto deadline = std::chrono::steady_clock::now() +
                              std::chrono::duration<double>(context_.config.engine.ready_timeout_s);
        const http::ClientRequest health{
            .url = "http://127.0.0.1:" + std::to_string(port_) + "/health",
            .connect_timeout = std::chrono::milliseconds(500),
            .timeout = std::chrono::milliseconds(2000)};
        while (std::chrono::steady_clock::now() < deadline) {
            if (context_.stop)
                throw Error(ErrorCode::cancelled, "Stopped while the engine was starting.");
            if (const auto ended = death()) throw Error(ErrorCode::unavailable, *ended);
            if (answers(health)) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        throw Error(ErrorCode::timed_out, "The engine was not ready within " +
                                              text::number(context_.config.engine.ready_timeout_s) +
                                              " s (engine.ready_timeout_s). The end of its log:\n" +
                                              process::last_lines(context_.log_file, 12));
    }

    static bool answers(const http::ClientRequest& health) {
        try {
            return http::fetch(health).status == 200;
        } catch (const Error&) {
            return false;  // not yet: that is what is being waited for
        }
    }

    EngineContext context_;
    std::uint16_t port_;
    std::optional<GgufModel> model_;
    std::vector<std::string> arguments_;
    std::optional<std::string> version_;
    std::unique_ptr<process::Process> process_;
};

}  // namespace

std::optional<std::string> llama_server_version(const std::string& command) {
    const auto answer = process::output_of({command, "--version"});
    if (!answer) return std::nullopt;
    // The native program may first say which devices it found.
    std::string_view best;
    for (const std::string_view line : text::split(*answer, '\n')) {
        const std::string_view trimmed = text::trim(line);
        if (best.empty() || trimmed.starts_with("version")) best = trimmed;
    }
    if (best.starts_with("version:")) best = text::trim(best.substr(8));
    return std::string(best.substr(0, 200));
}

std::vector<std::string> find_llama_server(const std::optional<std::string>& command) {
    if (command) return {*command};
    if (const char* chosen = std::getenv("LEM_LLAMA_SERVER"); chosen != nullptr && *chosen != '\0')
        return {chosen};
    if (const auto native = in_path("llama-server")) return {*native};
    // What tools/engines/install made: beside the build folder of this program, or below here.
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    for (const auto& candidate : {self.parent_path().parent_path() / "engines/llama-server",
                                  std::filesystem::path("build/engines/llama-server")}) {
        if (runnable(candidate)) return {std::filesystem::absolute(candidate).string()};
    }
    return {};
}

std::unique_ptr<Engine> start_llama_cpp(const EngineContext& context) {
    return std::make_unique<LlamaCpp>(context);
}

}  // namespace lem::measure
