#include "interchange/results/llama_bench_row.hpp"

#include "support/imported.hpp"

namespace lem::interchange {
namespace {

const std::string row = R"({"build_commit": "086cf81e", "build_number": 5921, "backends": "ROCm",
    "gpu_info": "AMD Radeon Graphics", "model_filename": "tiny.gguf", "model_type": "tiny Q4_K",
    "type_k": "q8_0", "type_v": "f16", "split_mode": "layer", "flash_attn": true,
    "n_prompt": 512, "n_gen": 0, "avg_ns": 1e9, "avg_ts": 512})";

auto settings_of(std::string_view bytes) {
    const auto results = test::imported(bytes);
    return results.empty() ? decltype(domain::EngineRecord::capabilities){}
                           : results[0].engine.capabilities;
}

TEST(LlamaBenchRow, TakesTheSettingsThatChangeTheSpeed) {
    const auto settings = settings_of(row);
    ASSERT_EQ(settings.count("flash_attn"), 1U);
    EXPECT_EQ(schema::to_text(settings.at("flash_attn")), "true");
    EXPECT_NE(settings, settings_of(test::replaced(row, "true", "false")));
    EXPECT_NE(settings, settings_of(test::replaced(row, "q8_0", "f16")));
    EXPECT_EQ(settings, settings_of(test::replaced(row, "true", "1"))) << "as CSV has it";
    EXPECT_NE(settings, settings_of(test::replaced(row, "true", "-1"))) << "llama.cpp decides";
    EXPECT_EQ(settings_of(test::replaced(row, "\"flash_attn\": true,", "")).count("flash_attn"),
              0U);
}

}  // namespace
}  // namespace lem::interchange
