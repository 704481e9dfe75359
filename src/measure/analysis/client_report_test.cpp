#include "measure/analysis/client_report.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

/// A hundred requests with this send lag, each answered after `first_ms`.
PhaseResult phase_with(double lag_ms, double first_ms, std::optional<double> connect_ms = {}) {
    PhaseResult phase;
    for (int i = 0; i < 100; ++i) {
        Exchange& exchange = phase.exchanges.emplace_back();
        exchange.record.scheduled_ms = 10.0 * i;
        exchange.record.sent_ms = 10.0 * i + lag_ms;
        exchange.record.first_token_ms = exchange.record.sent_ms + first_ms;
        exchange.connect_ms = connect_ms;
    }
    return phase;
}

TEST(ClientReport, TheVerdictFollowsTheLag) {
    struct Case {
        double lag_ms, first_ms;
        bool late, client_bound;
    };
    for (const Case& expected : {
             Case{0.2, 1000, false, false},
             Case{5, 20, false, false},  // a quarter of the first token, but below 10 ms
             Case{50, 1000, true, false},
             Case{150, 1000, true, true},  // more than a tenth of the first token
             Case{600, 60'000, true, true},
         }) {
        SCOPED_TRACE(expected.lag_ms);
        const ClientReport report = report_client(phase_with(expected.lag_ms, expected.first_ms));
        EXPECT_NEAR(*report.lag_ms_p50, expected.lag_ms, 1e-6);
        EXPECT_NEAR(*report.lag_ms_p99, expected.lag_ms, 1e-6);
        EXPECT_NEAR(*report.lag_ms_max, expected.lag_ms, 1e-6);
        EXPECT_EQ(report.late, expected.late);
        EXPECT_EQ(report.client_bound, expected.client_bound);
    }
}

TEST(ClientReport, ConnectingIsNotTheClientsLag) {
    const ClientReport report = report_client(phase_with(700, 1000, 699.5));
    EXPECT_NEAR(*report.lag_ms_p99, 0.5, 1e-6);
    EXPECT_NEAR(*report.connect_ms_mean, 699.5, 1e-6);
    EXPECT_FALSE(report.late);
}

TEST(ClientReport, WithoutRequestsNothingIsKnown) {
    const ClientReport report = report_client({.client_cpu_seconds = 0.5, .loop_lag_max_ms = 2});
    EXPECT_EQ(report.lag_ms_p99, std::nullopt);
    EXPECT_EQ(report.connect_ms_mean, std::nullopt);
    EXPECT_FALSE(report.client_bound);
    EXPECT_EQ(report.cpu_seconds, 0.5);
    EXPECT_EQ(report.loop_lag_ms_max, 2);
}

}  // namespace
}  // namespace lem::measure
