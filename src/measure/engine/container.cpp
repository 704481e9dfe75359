#include "measure/engine/container.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace lem::measure {
namespace {

constexpr std::string_view owner_label = "lem.pid_namespace";

std::string require_container_engine(domain::ContainerEngine wanted) {
    if (const auto found = find_container_engine(wanted)) return *found;
    const bool either = wanted == domain::ContainerEngine::automatic;
    throw Error(ErrorCode::unavailable,
                "engine.image needs " +
                    (either ? "podman or docker" : std::string(schema::name_of(wanted))) +
                    ", which is not in PATH. Install it, or remove engine.image to start a local "
                    "program.");
}

bool is_docker(const std::string& container_engine) {
    return container_engine.ends_with("docker");
}

/// Process ids are valid within one PID namespace only.
std::string pid_namespace() {
    std::error_code unknown;
    const std::string link = std::filesystem::read_symlink("/proc/self/ns/pid", unknown).string();
    return link.substr(std::min(link.find('['), link.size()));
}

/// The id in the output: the first 64 hexadecimal digits in a row, between any warnings.
std::string find_sha256(std::string_view output) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t length = 64;
    for (std::size_t from = output.find_first_of(digits); from != std::string_view::npos;
         from = output.find_first_of(digits, from)) {
        const std::size_t end = std::min(output.find_first_not_of(digits, from), output.size());
        if (end - from == length) return std::string(output.substr(from, length));
        from = end;
    }
    return {};
}

void append(std::vector<std::string>& all, std::initializer_list<std::string> more) {
    all.insert(all.end(), more);
}

void add_devices(std::vector<std::string>& all, const domain::EngineConfig& config, bool docker) {
    for (const std::string& device : config.container_devices) {
        if (device == "nvidia" && docker)
            append(all, {"--gpus", "all"});
        else
            append(all, {"--device", device == "nvidia" ? "nvidia.com/gpu=all" : device});
    }
}

}  // namespace

std::optional<std::string> find_container_engine(domain::ContainerEngine wanted) {
    using enum domain::ContainerEngine;
    std::optional<std::string> found;
    if (wanted != docker) found = program_in_path("podman");
    if (!found && wanted != podman) found = program_in_path("docker");
    return found;
}

std::string model_in_container(const std::filesystem::path& model) {
    return "/model/" + model.filename().string();
}

std::vector<std::string> container_command(const ContainerPlan& plan,
                                           const domain::EngineConfig& config,
                                           const Command& command) {
    std::vector<std::string> all{
        plan.container_engine,
        "run",
        "--rm",
        "--name",
        plan.name,
        "--label",
        std::string(owner_label) + "=" + plan.owner,
        "--publish",
        "127.0.0.1:" + std::to_string(plan.host_port) + ":" + std::to_string(plan.container_port)};
    add_devices(all, config, is_docker(plan.container_engine));
    if (config.container_shm_mb)
        append(all, {"--shm-size", std::to_string(*config.container_shm_mb) + "m"});
    for (const std::string& name : config.env)
        append(all, {"--env", name});
    if (plan.model) {
        if (plan.model->string().find(':') != std::string::npos)
            throw Error(ErrorCode::bad_request,
                        "A container cannot mount " + plan.model->string() +
                            ", because its name has a colon. Rename it, or use a symbolic link.");
        append(all,
               {"--volume", plan.model->string() + ":" + model_in_container(*plan.model) + ":ro"});
    }
    for (const std::string& variable : command.environment)
        append(all, {"--env", variable});
    // The image's own start script may change the arguments.
    append(all, {"--entrypoint", command.arguments.front(), config.image.value_or("")});
    all.insert(all.end(), command.arguments.begin() + 1, command.arguments.end());
    return all;
}

