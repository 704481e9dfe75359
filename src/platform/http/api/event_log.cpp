#include "platform/http/api/event_log.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace lem::http {

EventLog::EventLog(RandomSource& random, std::size_t events_max)
    : process_(text::hex(random.bytes(6))), events_max_(events_max) {}

std::string EventLog::id_of(std::uint64_t number) const {
    return process_ + "-" + std::to_string(number);
}

std::optional<std::uint64_t> EventLog::number_of(std::string_view id) const {
    if (!id.starts_with(process_) || id.substr(process_.size(), 1) != "-") return std::nullopt;
    const auto number = text::to_int(id.substr(process_.size() + 1));
    if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > latest())
        return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

void EventLog::publish(std::string_view topic, std::string_view type, std::string_view data) {
    LEM_ASSERT(data.size() <= data_bytes_max && data.find('\n') == std::string_view::npos);
    const std::lock_guard lock(mutex_);
    auto event = std::make_shared<Event>();
    event->number = ++latest_;
    event->topic = topic;
    const std::string id = id_of(event->number);
    event->sse.append("id: ").append(id).append("\nevent: ").append(type);
    event->sse.append("\ndata: ").append(data).append("\n\n");
    event->json.append(R"({"id":")").append(id).append(R"(","event":")").append(type);
    event->json.append(R"(","data":)").append(data).append("}");
    events_.push_back(std::move(event));
    if (events_.size() > events_max_) {
        dropped_[events_.front()->topic] = events_.front()->number;
        events_.pop_front();
    }
    for (const auto& told : watchers_)
        told();
}

std::uint64_t EventLog::latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
}

EventLog::Reading EventLog::read(std::uint64_t position, const std::vector<std::string>& topics,
                                 std::size_t events_max) const {
    Reading reading;
    const std::lock_guard lock(mutex_);
    for (const std::string& topic : topics) {
        const auto dropped = dropped_.find(topic);
        if (dropped == dropped_.end() || dropped->second <= position) continue;
        reading.gap = true;
    }
    const std::uint64_t first = latest_ + 1 - events_.size();
    const std::uint64_t start = std::max(position + 1, first);
    reading.position = std::max(position, latest_);
    for (std::uint64_t number = start; number <= latest_; ++number) {
        const auto& event = events_[number - first];
        if (std::find(topics.begin(), topics.end(), event->topic) == topics.end()) continue;
        if (reading.events.size() == events_max) {
            reading.position = number - 1;
            break;
        }
        reading.events.push_back(event);
    }
    return reading;
}

EventLog::Watch::Watch(EventLog& log, std::function<void()> told) : log_(&log) {
    const std::lock_guard lock(log.mutex_);
    place_ = log.watchers_.insert(log.watchers_.end(), std::move(told));
}

EventLog::Watch::~Watch() {
    if (log_ == nullptr) return;
    const std::lock_guard lock(log_->mutex_);
    log_->watchers_.erase(place_);
}

}  // namespace lem::http
