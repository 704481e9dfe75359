#include "interchange/llenergymeasure_experiment.hpp"

#include "domain/experiment/experiment.hpp"
#include "domain/result/result_wire.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace lem::interchange {
namespace {

using schema::json;

class Llenergymeasure : public testing::Test {
protected:
    Translation translated() {
        auto result = read_llenergymeasure(file_);
        if (!result) {
            for (const Violation& violation : result.error())
                ADD_FAILURE() << violation.pointer << " " << violation.message;
            return {};
        }
        return std::move(*result);
    }
    domain::Experiment experiment() {
        auto read = schema::from_json<domain::Experiment>(translated().document);
        if (!read) {
            for (const Violation& violation : read.error())
                ADD_FAILURE() << violation.pointer << " " << violation.message;
            return {};
        }
        return std::move(*read);
    }
    std::string refusal() {
        const auto result = read_llenergymeasure(file_);
        if (result) return "accepted";
        std::string all;
        for (const Violation& violation : result.error())
            all += violation.pointer + " " + violation.message + "\n";
        return all;
    }
    std::string notes() {
        std::string all;
        for (const Violation& note : translated().notes)
            all += note.pointer + " " + note.message + "\n";
        return all;
    }
    template <class T>
    static T get(const domain::Experiment& config) {
        const T* load = std::get_if<T>(&config.load);
        EXPECT_NE(load, nullptr);
        return load == nullptr ? T{} : *load;
    }

