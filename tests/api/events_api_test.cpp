#include "support/peer.hpp"
#include "support/server.hpp"

/// /api/v1/events: what is published appears at once.
namespace lem {
namespace {

class EventsApi : public test::Server {};

TEST_P(EventsApi, ASubmissionIsAnEventOfTheTopicResults) {
    const test::Peer reader(service_->port());
    reader.send("GET /api/v1/events?topics=results HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(reader.receive_until("retry: ").find(" 200 OK"), std::string::npos);
    ASSERT_EQ(submit(test::sample_result()).status, 201);
    const std::string event = reader.receive_until("\"value\":");
    EXPECT_NE(event.find("event: changed\ndata: {\"topic\":\"results\",\"value\":"),
              std::string::npos)
        << event;
    EXPECT_EQ(get("/api/v1/events").status, 400) << "no topic";
    EXPECT_EQ(get("/api/v1/events?topics=nonsense").status, 400);
    const test::Peer late(service_->port());
    late.send("GET /api/v1/events?topics=results&after=nonsense HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(late.receive_until("data: {}").find("event: gap"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, EventsApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
