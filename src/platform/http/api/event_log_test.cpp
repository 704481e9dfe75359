#include "platform/http/api/event_log.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

TEST(EventLog, GivesWhatFollowsAPositionOnItsTopics) {
    FakeRandom random;
    EventLog log(random);
    log.publish("a", "changed", R"({"value":1})");
    log.publish("b", "changed", "{}");
    log.publish("a", "changed", R"({"value":2})");
    const auto all = log.read(0, {"a", "b"}, 10);
    ASSERT_EQ(all.events.size(), 3U);
    EXPECT_FALSE(all.gap);
    EXPECT_EQ(all.position, 3U);
    EXPECT_EQ(all.events[0]->sse,
              "id: " + log.id_of(1) + "\nevent: changed\ndata: {\"value\":1}\n\n");
    EXPECT_EQ(all.events[0]->json,
              "{\"id\":\"" + log.id_of(1) + "\",\"event\":\"changed\",\"data\":{\"value\":1}}");
    const auto some = log.read(1, {"a"}, 10);
    ASSERT_EQ(some.events.size(), 1U);
    EXPECT_EQ(some.events[0]->number, 3U);
    const auto first = log.read(0, {"a"}, 1);
    ASSERT_EQ(first.events.size(), 1U);
    EXPECT_EQ(log.read(first.position, {"a"}, 1).events.at(0)->number, 3U);
    EXPECT_TRUE(log.read(3, {"a", "b"}, 10).events.empty());
}

TEST(EventLog, TellsAGapOnlyToThoseWhoMissedSomething) {
    FakeRandom random;
    EventLog log(random, 2);
    log.publish("a", "changed", "{}");
    for (int i = 0; i < 3; ++i)
        log.publish("b", "changed", "{}");
    EXPECT_TRUE(log.read(0, {"a"}, 10).gap);
    EXPECT_FALSE(log.read(1, {"a"}, 10).gap) << "what is gone was of another topic";
    EXPECT_TRUE(log.read(1, {"b"}, 10).gap);
    EXPECT_EQ(log.read(1, {"b"}, 10).events.size(), 2U);
    EXPECT_FALSE(log.read(2, {"b"}, 10).gap);
}

TEST(EventLog, KnowsItsOwnIds) {
    FakeRandom random;
    EventLog log(random), other(random);
    log.publish("a", "changed", "{}");
    other.publish("a", "changed", "{}");
    EXPECT_EQ(log.number_of(log.id_of(1)), 1U);
    EXPECT_EQ(log.number_of(log.id_of(0)), 0U);
    for (const std::string& id :
         {log.id_of(2), other.id_of(1), std::string("1"), std::string(), log.id_of(1) + "x",
          log.id_of(1).substr(0, 12), log.id_of(1) + "99999999999999999999"})
        EXPECT_FALSE(log.number_of(id)) << id;
}

TEST(EventLog, TellsItsWatchers) {
    FakeRandom random;
    EventLog log(random);
    int told = 0;
    {
        const EventLog::Watch watch(log, [&] { ++told; });
        log.publish("a", "changed", "{}");
    }
    log.publish("a", "changed", "{}");
    EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace lem::http