    json file_ = {{"config_name", "tiny"}, {"model_name", "org/tiny"}};
};

TEST_F(Llenergymeasure, IsRecognisedByItsKeys) {
    const auto sniff = [](const json& document) {
        return sniff_llenergymeasure({.head = {}, .document = &document});
    };
    EXPECT_EQ(sniff(file_), "it has the key config_name");
    EXPECT_FALSE(sniff({{"name", "x"}, {"schema_version", 1}}));
    EXPECT_FALSE(sniff(json::array()));
    EXPECT_FALSE(sniff_llenergymeasure({}));
}

TEST_F(Llenergymeasure, DefaultsAreThePredecessors) {
    const domain::Experiment config = experiment();
    EXPECT_EQ(config.name, "tiny");
    EXPECT_EQ(config.model.name, "org/tiny");
    EXPECT_EQ(config.engine.name, domain::EngineName::transformers);
    EXPECT_EQ(config.engine.settings.precision, "float16");
    EXPECT_EQ(config.workload.output_tokens, 128);
    EXPECT_EQ(config.workload.temperature, 1);
    EXPECT_FALSE(config.workload.ignore_eos);
    EXPECT_EQ(config.protocol.cycles, 1);
    const auto load = get<domain::OfflineLoad>(config);
    EXPECT_EQ(load.requests, 1);
    EXPECT_EQ(load.in_flight_max, 1);
    EXPECT_NE(notes().find(" uses prompts of a data set from a hub, which lem replaces"),
              std::string::npos);
    EXPECT_EQ(notes().find("/ uses"), std::string::npos) << "the document as a whole has no name";
    EXPECT_NE(notes().find("/decoder/top_k has no counterpart"), std::string::npos)
        << "its default takes effect there";
}

TEST_F(Llenergymeasure, PyTorchBatchesBecomeRequestsInFlight) {
    file_["num_input_prompts"] = 64;
    file_["num_cycles"] = 5;
    file_["fp_precision"] = "bfloat16";
    file_["pytorch"] = {{"batch_size", 4},
                        {"attn_implementation", "eager"},
                        {"load_in_4bit", true},
                        {"torch_compile", "max-autotune"}};
    const domain::Experiment config = experiment();
    const auto load = get<domain::OfflineLoad>(config);
    EXPECT_EQ(load.requests, 64);
    EXPECT_EQ(load.in_flight_max, 4);
    EXPECT_EQ(config.protocol.cycles, 5);
    EXPECT_EQ(config.engine.settings.precision, "bfloat16");
    EXPECT_EQ(config.engine.settings.quantisation, "bnb-4bit");
    EXPECT_EQ(config.engine.options.at("attn-implementation"), schema::Scalar("eager"));
    EXPECT_EQ(config.engine.options.at("continuous-batching"), schema::Scalar(true));
    const std::string said = notes();
    EXPECT_NE(said.find("/pytorch/batch_size became load.in_flight_max"), std::string::npos);
    EXPECT_NE(said.find("/pytorch/torch_compile has no counterpart"), std::string::npos);
    EXPECT_NE(config.description->find("pytorch.torch_compile"), std::string::npos)
        << "the result carries it";
}

TEST_F(Llenergymeasure, VllmSettingsBecomeItsFlags) {
    file_["backend"] = "vllm";
    file_["num_input_prompts"] = 100;
    file_["vllm"] = {{"max_num_seqs", 512},
                     {"tensor_parallel_size", 2},
                     {"block_size", 16},
                     {"swap_space", 4},
                     {"max_seq_len_to_capture", 8192},
                     {"enforce_eager", true},
                     {"enable_chunked_prefill", false},
                     {"enable_prefix_caching", true},
                     {"kv_cache_dtype", "fp8"},
                     {"speculative", {{"method", "ngram"}, {"prompt_lookup_max", 4}}},
                     {"logit_bias", {{"5", 1.5}}}};
    const domain::Experiment config = experiment();
    EXPECT_EQ(config.engine.name, domain::EngineName::vllm);
    EXPECT_EQ(config.engine.settings.max_sequences, 512);
    EXPECT_EQ(config.engine.settings.tensor_parallel, 2);
    EXPECT_EQ(config.engine.settings.kv_cache_precision, "fp8");
    EXPECT_TRUE(config.workload.prefix_cache);
    const auto& options = config.engine.options;
    EXPECT_EQ(options.at("block-size"), schema::Scalar(std::int64_t{16}));
    EXPECT_EQ(options.at("enforce-eager"), schema::Scalar(true));
    EXPECT_EQ(options.at("no-enable-chunked-prefill"), schema::Scalar(true));
    EXPECT_EQ(options.at("speculative-config"),
              schema::Scalar(R"({"method":"ngram","prompt_lookup_max":4,)"
                             R"("num_speculative_tokens":5})"));
    EXPECT_EQ(get<domain::OfflineLoad>(config).requests, 100);
    for (const char* lost : {"logit_bias", "swap_space", "max_seq_len_to_capture"})
        EXPECT_NE(notes().find("/vllm/" + std::string(lost) + " has no counterpart"),
                  std::string::npos);
}

TEST_F(Llenergymeasure, TrafficBecomesAnOpenLoop) {
    file_["num_input_prompts"] = 30;
    file_["pytorch"] = {{"batch_size", 2}};
    file_["traffic_simulation"] = {
        {"enabled", true}, {"mode", "constant"}, {"target_qps", 1.5}, {"seed", 7}};
    const domain::Experiment config = experiment();
    EXPECT_EQ(get<domain::ConstantLoad>(config).requests_per_sec, 3);
    EXPECT_EQ(config.protocol.cycle_s, 10);
    EXPECT_EQ(config.workload.seed, 7);
}

TEST_F(Llenergymeasure, TensorRtHasItsOwnDefaults) {
    file_["backend"] = "tensorrt";
    file_["tensorrt"] = {{"engine_path", "/engines/tiny"}, {"tp_size", 2}};
    const domain::Experiment config = experiment();
    EXPECT_EQ(config.engine.name, domain::EngineName::tensorrt_llm);
    EXPECT_EQ(config.engine.settings.max_sequences, 8);
    EXPECT_EQ(config.engine.settings.tensor_parallel, 2);
    EXPECT_EQ(config.model.path, "/engines/tiny");
    EXPECT_FALSE(config.engine.settings.precision);
}

TEST_F(Llenergymeasure, DecoderPresetsAndSingleValues) {
    file_["decoder"] = {{"preset", "deterministic"}};
    EXPECT_EQ(experiment().workload.temperature, 0);
    EXPECT_EQ(notes().find("top_k"), std::string::npos) << "it has no effect";
    file_["decoder"] = {{"preset", "factual"}, {"temperature", 0.5}};
    EXPECT_EQ(experiment().workload.temperature, 0.5) << "single values beat the preset";
    file_["decoder"] = {{"preset", "creative"}};
    EXPECT_EQ(experiment().workload.temperature, 0.8);
    EXPECT_NE(notes().find("/decoder/repetition_penalty has no counterpart"), std::string::npos);
}

TEST_F(Llenergymeasure, AnswersOfExactLengthAndPromptsOfAFile) {
    file_["min_output_tokens"] = 32;
    file_["max_output_tokens"] = 32;
    file_["prompts"] = {{"type", "file"}, {"path", "p.txt"}};
    const domain::Experiment config = experiment();
    EXPECT_TRUE(config.workload.ignore_eos);
    EXPECT_EQ(config.workload.prompts, domain::PromptSource::file);
    EXPECT_EQ(config.workload.file, "p.txt");
    file_["dataset"] = {{"name", "alpaca"}};
    EXPECT_EQ(experiment().workload.prompts, domain::PromptSource::builtin) << "dataset wins";
    EXPECT_NE(notes().find("/dataset/name has no counterpart"), std::string::npos);
}

TEST_F(Llenergymeasure, FieldsOfOursTakeTheirPlace) {
    file_["load"] = {{"mode", "concurrency"}, {"streams", 2}};
    file_["engine"] = {{"base_url", "http://127.0.0.1:1"}};
    file_["protocol"] = {{"cycle_s", 5}};
    const domain::Experiment config = experiment();
    EXPECT_EQ(get<domain::ConcurrencyLoad>(config).streams, 2);
    EXPECT_EQ(config.engine.base_url, "http://127.0.0.1:1");
    EXPECT_EQ(config.protocol.cycle_s, 5);
    EXPECT_EQ(config.workload.output_tokens, 128) << "the rest stays";
    EXPECT_FALSE(config.engine.settings.precision) << "whoever started it chose it";
    EXPECT_NE(notes().find("is measured at engine.base_url"), std::string::npos);
}

TEST_F(Llenergymeasure, WrongTypesAndUnknownKeysHaveTheirPlace) {
    file_["max_output_token"] = 3;
    file_["num_input_prompts"] = "ten";
    file_["fp_precision"] = "int8";
    file_["decoder"] = {{"temperature", 3}, {"topk", 5}};
    file_["pytorch"] = json::array();
    const std::string all = refusal();
    for (const char* line : {
             "/max_output_token is not a known field; did you mean max_output_tokens?",
             "/num_input_prompts must be a whole number, found a string",
             "/fp_precision must be one of float32, float16 or bfloat16, found \"int8\"",
             "/decoder/temperature must be from 0 to 2, found 3",
             "/decoder/topk is not a known field; did you mean top_k?",
             "/pytorch must be an object, found an array",
         })
        EXPECT_NE(all.find(line), std::string::npos) << line << "\nin\n" << all;
}

TEST_F(Llenergymeasure, ContradictionsAreRefused) {
    file_["vllm"] = json::object();
    file_["min_output_tokens"] = 200;
    file_["pytorch"] = {{"load_in_4bit", true}, {"load_in_8bit", true}};
    file_["model_name"] = "";
    const std::string all = refusal();
    EXPECT_NE(all.find("/vllm is for another backend, but backend is pytorch"), std::string::npos)
        << all;
    EXPECT_NE(all.find("/min_output_tokens must be at most max_output_tokens, 128"),
              std::string::npos);
    EXPECT_NE(all.find("/pytorch/load_in_8bit contradicts"), std::string::npos);
    EXPECT_NE(all.find("/model_name is required"), std::string::npos);
    file_ = {{"config_name", "a"},
             {"model_name", "b"},
             {"backend", "tensorrt"},
             {"fp_precision", "float32"}};
    EXPECT_NE(refusal().find("/fp_precision must be float16 or bfloat16"), std::string::npos);
}

/// Only where the project's samples lie: a configuration that the predecessor itself wrote out.
TEST_F(Llenergymeasure, ReadsTheEffectiveConfigOfARealWriter) {
    const auto sample = std::filesystem::path(LEM_SOURCE_DIR).parent_path() /
                        "shared/samples/upstream/generated/2026-01-23_d9396b16_schema2.0.0/"
                        "aggregated/0042_c1.json";
    if (!std::filesystem::exists(sample)) return;
    std::stringstream text;
    text << std::ifstream(sample).rdbuf();
    file_ = schema::parse(text.str()).value()["effective_config"];
    ASSERT_TRUE(sniff_llenergymeasure({.head = {}, .document = &file_}));
    const domain::Experiment config = experiment();
    EXPECT_EQ(config.model.name, "TinyLlama/TinyLlama-1.1B-Chat-v1.0");
    EXPECT_EQ(get<domain::OfflineLoad>(config).in_flight_max, 4);
    EXPECT_NE(notes().find("/pytorch/parallelism_strategy has no counterpart"), std::string::npos);
}

}  // namespace
}  // namespace lem::interchange
