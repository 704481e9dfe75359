#include "measure/analysis/attribution.hpp"

#include <gtest/gtest.h>
#include <numeric>

namespace lem::measure {
namespace {

Exchange exchange(double sent_ms, double first_ms, double gap_ms, int tokens) {
    Exchange out;
    for (int i = 0; i < tokens; ++i)
        out.chunk_times_ms.push_back(first_ms + gap_ms * i);
    out.record.sent_ms = sent_ms;
    out.record.first_token_ms = out.chunk_times_ms.front();
    out.record.last_token_ms = out.chunk_times_ms.back();
    out.record.input_tokens = 100;
    out.record.output_tokens = tokens;
    out.record.chunks = tokens;
    return out;
}

/// Power that ramps from 100 W by 0.1 W a millisecond.
std::optional<double> ramp(double start_ms, double end_ms) {
    return ((100 + 0.05 * (start_ms + end_ms)) * (end_ms - start_ms)) / 1000;
}

TEST(ShareEnergy, SharesAndRestAddUpToTheWindow) {
    const PhaseResult phase{.exchanges = {exchange(-200, 30, 17, 40), exchange(120, 333, 29, 30),
                                          exchange(400, 910, 5, 100), exchange(2100, 2200, 10, 5)},
                            .start_ms = 0,
                            .stop_sending_ms = 3050};
    for (const double prefill_weight : {0.0, 0.02, 1.0}) {
        const auto shares = share_energy(phase, {0, 3050}, prefill_weight, ramp);
        ASSERT_TRUE(shares);
        const double sum =
            std::accumulate(shares->request_joules.begin(), shares->request_joules.end(), 0.0);
        EXPECT_NEAR(sum + shares->unattributed_joules, *ramp(0, 3050), 1e-9);
        EXPECT_GT(shares->unattributed_joules, *ramp(1500, 2100)) << "no request was active";
        for (const double joules : shares->request_joules)
            EXPECT_GT(joules, 0);
    }
}

TEST(ShareEnergy, EqualTokensGetEqualShares) {
    const PhaseResult phase{.exchanges = {exchange(0, 50, 10, 90), exchange(0, 50, 20, 45)},
                            .start_ms = 0,
                            .stop_sending_ms = 950};
    const auto shares =
        share_energy(phase, {0, 950}, 0, [](double a, double b) { return std::optional((b - a)); });
    ASSERT_TRUE(shares);
    EXPECT_NEAR(shares->request_joules[0] / shares->request_joules[1], 2, 0.02);
}

TEST(ShareEnergy, PromptsWeighWhatTheyAreSaidTo) {
    // One prompt is read while the other request writes ten tokens in the same slice.
    const PhaseResult phase{.exchanges = {exchange(0, 0, 10, 11), exchange(0, 100, 10, 1)},
                            .start_ms = 0,
                            .stop_sending_ms = 100};
    const auto shares =
        share_energy(phase, {0, 100}, 0.1, [](double, double) { return std::optional(20.0); });
    ASSERT_TRUE(shares);
    EXPECT_NEAR(shares->request_joules[0], 10, 0.01);
    EXPECT_NEAR(shares->request_joules[1], 10, 0.01);
}

TEST(ShareEnergy, UnknownEnergyGivesNoShares) {
    const PhaseResult phase{
        .exchanges = {exchange(0, 50, 10, 20)}, .start_ms = 0, .stop_sending_ms = 250};
    EXPECT_FALSE(share_energy(phase, {0, 250}, 0, [](double start_ms, double) {
        return start_ms < 150 ? std::optional(1.0) : std::nullopt;
    }));
}

TEST(SplitEnergy, DecodeIsWhatPrefillLeaves) {
    domain::Cycle prefill;
    prefill.tokens = {.input = 1200, .output = 10, .cached_input = 200};
    prefill.energy.energy_joules = 50;
    const auto per_token = prefill_joules_per_token(prefill);
    ASSERT_EQ(per_token, 0.05);
    domain::Cycle cycle;
    cycle.tokens = {.input = 1000, .output = 500, .cached_input = {}};
    cycle.energy.energy_joules = 300;
    split_energy(cycle, *per_token);
    EXPECT_DOUBLE_EQ(*cycle.metrics.decode_joules_per_token, 0.5);
    // Conservation: both parts make up the whole.
    EXPECT_DOUBLE_EQ(*cycle.metrics.prefill_joules_per_token * 1000 +
                         *cycle.metrics.decode_joules_per_token * 500,
                     300);
    cycle.metrics = {};
    cycle.energy.energy_joules = 40;
    split_energy(cycle, *per_token);
    EXPECT_FALSE(cycle.metrics.decode_joules_per_token) << "the prompts alone would need more";
}

}  // namespace
}  // namespace lem::measure
