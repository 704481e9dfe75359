#include "platform/http/api/event_stream.hpp"

namespace lem::http {
namespace {

constexpr std::size_t batch_events_max = 64;

}  // namespace

EventStream::EventStream(EventLog& log, std::vector<std::string> topics, std::string_view last_id)
    : log_(log), topics_(std::move(topics)), position_(log.latest()) {
    if (last_id.empty()) return;
    const auto number = log.number_of(last_id);
    gap_ = !number;
    if (number) position_ = *number;
}

EventStream::Batch EventStream::next() {
    EventLog::Reading reading = log_.read(position_, topics_, batch_events_max);
    Batch batch;
    if (gap_ || reading.gap) {
        // The marker's id is where reading continues, so that a reconnect does not repeat it.
        const std::uint64_t resume =
            reading.events.empty() ? reading.position : reading.events.front()->number - 1;
        const std::string id = log_.id_of(resume);
        batch.gap_sse = "id: " + id + "\nevent: gap\ndata: {}\n\n";
        batch.gap_json = R"({"id":")" + id + R"(","event":"gap","data":{}})";
        gap_ = false;
    }
    position_ = reading.position;
    batch.events = std::move(reading.events);
    return batch;
}

}  // namespace lem::http
