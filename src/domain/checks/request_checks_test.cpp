/// The document against the requests of its bundle.

#include "support/check_cases.hpp"
#include "support/sample_result.hpp"

namespace lem::domain {
namespace {

using test::verdict_of;

/// Four streams of answers of 100 tokens in a second each: a window of ten seconds cuts some.
std::vector<RequestRecord> requests_of(const Cycle& cycle) {
    std::vector<RequestRecord> requests;
    for (int i = 0; i < 44; ++i) {
        const double at_ms = cycle.window.start_s * 1000 - 500 + 250.0 * i;
        RequestRecord request{.cycle = cycle.index, .index = i, .sent_ms = at_ms - 10};
        request.first_token_ms = at_ms;
        request.last_token_ms = at_ms + 1000;
        request.output_tokens = 128;
        request.chunks = 128;
        requests.push_back(request);
    }
    return requests;
}

TEST(TokensMatchRequests, ACycleHasTheTokensOfItsRequests) {
    Result result = test::sample_result();
    result.cycles.resize(1);
    Cycle& cycle = result.cycles[0];
    cycle.window.end_s = cycle.window.start_s + 10;
    const auto requests = requests_of(cycle);
    const auto verdict = [&](std::int64_t stated) {
        cycle.tokens.output = stated;
        const RequestTotals totals = totals_of(result, requests);
        return verdict_of("A9", {.result = result, .requests = &totals});
    };
    const auto length = [&] {
        const RequestTotals totals = totals_of(result, requests);
        return verdict_of("A14", {.result = result, .requests = &totals});
    };
    EXPECT_EQ(verdict(40 * 128).outcome, CheckOutcome::passed) << verdict(40 * 128).message;
    EXPECT_EQ(verdict(36 * 128).outcome, CheckOutcome::passed) << verdict(36 * 128).message;
    EXPECT_EQ(length().outcome, CheckOutcome::passed) << length().message;
    result.experiment.config->workload.output_tokens = 136;  // 8 of 136 are more than 5 %
    EXPECT_EQ(length().outcome, CheckOutcome::warning) << length().message;
    result.experiment.config->workload.output_tokens_spread = 0.1;
    EXPECT_EQ(length().outcome, CheckOutcome::passed);
    EXPECT_EQ(verdict(30 * 128).outcome, CheckOutcome::rejected);
    EXPECT_EQ(verdict(60 * 128).outcome, CheckOutcome::rejected);
    EXPECT_NE(verdict(60 * 128).message.find("cycle 1 states 7680 output tokens"),
              std::string::npos)
        << verdict(60 * 128).message;
}

TEST(AnswersHaveTheLengthAskedFor, ByTheCyclesWhereThereAreNoRecords) {
    Result result = test::sample_result();
    const auto verdict = [&] { return verdict_of("A14", {.result = result}); };
    EXPECT_EQ(verdict().outcome, CheckOutcome::not_applicable);
    for (Cycle& cycle : result.cycles)
        cycle.mean_output_tokens = 127;
    EXPECT_EQ(verdict().outcome, CheckOutcome::passed) << verdict().message;
    for (Cycle& cycle : result.cycles)
        cycle.mean_output_tokens = 300;
    EXPECT_EQ(verdict().outcome, CheckOutcome::warning);
    EXPECT_NE(verdict().message.find("300 output tokens per request on average; 128 were asked"),
              std::string::npos)
        << verdict().message;
    result.experiment.config->workload.prompts = PromptSource::file;
    EXPECT_EQ(verdict().outcome, CheckOutcome::not_applicable) << verdict().message;
}

TEST(LittlesLaw, RecordsAreComparedWithTheStreamsWhereTheDocumentStatesNoMean) {
    Result result = test::sample_result();
    result.cycles.resize(1);
    Cycle& cycle = result.cycles[0];
    cycle.window.end_s = cycle.window.start_s + 10;
    cycle.mean_concurrency.reset();
    std::vector<RequestRecord> requests;
    for (int i = 0; i < 4; ++i) {
        const std::vector<RequestRecord> same = requests_of(cycle);
        requests.insert(requests.end(), same.begin(), same.end());
    }
    const RequestTotals totals = totals_of(result, requests);
    const Check check = verdict_of("A12", {.result = result, .requests = &totals});
    EXPECT_EQ(check.outcome, CheckOutcome::warning) << check.message;
    EXPECT_NE(check.message.find("more than 4 streams can carry"), std::string::npos);
    EXPECT_EQ(check.bound_low, std::nullopt);
}

TEST(ChunksMatchTokens, ThePictureShowsTheBoundOfTheSentence) {
    Result result = test::sample_result();
    result.cycles.resize(1);
    std::vector<RequestRecord> requests = requests_of(result.cycles[0]);
    const auto verdict = [&](int chunks) {
        for (RequestRecord& request : requests)
            request.chunks = chunks;
        const RequestTotals totals = totals_of(result, requests);
        return verdict_of("A10", {.result = result, .requests = &totals});
    };
    const Check usual = verdict(128), many = verdict(192), few = verdict(64);
    EXPECT_EQ(usual.bound_high, 1.1);
    EXPECT_EQ(many.outcome, CheckOutcome::warning);
    EXPECT_NE(many.message.find("1.5 chunks per token are more than 1.1"), std::string::npos)
        << many.message;
    EXPECT_EQ(many.bound_high, 1.1);
    EXPECT_EQ(many.bound_low, std::nullopt);
    EXPECT_EQ(few.outcome, CheckOutcome::information);
    EXPECT_NEAR(few.bound_low.value_or(0), 1 / 1.5, 1e-9);
    EXPECT_EQ(few.bound_high, std::nullopt);
    requests[0].unread_chunks = 3;
    EXPECT_EQ(verdict(128).observed, std::nullopt) << "the sentence speaks of unread chunks";
}

}  // namespace
}  // namespace lem::domain
