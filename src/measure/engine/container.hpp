#pragma once
/// An engine in a container: what lem asks of podman or docker, by their command lines, which are
/// alike (docs.podman.io, podman-run; docs.docker.com, docker container run).

#include "measure/engine/engine.hpp"
#include "measure/engine/served_engine.hpp"

namespace lem::measure {

/// podman or docker in PATH, as `wanted` allows; nothing when there is none.
std::optional<std::string> find_container_engine(domain::ContainerEngine wanted);

struct ContainerPlan {
    std::string container_engine;  // podman or docker
    std::string name;              // of the container
    std::string owner;             // label by which another lem tells whether its maker still runs
    std::optional<std::filesystem::path> model;
    std::uint16_t host_port = 0;
    std::uint16_t container_port = 0;
};

/// Where a local model lies inside the container.
std::string model_in_container(const std::filesystem::path& model);
/// `podman run ...`: the port on loopback only, the model read-only, removed at its end, no shell.
/// Variables of engine.env go by name alone: the container engine takes their values from lem's.
/// Throws Error(bad_request) for a model that cannot be given to a container. Pure.
std::vector<std::string> container_command(const ContainerPlan& plan,
                                           const domain::EngineConfig& config,
                                           const Command& command);

/// One container, from its image to its removal. Used by one thread.
class Container {
public:
    static constexpr std::uint16_t port = 8000;  // inside

    /// Sees to the image: one that is not here is fetched, which may take long and is not part of
    /// engine.ready_timeout_s. Removes containers of runs that were killed. Throws
    /// Error(unavailable) without podman and docker, or when the image cannot be had.
    Container(const EngineContext& context, std::uint16_t host_port);
    ~Container() { remove(); }
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;

    /// Asks a program in the image, each time in a container of its own.
    AskProgram ask_inside(const std::string& program) const;
    std::vector<std::string> run_command(const std::optional<std::filesystem::path>& model,
                                         const Command& command) const;
    /// The first of its processes, as this machine numbers it; nothing where it cannot be seen, as
    /// when the container engine has a virtual machine of its own.
    std::optional<int> pid() const;
    /// "podman IMAGE".
    std::string launcher() const;
    /// Nothing when the container engine did not tell.
    const std::optional<std::string>& image_sha256() const { return image_sha256_; }
    /// Does not die with its client, so that this is needed after every end.
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
