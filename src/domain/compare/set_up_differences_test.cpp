#include "domain/compare/set_up_differences.hpp"

#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::vector<std::string> cautions_between(const Result& a, const Result& b) {
    return cautions_against({"before", a}, {"after", b});
}

TEST(SetUpDifferences, NameWhatElseDiffers) {
    const Result a = test::sample_result();
    Result b = a;
    b.engine.version = "0.12.0";
    b.experiment.config->load = ConcurrencyLoad{.streams = 16};
    b.experiment.complete = false;
    const std::vector<std::string> expected{
        "engine version: 0.11.2 / 0.12.0",
        R"(load: {"mode":"concurrency","streams":4} / {"mode":"concurrency","streams":16})"};
    EXPECT_EQ(set_up_differences(a, b), expected);
    EXPECT_EQ(cautions_between(a, b), std::vector<std::string>{"after was stopped early."});
    b.environment.devices.front().name = "Other GPU";
    EXPECT_EQ(set_up_differences(a, b).back(), "devices: Example GPU 24GB / Other GPU");
}

TEST(SetUpDifferences, CautionAgainstOtherTokenizersAndBoards) {
    const Result a = test::sample_result();
    Result b = a;
    b.environment.devices.front().uuid_hash = std::string(64, 'd');
    b.model.name = "Acme/Other";
    b.model.architecture = "other";
    const std::vector<std::string> expected{
        "before and after ran on different boards of one kind, whose power sensors may differ.",
        "The tokenizers of before and after may differ: a token is then not the same amount of "
        "text."};
    EXPECT_EQ(cautions_between(a, b), expected);
}

}  // namespace
}  // namespace lem::domain
