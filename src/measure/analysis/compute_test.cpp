#include "measure/analysis/compute.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using domain::decode_flops;
using domain::prefill_flops;

/// One token a chunk.
Exchange exchange(double sent_ms, double first_ms, double gap_ms, int tokens, int prompt) {
    Exchange out;
    for (int i = 0; i < tokens; ++i)
        out.chunk_times_ms.push_back(first_ms + gap_ms * i);
    out.record.sent_ms = sent_ms;
    out.record.first_token_ms = out.chunk_times_ms.front();
    out.record.last_token_ms = out.chunk_times_ms.back();
    out.record.input_tokens = prompt;
    out.record.output_tokens = tokens;
    out.record.chunks = tokens;
    return out;
}

class ComputeTest : public testing::Test {
protected:
    ComputeTest() {
        basis_.shape = domain::shape_of({.layers = 2,
                                         .hidden_size = 64,
                                         .heads = 4,
                                         .kv_heads = 2,
                                         .head_size = 16,
                                         .intermediate_size = 128,
                                         .vocabulary = 100},
                                        2);
    }
    domain::Cycle cycle(const PhaseResult& phase, SteadyWindow window) const {
        const domain::Load load = domain::ConcurrencyLoad{.streams = 2};
        domain::Cycle made = make_cycle({.index = 1, .phase = phase, .load = load}, window);
        add_compute(made, phase, window, basis_);
        return made;
    }

    ComputeBasis basis_;
};

TEST_F(ComputeTest, EachTokenCountsAtItsOwnContext) {
    const PhaseResult phase{
        .exchanges = {exchange(0, 100, 100, 10, 20)}, .start_ms = 0, .stop_sending_ms = 2000};
    const domain::Cycle whole = cycle(phase, {0, 2000});
    EXPECT_DOUBLE_EQ(*whole.metrics.flops_per_second * 2,
                     prefill_flops(*basis_.shape, 20, 0) + decode_flops(*basis_.shape, 20, 9));
    EXPECT_DOUBLE_EQ(*whole.mean_context_tokens, 25) << "21 to 29 tokens were there";
    EXPECT_DOUBLE_EQ(*whole.mean_batch, 0.9 / 2);
    // Two windows that share the request share its work.
    const double parts = *cycle(phase, {0, 450}).metrics.flops_per_second * 0.45 +
                         *cycle(phase, {450, 2000}).metrics.flops_per_second * 1.55;
    EXPECT_NEAR(parts / (*whole.metrics.flops_per_second * 2), 1, 1e-12);
}

TEST_F(ComputeTest, CachedPromptsAreNotComputed) {
    PhaseResult phase{
        .exchanges = {exchange(0, 100, 100, 1, 20)}, .start_ms = 0, .stop_sending_ms = 1000};
    phase.exchanges[0].record.cached_input_tokens = 15;
    EXPECT_DOUBLE_EQ(*cycle(phase, {0, 1000}).metrics.flops_per_second,
                     prefill_flops(*basis_.shape, 5, 15));
}

TEST_F(ComputeTest, UtilisationIsOfTheDensePeaks) {
    const PhaseResult phase{
        .exchanges = {exchange(0, 50, 100, 10, 20), exchange(0, 50, 100, 10, 20)},
        .start_ms = 0,
        .stop_sending_ms = 1000};
    basis_.peak_flops = 1e9;
    basis_.bandwidth_bytes = 1e6;
    const domain::Cycle made = cycle(phase, {0, 1000});
    EXPECT_DOUBLE_EQ(*made.metrics.mfu, *made.metrics.flops_per_second / 1e9);
    // 18 tokens in steps of 1.8 requests: ten readings of the weights.
    EXPECT_DOUBLE_EQ(*made.mean_batch, 1.8);
    const double weights = *domain::weight_read_bytes(*basis_.shape, 1.8),
                 cache = 18 * domain::kv_read_bytes(*basis_.shape, 25, 2);
    EXPECT_DOUBLE_EQ(*made.metrics.mbu, (10 * weights + cache) / 1e6);
    basis_.batch_max = 1;
    EXPECT_DOUBLE_EQ(*cycle(phase, {0, 1000}).metrics.mbu, (18 * weights + cache) / 1e6)
        << "the others waited";
    basis_.shape->attention.clear();
    EXPECT_FALSE(cycle(phase, {0, 1000}).metrics.mbu);
    basis_.shape.reset();
    const domain::Cycle without = cycle(phase, {0, 1000});
    EXPECT_FALSE(without.metrics.flops_per_second || without.metrics.mfu);
    EXPECT_TRUE(without.mean_context_tokens) << "needs no shape";
}

TEST_F(ComputeTest, PeaksAddUpOverDevicesOrAreAbsentForAReason) {
    domain::Device h100{.kind = "gpu", .name = "NVIDIA H100 80GB HBM3"};
    h100.profile = "h100-sxm";
    const domain::Device other{.kind = "cpu", .name = "AMD EPYC"};
    const auto peaks = [&](const std::vector<domain::Device>& devices, const char* precision,
                           const domain::EngineConfig& engine = {}) {
        ComputeBasis basis;
        add_peaks(basis, devices, engine, precision);
        return basis;
    };
    EXPECT_DOUBLE_EQ(*peaks({h100, h100}, "bf16").peak_flops, 2 * 989.4e12);
    EXPECT_DOUBLE_EQ(*peaks({h100, h100}, "bf16").bandwidth_bytes, 2 * 3.35e12);
    EXPECT_EQ(peaks({h100, other}, "bf16").peak_absent_reason,
              "the peaks of AMD EPYC are not known (no hardware profile)");
    EXPECT_FALSE(peaks({h100, other}, "bf16").bandwidth_bytes);
    EXPECT_FALSE(peaks({h100}, "fp32").peak_flops);
    EXPECT_TRUE(peaks({h100}, "fp32").bandwidth_bytes) << "bandwidth has no precision";
    EXPECT_EQ(peaks({}, "bf16").bandwidth_absent_reason,
              "no accelerator was seen, and the peaks of processors are not known");
    domain::EngineConfig engine;
    engine.settings.gpu_layers = 0;
    EXPECT_NE(peaks({h100}, "bf16", engine).peak_absent_reason.find("processor"),
              std::string::npos);
}

TEST_F(ComputeTest, SizesAreThoseInMemory) {
    convert_on_loading(*basis_.shape, "bf16", "fp32");
    EXPECT_DOUBLE_EQ(*basis_.shape->shared.bytes, 4 * basis_.shape->shared.parameters);
    convert_on_loading(*basis_.shape, "awq", "fp16");
    EXPECT_DOUBLE_EQ(*basis_.shape->shared.bytes, 4 * basis_.shape->shared.parameters)
        << "quantised weights stay as they are";
    domain::EngineConfig engine{.name = domain::EngineName::vllm};
    EXPECT_EQ(kv_bytes_per_value(engine), 2);
    engine.settings.precision = "float32";
    EXPECT_EQ(kv_bytes_per_value(engine), 4);
    engine.settings.kv_cache_precision = "fp8_e5m2";
    EXPECT_EQ(kv_bytes_per_value(engine), 1);
    engine.settings.kv_cache_precision = "q8_0";
    EXPECT_EQ(kv_bytes_per_value(engine), 1.0625);
}

}  // namespace
}  // namespace lem::measure
