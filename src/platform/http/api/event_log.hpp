#pragma once
/// The latest events of this process by topic: one bounded log that all readers share, so that a
/// reader needs a position, not a queue. A reader that is too slow gets a gap. Ids name the process
/// and the event, so that ids of another process, or invented ones, differ from old ones.
/// Thread-safe.

#include "base/id.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::http {

/// An event in both wire formats, serialised once for all readers.
struct Event {
    std::uint64_t number;
    std::string topic;
    std::string sse;   // a frame of text/event-stream
    std::string json;  // a WebSocket message
};

class EventLog {
public:
    static constexpr std::size_t events_default = 1'024;
    static constexpr std::size_t data_bytes_max = 16 * 1'024;

    explicit EventLog(RandomSource& random, std::size_t events_max = events_default);

    /// `data` is JSON on one line, at most data_bytes_max. Notifies the watchers.
    void publish(std::string_view topic, std::string_view type, std::string_view data);

    /// The number of the latest event; 0 before the first.
    std::uint64_t latest() const;
    std::string id_of(std::uint64_t number) const;
    /// nullopt for an id that this process has not issued.
    std::optional<std::uint64_t> number_of(std::string_view id) const;

    struct Reading {
        std::vector<std::shared_ptr<const Event>> events;
        bool gap = false;            // unread events of these topics were dropped
        std::uint64_t position = 0;  // where the next reading begins
    };
    /// The events after `position` on these topics, at most `events_max`.
    Reading read(std::uint64_t position, const std::vector<std::string>& topics,
                 std::size_t events_max) const;

    /// Called by publishers after each event, until its object ends. Must not block.
    class Watch {
    public:
        Watch() = default;
        Watch(EventLog& log, std::function<void()> told);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

    private:
        EventLog* log_ = nullptr;
        std::list<std::function<void()>>::iterator place_;
    };

private:
    const std::string process_;
    const std::size_t events_max_;
    mutable std::mutex mutex_;  // guards the rest
    std::deque<std::shared_ptr<const Event>> events_;
    std::uint64_t latest_ = 0;
    std::map<std::string, std::uint64_t, std::less<>>
        dropped_;  // by topic: the latest that is gone
    std::list<std::function<void()>> watchers_;
};

}  // namespace lem::http
