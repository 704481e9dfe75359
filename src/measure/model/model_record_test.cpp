#include "measure/model/model_record.hpp"

#include "support/folder.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

TEST(ModelRecord, ANameMayTellTheSize) {
    EXPECT_EQ(parameters_in_name("HuggingFaceTB/SmolLM2-135M-Instruct"), 135e6);
    EXPECT_EQ(parameters_in_name("meta-llama/Llama-3.1-8B"), 8e9);
    EXPECT_EQ(parameters_in_name("Qwen/Qwen3-30B-A3B"), 3e9) << "those that one token uses";
    EXPECT_EQ(parameters_in_name("qwen2.5:0.5b"), 0.5e9);
    EXPECT_EQ(parameters_in_name("mistralai/Mixtral-8x7B-v0.1"), std::nullopt);
    EXPECT_EQ(parameters_in_name("Phi-3-mini-4k"), std::nullopt);
    EXPECT_EQ(parameters_in_name("7B/none"), std::nullopt) << "of the model, not of its owner";
    EXPECT_EQ(parameters_in_name(""), std::nullopt);
}

TEST(ModelRecord, FilesAreBelievedBeforeTheServerAndTheName) {
    domain::Experiment config;
    config.model.name = "Acme/Some-8B";
    ModelFiles files{.precision = "bf16"};
    files.shape.emplace().shared = {.parameters = 7e9, .bytes = 14e9};
    const ServerModel server{.parameters = 7.5e9, .context_length = 4096};
    const DescribedModel best = describe_model(config, files, server);
    EXPECT_EQ(best.confidence, domain::FlopsConfidence::high);
    EXPECT_EQ(best.record.parameters_total, 7e9);
    EXPECT_TRUE(best.record.shape);
    const DescribedModel asked = describe_model(config, std::nullopt, server);
    EXPECT_EQ(asked.confidence, domain::FlopsConfidence::medium);
    EXPECT_EQ(asked.record.parameters_total, 7.5e9);
    EXPECT_EQ(asked.record.context_length, 4096);
    EXPECT_FALSE(asked.record.shape) << "the number of weights is not a shape";
    const DescribedModel named = describe_model(config, std::nullopt, {});
    EXPECT_EQ(named.confidence, domain::FlopsConfidence::low);
    EXPECT_EQ(linear_parameters(*named.shape), 8e9);
    EXPECT_FALSE(named.record.parameters_total) << "the board does not guess";
    config.model.name = "Acme/Some";
    const DescribedModel none = describe_model(config, std::nullopt, {});
    EXPECT_FALSE(none.confidence);
    EXPECT_NE(none.shape_absent_reason.find("model.path"), std::string::npos);
}

TEST(ModelRecord, WeightsAreAsTheEngineLoadsThem) {
    domain::Experiment config;
    config.engine.settings.precision = "float32";
    ModelFiles files{.precision = "bf16"};
    files.shape.emplace().shared = {.parameters = 100, .bytes = 200};
    const DescribedModel described = describe_model(config, files, {});
    EXPECT_EQ(described.record.precision, "fp32");
    EXPECT_EQ(described.shape->shared.bytes, 400);
    files.precision = "awq";
    EXPECT_EQ(describe_model(config, files, {}).record.precision, "awq");
}

TEST(ModelRecord, WhatTheHubKeepsIsFound) {
    const test::Folder folder;
    folder.put("models--Acme--Some/refs/main", "abc123");
    folder.put("models--Acme--Some/snapshots/abc123/config.json", "{}");
    setenv("HF_HUB_CACHE", folder.path().c_str(), 1);
    domain::Experiment config;
    config.model.name = "Acme/Some";
    const auto found = model_path(config, "/");
    EXPECT_EQ(found, folder.path() / "models--Acme--Some/snapshots/abc123");
    config.engine.base_url = "http://127.0.0.1:1";
    EXPECT_FALSE(model_path(config, "/")) << "another machine's model may be another one";
    config.engine.base_url.reset();
    config.model.name = "Acme/../Some";
    EXPECT_FALSE(model_path(config, "/"));
    unsetenv("HF_HUB_CACHE");
}

TEST(ServerModel, ReadsWhatServersSay) {
    const auto parse = [](const char* text, const std::string& name = "m") {
        return parse_server_model(schema::json::parse(text), name);
    };
    EXPECT_EQ(parse(R"({"data":[{"id":"m","max_model_len":8192}]})").context_length, 8192);
    const ServerModel llama =
        parse(R"({"data":[{"id":"x","meta":{"n_params":134515008,"n_ctx_train":2048}}]})");
    EXPECT_EQ(llama.parameters, 134515008);
    EXPECT_EQ(llama.context_length, 2048);
    EXPECT_EQ(parse(R"({"data":[{"id":"a","max_model_len":1},{"id":"m","max_model_len":2}]})")
                  .context_length,
              2);
    for (const char* odd : {"{}", R"({"data":7})", R"({"data":[]})", R"({"data":[7]})",
                            R"({"data":[{"max_model_len":-5,"meta":7}]})",
                            R"({"data":[{"meta":{"n_params":"many"}}]})"}) {
        EXPECT_FALSE(parse(odd).parameters) << odd;
        EXPECT_FALSE(parse(odd).context_length) << odd;
    }
}

}  // namespace
}  // namespace lem::measure
