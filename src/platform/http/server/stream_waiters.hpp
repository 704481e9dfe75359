#pragma once
/// The sessions of one event thread that wait for events, woken together when one is published.
/// Used by that thread only.

#include <boost/asio/steady_timer.hpp>
#include <list>

namespace lem::http {

class StreamWaiters {
public:
    using Place = std::list<boost::asio::steady_timer*>::iterator;

    Place add(boost::asio::steady_timer& timer) { return waiting_.insert(waiting_.end(), &timer); }
    void remove(Place place) { waiting_.erase(place); }
    /// The waits end later, on the same thread.
    void wake_all() {
        for (boost::asio::steady_timer* timer : waiting_)
            timer->cancel();
    }

private:
    std::list<boost::asio::steady_timer*> waiting_;
};

}  // namespace lem::http
