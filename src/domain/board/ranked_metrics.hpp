#pragma once
/// The columns of a leaderboard row in SQL, in one place for the features that read them.

#include "domain/board/leaderboard.hpp"

#include <array>

namespace lem::domain {

struct RankedMetric {
    std::string_view name;
    RankedValue RankedValues::* member;
    std::optional<schema::Range> LeaderboardQuery::* range;
};

/// In the order of the ranking index's columns.
inline constexpr std::array ranked_metrics{
    RankedMetric{"tokens_per_joule", &RankedValues::tokens_per_joule,
                 &LeaderboardQuery::tokens_per_joule},
    RankedMetric{"throughput_tokens_per_sec", &RankedValues::throughput_tokens_per_sec,
                 &LeaderboardQuery::throughput_tokens_per_sec},
    RankedMetric{"total_energy_joules", &RankedValues::total_energy_joules,
                 &LeaderboardQuery::total_energy_joules},
    RankedMetric{"avg_power_watts", &RankedValues::avg_power_watts,
                 &LeaderboardQuery::avg_power_watts},
    RankedMetric{"peak_memory_mb", &RankedValues::peak_memory_mb,
                 &LeaderboardQuery::peak_memory_mb},
    RankedMetric{"time_to_first_token_ms", &RankedValues::time_to_first_token_ms,
                 &LeaderboardQuery::time_to_first_token_ms},
    RankedMetric{"latency_per_token_ms", &RankedValues::latency_per_token_ms,
                 &LeaderboardQuery::latency_per_token_ms},
    RankedMetric{"flops_per_second", &RankedValues::flops_per_second,
                 &LeaderboardQuery::flops_per_second},
};

}  // namespace lem::domain
