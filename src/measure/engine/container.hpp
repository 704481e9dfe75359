#pragma once
/// An engine in a container, run by the command line of podman or docker, which accept the same
/// options (docs.podman.io, podman-run; docs.docker.com, docker container run).

#include "measure/engine/engine.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {

/// podman or docker in PATH, as `wanted` allows; nullopt when there is none.
std::optional<std::string> find_container_engine(domain::ContainerEngine wanted);

struct ContainerPlan {
    std::string container_engine;  // podman or docker
    std::string name;              // of the container
    std::string owner;             // label by which another lem sees whether this one still runs
    std::optional<std::filesystem::path> model;
    std::uint16_t host_port = 0;
    std::uint16_t container_port = 0;
};

/// The path of a local model inside the container.
std::string model_in_container(const std::filesystem::path& model);
/// `podman run ...` with the port on loopback only, the model read-only, removal at the end and no
/// shell. Variables of engine.env are passed by name only: the container engine takes their values
/// from lem's environment. Throws Error(bad_request) for a model path that a container cannot
/// mount. Pure.
std::vector<std::string> container_command(const ContainerPlan& plan,
                                           const domain::EngineConfig& config,
                                           const Command& command);

/// One container, from its image to its removal. Used by one thread.
class Container {
public:
    static constexpr std::uint16_t port = 8000;  // inside the container

    /// Pulls the image if it is missing, which may take long and is not part of
    /// engine.ready_timeout_s. Removes containers of runs that were killed. Throws
    /// Error(unavailable) without podman and docker, or when the image cannot be pulled.
    Container(const EngineContext& context, std::uint16_t host_port);
    ~Container() { remove(); }
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;

    /// Runs a program of the image, each time in a new container.
    AskProgram ask_inside(const std::string& program) const;
    std::vector<std::string> run_command(const std::optional<std::filesystem::path>& model,
                                         const Command& command) const;
    /// Process ID of its first process on this machine; nullopt when it is not visible, as when the
    /// container engine runs in a virtual machine.
    std::optional<int> pid() const;
    /// "podman IMAGE".
    std::string launcher() const;
    /// nullopt when the container engine did not report it.
    const std::optional<std::string>& image_sha256() const { return image_sha256_; }
    /// Must follow every end, because a container outlives its client.
    void remove() const;

private:
    std::optional<std::string> ask(std::vector<std::string> arguments) const;
    void remove_left_over(const EngineContext& context) const;
    void fetch(const EngineContext& context);

    const domain::EngineConfig& config_;
    ContainerPlan plan_;
    std::optional<std::string> image_sha256_;
};

}  // namespace lem::measure
