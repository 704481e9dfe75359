#include "measure/engine/served_engine.hpp"

#include <gtest/gtest.h>

/// The contract with each engine: exactly the command line that its documentation asks for.
namespace lem::measure {
namespace {

class EngineCommand : public testing::Test {
protected:
    EngineCommand() {
        config_.model.name = "org/model";
        config_.load = domain::ConcurrencyLoad{.streams = 4};
        config_.workload.input_tokens = 100;
        config_.workload.output_tokens = 44;
        config_.workload.prefix_cache = true;
    }
    Command command(domain::EngineName name, const std::string& program) {
        const ServedEngine& engine = *served_engine(name);
        return command_of(engine, {.config = config_,
                                   .program = {program},
                                   .model = model_,
                                   .port = 1234,
                                   .model_is_local = local_,
                                   .help = help_,
                                   .request_tokens_max = request_tokens_max_});
    }
    static std::string joined(const std::vector<std::string>& words) {
        std::string all;
        for (const std::string& word : words)
            all += (all.empty() ? "" : " ") + word;
        return all;
    }
    std::string line(domain::EngineName name, const std::string& program) {
        return joined(command(name, program).arguments);
    }
    domain::Experiment config_;
    std::string model_ = "/models/m";
    std::string help_;
    bool local_ = true;
    std::optional<int> request_tokens_max_;
};

using enum domain::EngineName;

TEST_F(EngineCommand, OfVllm) {
    EXPECT_EQ(line(vllm, "vllm"),
              "vllm serve /models/m --host 127.0.0.1 --port 1234 --served-model-name org/model");
    config_.workload.prefix_cache = false;
    model_ = "org/model";
    local_ = false;
    config_.model.revision = "abc";
    config_.engine.settings = {.max_sequences = 8,
                               .batch_tokens = 2048,
                               .context_length = 4096,
                               .precision = "float32",
                               .quantisation = "awq",
                               .kv_cache_precision = "fp8",
                               .tensor_parallel = 2,
                               .pipeline_parallel = 3,
                               .gpu_memory_utilisation = 0.85,
                               .gpu_layers = {},
                               .threads = {},
                               .device = {}};
    config_.engine.options = {{"enforce-eager", true}, {"swap-space", std::int64_t{0}}};
    EXPECT_EQ(line(vllm, "vllm"),
              "vllm serve org/model --host 127.0.0.1 --port 1234 --served-model-name org/model "
              "--revision abc --no-enable-prefix-caching --max-num-seqs 8 "
              "--max-num-batched-tokens 2048 --max-model-len 4096 --dtype float32 --quantization "
              "awq --kv-cache-dtype fp8 --tensor-parallel-size 2 --pipeline-parallel-size 3 "
              "--gpu-memory-utilization 0.85 --enforce-eager --swap-space 0");
}

TEST_F(EngineCommand, OfTransformers) {
    config_.engine.settings.precision = "float32";
    config_.engine.settings.device = "cpu";
    config_.engine.options = {{"continuous-batching", true}};
    EXPECT_EQ(line(transformers, "transformers"),
              "transformers serve /models/m --host 127.0.0.1 --port 1234 --dtype float32 --device "
              "cpu --continuous-batching");
    model_ = "org/model";
    local_ = false;
    config_.model.revision = "abc";
    EXPECT_NE(line(transformers, "transformers").find("serve org/model@abc "), std::string::npos);
}

TEST_F(EngineCommand, OfSglang) {
    config_.workload.prefix_cache = false;
    config_.engine.settings.max_sequences = 8;
    config_.engine.settings.tensor_parallel = 2;
    config_.engine.settings.gpu_memory_utilisation = 0.5;
    EXPECT_EQ(line(sglang, "python3"),
              "python3 -m sglang.launch_server --model-path /models/m --host 127.0.0.1 --port 1234 "
              "--served-model-name org/model --disable-radix-cache --max-running-requests 8 "
              "--tp-size 2 --mem-fraction-static 0.5");
}

TEST_F(EngineCommand, OfTgi) {
    config_.workload.prefix_cache = false;
    config_.engine.settings.context_length = 4096;
    config_.engine.settings.quantisation = "eetq";
    config_.engine.settings.tensor_parallel = 2;
    const Command tgi_command = command(tgi, "text-generation-launcher");
    EXPECT_EQ(joined(tgi_command.arguments),
              "text-generation-launcher --model-id /models/m --hostname 127.0.0.1 --port 1234 "
              "--max-total-tokens 4096 --quantize eetq --num-shard 2");
    EXPECT_EQ(joined(tgi_command.environment), "PREFIX_CACHING=0");
}

TEST_F(EngineCommand, OfTensorRtLlm) {
    config_.engine.settings.max_sequences = 8;
    config_.engine.settings.batch_tokens = 2048;
    config_.engine.settings.tensor_parallel = 2;
    EXPECT_EQ(line(tensorrt_llm, "trtllm-serve"),
              "trtllm-serve serve /models/m --host 127.0.0.1 --port 1234 --max_batch_size 8 "
              "--max_num_tokens 2048 --tp_size 2");
}

TEST_F(EngineCommand, OfOllamaIsItsEnvironment) {
    config_.engine.settings.max_sequences = 4;
    config_.engine.settings.kv_cache_precision = "q8_0";
    config_.engine.options = {{"OLLAMA_FLASH_ATTENTION", std::int64_t{1}}};
    const Command ollama_command = command(ollama, "ollama");
    EXPECT_EQ(joined(ollama_command.arguments), "ollama serve");
    EXPECT_EQ(joined(ollama_command.environment),
              "OLLAMA_HOST=127.0.0.1:1234 OLLAMA_CONTEXT_LENGTH=400 OLLAMA_KEEP_ALIVE=-1 "
              "OLLAMA_NUM_PARALLEL=4 OLLAMA_KV_CACHE_TYPE=q8_0 OLLAMA_FLASH_ATTENTION=1");
}

TEST_F(EngineCommand, OfLlamaCpp) {
    EXPECT_EQ(line(llama_cpp, "llama-server"),
              "llama-server --model /models/m --host 127.0.0.1 --port 1234 --alias org/model "
              "--parallel 4 --ctx-size 1600");
    config_.workload.prefix_cache = false;
    help_ = "--cache-ram N";
    config_.engine.settings.max_sequences = 2;
    config_.engine.settings.context_length = 1000;
    config_.engine.settings.kv_cache_precision = "q8_0";
    config_.engine.settings.gpu_layers = 99;
    config_.engine.settings.threads = 6;
    EXPECT_EQ(line(llama_cpp, "llama-server"),
              "llama-server --model /models/m --host 127.0.0.1 --port 1234 --alias org/model "
              "--ctx-size 2000 --cache-ram 0 --parallel 2 --cache-type-k q8_0 --cache-type-v q8_0 "
              "--n-gpu-layers 99 --threads 6");
}

TEST_F(EngineCommand, WhatTheEngineAdmitsFollowsTheLoad) {
    config_.load = domain::PoissonLoad{.requests_per_sec = 1, .in_flight_max = 1000};
    EXPECT_NE(line(tgi, "tgi").find("--max-concurrent-requests 1000"), std::string::npos);
    EXPECT_EQ(joined(command(ollama, "ollama").environment),
              "OLLAMA_HOST=127.0.0.1:1234 OLLAMA_NUM_PARALLEL=8 OLLAMA_CONTEXT_LENGTH=400 "
              "OLLAMA_MAX_QUEUE=1000 OLLAMA_KEEP_ALIVE=-1");
    config_.load = domain::ConcurrencyLoad{.streams = 300};
    EXPECT_NE(line(tgi, "tgi").find("--max-concurrent-requests 300"), std::string::npos);
    EXPECT_NE(joined(command(ollama, "ollama").environment).find("OLLAMA_NUM_PARALLEL=300"),
              std::string::npos);
}

TEST_F(EngineCommand, AFlagIsSwitchedOffByItsNoForm) {
    config_.engine.options = {{"enable-chunked-prefill", false}};
    EXPECT_TRUE(line(vllm, "vllm").ends_with(" --no-enable-chunked-prefill"));
}

TEST_F(EngineCommand, LlamaCppGetsRoomForTheLongestRequest) {
    request_tokens_max_ = 3000;
    EXPECT_NE(line(llama_cpp, "llama-server").find("--ctx-size 13024"), std::string::npos);
}

TEST_F(EngineCommand, EveryEngineButOpenAiCanBeStarted) {
    for (const auto& engine : schema::enumeration<domain::EngineName>::values) {
        const ServedEngine* served = served_engine(engine.value);
        ASSERT_EQ(served == nullptr, engine.value == openai) << engine.name;
        if (served == nullptr) continue;
        EXPECT_EQ(served->name, engine.value);
        EXPECT_TRUE(served->spec().can_be_started());
    }
}

TEST_F(EngineCommand, VariablesOfTheEngineMustBeSet) {
    const auto complaint = [&](const std::string& name) -> std::string {
        config_.engine.env = {name};
        try {
            require_environment(config_.engine);
        } catch (const Error& error) {
            return error.what();
        }
        return "accepted";
    };
    setenv("LEM_TEST_TOKEN", "secret", 1);
    EXPECT_EQ(complaint("LEM_TEST_TOKEN"), "accepted");
    unsetenv("LEM_TEST_TOKEN");
    EXPECT_NE(complaint("LEM_TEST_TOKEN").find("LEM_TEST_TOKEN, which is not set. Export it"),
              std::string::npos);
}

TEST_F(EngineCommand, RequestsAskForTheModelAsTheServerKnowsIt) {
    const auto name = [&](domain::EngineName engine) {
        auto* const served_name = served_engine(engine)->served_name;
        return served_name == nullptr ? std::string("model.name")
                                      : served_name({.config = config_,
                                                     .program = {},
                                                     .model = model_,
                                                     .model_is_local = local_,
                                                     .help = {}});
    };
    EXPECT_EQ(name(transformers), "/models/m");
    EXPECT_EQ(name(vllm), "model.name");
    EXPECT_EQ(name(llama_cpp), "model.name");
    model_ = "org/model";
    local_ = false;
    config_.model.revision = "abc";
    EXPECT_EQ(name(transformers), "org/model@abc");
}

TEST(DeathReport, SaysHowItEndedAndWhatToTry) {
    const std::string report =
        death_report("exit code 1", "  torch.OutOfMemoryError: CUDA out of memory.\n");
    EXPECT_TRUE(report.starts_with("The engine ended with exit code 1.")) << report;
    EXPECT_NE(report.find("CUDA out of memory"), std::string::npos);
    EXPECT_NE(report.find("Possible fix: lower engine.settings.context_length"), std::string::npos);
    EXPECT_NE(death_report("exit code 1", "worker died: SIGILL").find("float32"),
              std::string::npos);
    EXPECT_NE(
        death_report("exit code 2", "error: unrecognized arguments: --x").find("engine.options"),
        std::string::npos);
    EXPECT_EQ(death_report("exit code 1", "something else").find("Possible fix"), std::string::npos)
        << "nothing is guessed";
}

TEST(DeathReport, NamesTheSignalThatAnExitCodeStandsFor) {
    const std::string words = ending_in_words({.code = 132, .signal = {}});
    EXPECT_NE(words.find("exit code 132, which means signal SIGILL"), std::string::npos) << words;
    EXPECT_EQ(ending_in_words({.code = 1, .signal = {}}), "exit code 1");
    EXPECT_NE(ending_in_words({.code = {}, .signal = 9}).find("SIGKILL"), std::string::npos);
}

}  // namespace
}  // namespace lem::measure
