#pragma once
/// One reader of an EventLog: its topics and how far it has read. What it reads next is bounded;
/// what it was too slow for is replaced by a gap marker. One thread at a time.

#include "platform/http/api/event_log.hpp"

namespace lem::http {

class EventStream {
public:
    /// Begins after the event that `last_id` names, or with what comes next when it is empty. An id
    /// that the log does not know begins with a gap.
    EventStream(EventLog& log, std::vector<std::string> topics, std::string_view last_id);

    /// What the next write sends; empty when there is nothing. The texts live until the next call.
    struct Batch {
        std::string gap_sse, gap_json;  // empty: no gap
        std::vector<std::shared_ptr<const Event>> events;

        bool empty() const { return gap_sse.empty() && events.empty(); }
    };
    Batch next();

private:
    EventLog& log_;
    std::vector<std::string> topics_;
    std::uint64_t position_ = 0;
    bool gap_ = false;
};

}  // namespace lem::http
