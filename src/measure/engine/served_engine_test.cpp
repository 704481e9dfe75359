#include "measure/engine/served_engine.hpp"

#include "support/experiment_fixture.hpp"

namespace lem::measure {
namespace {

namespace fs = std::filesystem;
using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

class Engine : public test::ExperimentFixture {
protected:
    Engine() {
        config_.engine.name = domain::EngineName::llama_cpp;
        config_.engine.ready_timeout_s = 1;
        make_tiny_gguf();
    }
    void program(const std::string& script) {
        const fs::path file = folder_ / "llama-server";
        std::ofstream(file) << "#!/bin/sh\ncase $1 in --version) echo 'version: 7 (abc)'; exit;;\n"
                               "--help) echo 'options: --model --cache-ram N'; exit;; esac\n"
                            << script << "\n";
        fs::permissions(file, fs::perms::owner_all);
        config_.engine.command = file.string();
    }
};

TEST_F(Engine, DeathIsNamedWithTheEndOfItsLog) {
    program("echo loading; echo 'cannot allocate' >&2; exit 7");
    const std::string message = failure();
    EXPECT_NE(message.find("exit code 7"), std::string::npos) << message;
    EXPECT_NE(message.find("cannot allocate"), std::string::npos) << message;
    program("kill -ILL $$");
    EXPECT_NE(failure().find("SIGILL"), std::string::npos);
}

TEST_F(Engine, ThatNeverGetsReadyIsStopped) {
    program("echo thinking; exec sleep 1000");
    const std::string message = failure();
    EXPECT_NE(message.find("was not ready within 1 s"), std::string::npos) << message;
    EXPECT_NE(message.find("thinking"), std::string::npos) << message;
}

TEST_F(Engine, GetsLlamaServersOwnOptionNames) {
    program("echo \"$@\"; exit 1");
    config_.load = domain::ConcurrencyLoad{.streams = 3};
    config_.engine.settings.threads = 2;
    config_.engine.options = {
        {"metrics", true}, {"no-warmup", false}, {"ubatch-size", std::int64_t{256}}};
    const std::string message = failure();
    for (const char* part :
         {"/tiny.gguf", "--host 127.0.0.1", "--alias tiny", "--parallel 3", "--ctx-size 1164",
          "--cache-ram 0", "--threads 2", "--ubatch-size 256", "--metrics"})
        EXPECT_NE(message.find(part), std::string::npos) << part << " in " << message;
    EXPECT_EQ(message.find("--no-warmup"), std::string::npos);
}

TEST_F(Engine, WrongSettingsAreNamed) {
    program("exit 0");
    config_.model.path = "absent.gguf";
    EXPECT_NE(failure().find("absent.gguf does not exist (model.path)"), std::string::npos);
    config_.model.path.reset();
    EXPECT_NE(failure().find("/model/path is required: llama.cpp loads a GGUF"), std::string::npos);
    config_.engine.name = domain::EngineName::tgi;
    config_.engine.command.reset();
    EXPECT_NE(failure().find("No text-generation-launcher was found"), std::string::npos);
    EXPECT_NE(failure().find("set engine.base_url"), std::string::npos);
    config_.engine.settings.gpu_layers = 3;
    config_.engine.command = "text-generation-launcher";
    EXPECT_NE(failure().find("/engine/settings/gpu_layers is not a setting of tgi"),
              std::string::npos);
    config_.engine.settings = {};
    config_.engine.command.reset();
    config_.engine.name = domain::EngineName::openai;
    EXPECT_NE(failure().find("/engine/base_url is required"), std::string::npos);
    config_.engine.base_url = "http://127.0.0.1:1";
    EXPECT_NE(failure().find("Connection refused"), std::string::npos);
    config_.engine.api_key_env = "LEM_TEST_NO_SUCH_VARIABLE";
    EXPECT_NE(failure().find("which is not set"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
