#include "domain/board/derivation.hpp"

#include "domain/result/result_wire.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

/// The tokens of the sample: 50 requests of 120 in each window.
std::string requests_of(const Result& result) {
    std::string lines;
    for (const Cycle& cycle : result.cycles) {
        for (int i = 0; i < 50; ++i) {
            const double at_ms = cycle.window.start_s * 1000 + 100 + 1000.0 * i;
            RequestRecord request{.cycle = cycle.index, .index = i, .sent_ms = at_ms};
            request.first_token_ms = at_ms + 120;
            request.last_token_ms = at_ms + 3000;
            request.output_tokens = 120;
            request.chunks = 120;
            lines += schema::to_text(request) + "\n";
        }
    }
    return lines;
}

/// The sample's power is 20 W.
std::string trace_at(const char* watts) {
    std::string trace = "t_s,watts\n";
    for (int at_s = 0; at_s < 300; ++at_s)
        trace += std::to_string(at_s) + "," + watts + "\n";
    return trace;
}

Trust trust_of(const Result& result, const std::string& requests, const std::string& trace) {
    const std::string document = schema::to_text(result);
    Evidence evidence{.document = document};
    if (!requests.empty()) evidence.requests = requests_in(requests);
    if (!trace.empty()) evidence.trace = requests_in(trace);
    const Derived derived = derive(evidence, {.received_at_ms = 1'796'000'000'000});
    EXPECT_TRUE(derived.report.violations.empty());
    return derived.report.row ? derived.report.row->trust : Trust::reproduced;
}

TEST(Derive, OnlyWhatFollowsFromTraceAndRequestsIsTraceVerified) {
    const Result result = test::sample_result();
    const std::string requests = requests_of(result);
    EXPECT_EQ(trust_of(result, requests, trace_at("20")), Trust::trace_verified);
    EXPECT_EQ(trust_of(result, requests, ""), Trust::self_reported);
    EXPECT_EQ(trust_of(result, "", trace_at("20")), Trust::self_reported);
    EXPECT_EQ(trust_of(result, requests, trace_at("24")), Trust::self_reported);
    const std::string some = requests.substr(0, requests.find('\n', requests.size() / 2) + 1);
    EXPECT_EQ(trust_of(result, some, trace_at("20")), Trust::self_reported);
}

}  // namespace
}  // namespace lem::domain
