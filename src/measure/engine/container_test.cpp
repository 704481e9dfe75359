#include "measure/engine/container.hpp"

#include "support/experiment_fixture.hpp"

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words)
        all += (all.empty() ? "" : " ") + word;
    return all;
}

TEST(ContainerCommand, GivesWhatTheEngineNeedsAndNoMore) {
    domain::EngineConfig config;
    config.image = "docker.io/vllm/vllm-openai:v1";
    config.container_devices = {"nvidia", "/dev/kfd"};
    config.container_shm_mb = 1024;
    config.env = {"HF_TOKEN", "HTTPS_PROXY"};
    ContainerPlan plan{.container_engine = "/usr/bin/podman",
                       .name = "lem-1-1234",
                       .owner = "[7]",
                       .model = "/models/m",
                       .host_port = 1234,
                       .container_port = 8000};
    const Command inner{.environment = {"A=b c"}, .arguments = {"vllm", "serve", "/model/m"}};
    EXPECT_EQ(joined(container_command(plan, config, inner)),
              "/usr/bin/podman run --rm --name lem-1-1234 --label lem.pid_namespace=[7] --publish "
              "127.0.0.1:1234:8000 --device nvidia.com/gpu=all --device /dev/kfd --shm-size 1024m "
              "--env HF_TOKEN --env HTTPS_PROXY --volume /models/m:/model/m:ro --env A=b c "
              "--entrypoint vllm docker.io/vllm/vllm-openai:v1 serve /model/m");
    plan.container_engine = "/usr/bin/docker";
    plan.model.reset();
    EXPECT_EQ(joined(container_command(plan, config, inner)),
              "/usr/bin/docker run --rm --name lem-1-1234 --label lem.pid_namespace=[7] --publish "
              "127.0.0.1:1234:8000 --gpus all --device /dev/kfd --shm-size 1024m --env HF_TOKEN "
              "--env HTTPS_PROXY --env A=b c --entrypoint vllm docker.io/vllm/vllm-openai:v1 serve "
              "/model/m");
    plan.model = "/models/a:b";
    EXPECT_THROW(container_command(plan, config, inner), Error);
}

/// A script that replaces podman and records its calls; tests/containers/run uses the real one.
class ContainerEngine : public test::ExperimentFixture {
protected:
    ContainerEngine() {
        config_.engine.name = domain::EngineName::llama_cpp;
        config_.engine.ready_timeout_s = 1;
        config_.engine.image = "ghcr.io/ggml-org/llama.cpp:server";
        make_tiny_gguf();
        setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
    }
    ~ContainerEngine() override { setenv("PATH", path_.c_str(), 1); }

    /// `cases` are those of a shell's `case` over the first argument.
    std::string failure_with(const std::string& cases) {
        const fs::path file = folder_ / "podman";
        std::ofstream(file) << "#!/bin/sh\necho \"$@\" >> " << (folder_ / "calls").string()
                            << "\ncase $1 in " << cases << " esac\n";
        fs::permissions(file, fs::perms::owner_all);
        fs::remove(folder_ / "calls");
        return failure();
    }
    std::vector<std::string> calls() const {
        std::ifstream stream(folder_ / "calls");
        std::vector<std::string> lines;
        for (std::string line; std::getline(stream, line);)
            lines.push_back(line);
        return lines;
    }

    const std::string path_ = std::getenv("PATH");
};

TEST_F(ContainerEngine, ImageThatCannotBeFetchedIsNamedWithTheReason) {
    const std::string message =
        failure_with("ps) ;; image) exit 125;; pull) echo 'manifest unknown' >&2; exit 125;;");
    EXPECT_NE(message.find("llama.cpp:server (engine.image) could not be pulled"),
              std::string::npos)
        << message;
    EXPECT_NE(message.find("exit code 125"), std::string::npos) << message;
    EXPECT_NE(message.find("manifest unknown"), std::string::npos) << message;
}

TEST_F(ContainerEngine, RunsTheImageItHasAndRemovesTheContainer) {
    const std::string message = failure_with(
        "image) echo sha256:" + std::string(64, 'a') +
        ";; run) case \"$*\" in *--version) echo 'version: 7'; exit;; *--help) echo --cache-ram; "
        "exit;; esac; echo broken >&2; exit 3;;");
    EXPECT_NE(message.find("exit code 3"), std::string::npos) << message;
    EXPECT_NE(message.find("broken"), std::string::npos) << message;
    const auto made = calls();
    ASSERT_EQ(made.size(), 6U) << joined(made);
    EXPECT_TRUE(made[0].starts_with("ps --filter label=lem.pid_namespace=["));
    EXPECT_EQ(made[1], "image inspect --format {{.Id}} ghcr.io/ggml-org/llama.cpp:server");
    for (const char* part :
         {"run --rm --name lem-", "--publish 127.0.0.1:", ":8000 ",
          "/tiny.gguf:/model/tiny.gguf:ro",
          "--entrypoint /app/llama-server ghcr.io/ggml-org/llama.cpp:server --model "
          "/model/tiny.gguf --host 0.0.0.0 --port 8000",
          "--cache-ram 0"})
        EXPECT_NE(made[4].find(part), std::string::npos) << part << " in " << made[4];
    EXPECT_TRUE(made[5].starts_with("rm --force lem-")) << made[5];
}

TEST_F(ContainerEngine, RemovesOnlyContainersWhoseMakerIsGone) {
    // No process has a number above the kernel's limit of four million.
    failure_with("ps) echo other; echo lem-1-80; echo lem-4194305-80; echo lem-x-80;; *) exit 1;;");
    int removals = 0;
    for (const std::string& call : calls())
        removals += call.starts_with("rm ") && call.find("-80") != std::string::npos ? 1 : 0;
    EXPECT_EQ(removals, 1);
    EXPECT_EQ(calls()[1], "rm --force lem-4194305-80");
}

}  // namespace
}  // namespace lem::measure
