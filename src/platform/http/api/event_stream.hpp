#pragma once
/// One reader of an EventLog: its topics and position. Each read is bounded; events that it was too
/// slow for are replaced by a gap marker. One thread at a time.

#include "platform/http/api/event_log.hpp"

namespace lem::http {

class EventStream {
public:
    /// Begins after the event `last_id`, or with the next one if it is empty. An unknown id begins
    /// with a gap.
    EventStream(EventLog& log, std::vector<std::string> topics, std::string_view last_id);

    /// The content of the next write; may be empty. The texts are valid until the next call.
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
