#pragma once
/// Rows of the board for tests of what is made of them.

#include "domain/board/leaderboard.hpp"

namespace lem::test {

/// A measured result: 4 closed streams on one device.
inline domain::LeaderboardRow board_row(const std::string& id, double tokens_per_joule) {
    domain::LeaderboardRow row;
    row.id = {id};
    row.model = "org/Tiny-1B";
    row.model_family = "Tiny";
    row.precision = "bf16";
    row.engine = "vllm";
    row.engine_version = "0.11.2";
    row.hardware = "Example GPU 24GB";
    row.energy_scope = domain::EnergyScope::gpu;
    row.energy_method = domain::EnergyMethod::counter;
    row.load = "4 streams";
    row.concurrency = 4;
    row.input_tokens = 64;
    row.output_tokens = 128;
    row.metric_definitions_version = "1.4";
    row.cycles = 5;
    row.submitted_at = "2026-11-20T14:02:00.000Z";
    row.metrics.tokens_per_joule = {.value = tokens_per_joule, .ci95_half_width = 0.1};
    row.metrics.joules_per_token = {.value = 1 / tokens_per_joule, .ci95_half_width = {}};
    row.metrics.throughput_tokens_per_sec = {.value = 100 * tokens_per_joule,
                                             .ci95_half_width = {}};
    row.metrics.latency_per_token_ms = {.value = 20, .ci95_half_width = {}};
    return row;
}

}  // namespace lem::test