Container::Container(const EngineContext& context, std::uint16_t host_port)
    : config_(context.config.engine),
      plan_{.container_engine = require_container_engine(config_.container_engine),
            .name = "lem-" + std::to_string(getpid()) + "-" + std::to_string(host_port),
            .owner = pid_namespace(),
            .model = {},
            .host_port = host_port,
            .container_port = port} {
    remove_left_over(context);
    fetch(context);
}

std::optional<std::string> Container::ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), plan_.container_engine);
    return process::output_of(arguments);
}

/// Otherwise such a container would compute during the measurement.
void Container::remove_left_over(const EngineContext& context) const {
    const auto names =
        ask({"ps", "--filter", "label=" + std::string(owner_label) + "=" + plan_.owner, "--format",
             "{{.Names}}"});
    std::istringstream lines(names.value_or(""));
    for (std::string name; std::getline(lines, name);) {
        const auto parts = text::split(name, '-');
        if (parts.size() != 3 || parts[0] != "lem") continue;
        const auto maker = text::to_int(std::string(parts[1]));
        if (!maker || kill(static_cast<pid_t>(*maker), 0) == 0 || errno != ESRCH) continue;
        ask({"rm", "--force", name});
        context.tell("Removed the container " + name + ", left behind by a run that was killed.");
    }
}

void Container::fetch(const EngineContext& context) {
    const std::string& image = config_.image.value();
    const std::vector<std::string> inspect{"image", "inspect", "--format", "{{.Id}}", image};
    auto known = ask(inspect);
    if (!known) {
        context.tell("The image " + image + " is missing. Pulling it, which may take minutes.");
        process::Process pull({plan_.container_engine, "pull", image}, context.log_file);
        while (!pull.poll()) {
            if (context.stop)
                throw Error(ErrorCode::cancelled, "Stopped while the image was being pulled.");
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        known = ask(inspect);
        if (!known)
            throw Error(ErrorCode::unavailable,
                        "The image " + image +
                            " (engine.image) could not be pulled: " + plan_.container_engine +
                            " ended with " + pull.poll()->describe() + ". The end of its log:\n" +
                            process::last_lines(context.log_file, log_lines_shown));
    }
    if (const std::string id = find_sha256(*known); !id.empty()) image_sha256_ = id;
}

AskProgram Container::ask_inside(const std::string& program) const {
    return [this, program](const std::vector<std::string>& arguments) {
        std::vector<std::string> all{"run", "--rm", "--name", plan_.name};
        add_devices(all, config_, is_docker(plan_.container_engine));
        append(all, {"--entrypoint", program, config_.image.value()});
        all.insert(all.end(), arguments.begin(), arguments.end());
        auto answer = ask(std::move(all));
        if (!answer) remove();  // it may hang, and still has the name
        return answer;
    };
}

std::vector<std::string> Container::run_command(const std::optional<std::filesystem::path>& model,
                                                const Command& command) const {
    ContainerPlan plan = plan_;
    plan.model = model;
    return container_command(plan, config_, command);
}

std::optional<int> Container::pid() const {
    const auto answer =
        ask({"inspect", "--type", "container", "--format", "{{.Id}} {{.State.Pid}}", plan_.name});
    const std::string id = find_sha256(answer.value_or(""));
    if (id.empty()) return std::nullopt;
    const std::string_view after = std::string_view(*answer).substr(answer->find(id) + id.size());
    const auto pid = text::to_int(std::string(text::trim(after)));
    if (!pid || *pid <= 0) return std::nullopt;
    // On another machine this number belongs to another process.
    std::ostringstream groups;
    groups << std::ifstream("/proc/" + std::to_string(*pid) + "/cgroup").rdbuf();
    if (groups.str().find(id) == std::string::npos) return std::nullopt;
    return static_cast<int>(*pid);
}

std::string Container::launcher() const {
    constexpr std::size_t image_shown = 180;
    return (is_docker(plan_.container_engine) ? "docker " : "podman ") +
           config_.image->substr(0, image_shown);
}

void Container::remove() const {
    ask({"rm", "--force", plan_.name});
}

}  // namespace lem::measure
