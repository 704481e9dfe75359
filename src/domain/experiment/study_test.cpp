#include "domain/experiment/study.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

using schema::json;

std::vector<std::string> labels(const char* sweep, const char* points = "null") {
    const auto grid = expand(json::parse(sweep), json::parse(points));
    if (!grid) return {grid.error()[0].pointer + " " + grid.error()[0].message};
    std::vector<std::string> all;
    for (const Overlay& overlay : *grid)
        all.push_back(overlay.label());
    return all;
}
using Labels = std::vector<std::string>;

TEST(Study, AxesAreCrossed) {
    EXPECT_EQ(labels(R"({"load.streams": [1, 4], "engine.name": ["vllm", "tgi"]})"),
              (Labels{"load.streams=1 engine.name=vllm", "load.streams=1 engine.name=tgi",
                      "load.streams=4 engine.name=vllm", "load.streams=4 engine.name=tgi"}));
}

TEST(Study, GroupsChangeTogetherAndMayHoldGrids) {
    EXPECT_EQ(labels(R"({"a": [1, 2], "q": [{}, {"x": true, "y": "n"}, {"z": [5, 6]}]})"),
              (Labels{"a=1", "a=1 x=true y=n", "a=1 z=5", "a=1 z=6", "a=2", "a=2 x=true y=n",
                      "a=2 z=5", "a=2 z=6"}));
}

TEST(Study, PointsFollowTheGrid) {
    EXPECT_EQ(labels(R"({"a": [1]})", R"([{"b": 2}, {}])"), (Labels{"a=1", "b=2", "base"}));
    EXPECT_EQ(labels("null", R"([{"a": [1, 2]}])"), (Labels{"a=1", "a=2"}));
}

TEST(Study, ImpossibleGridsAreNamed) {
    EXPECT_EQ(labels("null"), Labels{" has neither a sweep nor points: nothing to measure"});
    EXPECT_EQ(labels(R"({"a": 3})"), Labels{"/sweep/a must be a list with at least one value"});
    EXPECT_EQ(labels(R"({"a": [1, {}]})"),
              Labels{"/sweep/a/1 a list holds either values of one field or groups of fields, not "
                     "both"});
    EXPECT_EQ(labels(R"({"a": [[1]]})"), Labels{"/sweep/a/0 must be a single value"});
    EXPECT_EQ(labels("[]"), Labels{"/sweep must be an object"});
    EXPECT_EQ(labels("null", R"([1])"), Labels{"/points/0 must be an object"});
    std::string large = "{";
    for (const char* axis : {"a", "b", "c", "d", "e"})
        large +=
            std::string(large.size() > 1 ? "," : "") + "\"" + axis + "\":[1,2,3,4,5,6,7,8,9,10]";
    EXPECT_EQ(labels((large + "}").c_str()), Labels{"/sweep/e makes more than 10000 points"});
}

TEST(Study, OverlaysAreWrittenIntoTheExperiment) {
    const json base =
        json::parse(R"({"load": {"mode": "concurrency", "streams": 2}, "name": "n"})");
    const auto done =
        apply_overlay(base, {{{"load.streams", 8}, {"engine.options.ctx-size", 4096}}});
    ASSERT_TRUE(done);
    EXPECT_EQ((*done)["load"]["streams"], 8);
    EXPECT_EQ((*done)["engine"]["options"]["ctx-size"], 4096);
    EXPECT_FALSE(apply_overlay(base, {{{"name.first", 1}}}));
    EXPECT_FALSE(apply_overlay(base, {{{"load..streams", 1}}}));
}

std::string order(StudyOrder order, int repeats = 3) {
    std::string text;
    for (const Turn& turn : turns(3, repeats, order, 7))
        text += std::string(1, static_cast<char>('A' + turn.point)) + std::to_string(turn.repeat);
    return text;
}

TEST(Study, OrdersAreWhatTheirNamesSay) {
    EXPECT_EQ(order(StudyOrder::sequential), "A1A2A3B1B2B3C1C2C3");
    EXPECT_EQ(order(StudyOrder::interleave), "A1B1C1A2B2C2A3B3C3");
    EXPECT_EQ(order(StudyOrder::reverse), "C1B1A1C2B2A2C3B3A3");
    EXPECT_EQ(order(StudyOrder::latin_square), "A1B1C1B2C2A2C3A3B3");
    EXPECT_EQ(order(StudyOrder::shuffle), order(StudyOrder::shuffle)) << "the seed decides";
    auto shuffled = turns(3, 3, StudyOrder::shuffle, 7),
         plain = turns(3, 3, StudyOrder::interleave, 7);
    std::sort(shuffled.begin(), shuffled.end());
    std::sort(plain.begin(), plain.end());
    EXPECT_EQ(shuffled, plain) << "nothing lost, nothing twice";
}

}  // namespace
}  // namespace lem::domain
