#pragma once
/// The query of /api/v1/events.

#include "schema/record.hpp"

namespace lem::app {

struct EventQuery {
    std::vector<std::string> topics;
    std::optional<std::string> after;
};

}  // namespace lem::app

namespace lem::schema {

template <>
struct description<app::EventQuery> {
    using T = app::EventQuery;
    static constexpr auto record = schema::record(
        "EventQuery", "Which events to follow, and from where.",
        field("topics", &T::topics,
              {.doc = "What to follow: results, accounts, models, hardware, derivations.",
               .items_max = 20}),
        field("after", &T::after,
              {.doc = "Id of the last event that was received, for clients that cannot send the "
                      "header Last-Event-ID. An unknown id is answered with an event \"gap\" "
                      "first: events were lost, so read the data again.",
               .length_max = 60}));
};

}  // namespace lem::schema
