#include "platform/http/server/blocking_work.hpp"

#include "base/error.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace lem::http {

BlockingWork::BlockingWork(WorkGaugeTable& gauges) {
    for (std::size_t i = 0; i < work_table.size(); ++i) {
        const WorkTraits& traits = work_table[i];
        LEM_ASSERT(static_cast<std::size_t>(traits.work) == i);
        pools_[i] = std::make_unique<Pool>(gauges[i]);
        for (unsigned t = 0; t < traits.threads; ++t) {
            pools_[i]->threads.emplace_back([&io = pools_[i]->io, niceness = traits.niceness] {
                // On Linux a thread has its own niceness. If it is refused, only priorities are
                // lost.
                setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
                io.run();
            });
        }
    }
}

BlockingWork::~BlockingWork() {
    join();
}

void BlockingWork::join() {
    for (auto& pool : pools_)
        pool->open.reset();
    for (auto& pool : pools_) {
        for (std::thread& thread : pool->threads) {
            if (thread.joinable()) thread.join();
        }
    }
}

BlockingWork::Pool& BlockingWork::enter(WorkClass work_class, bool known) {
    const auto index = static_cast<std::size_t>(work_class);
    const WorkTraits& traits = work_table[index];
    Pool& pool = *pools_[index];
    const std::size_t places = traits.waiting_max - (known ? 0 : traits.reserved);
    if (pool.gauges.waiting.fetch_add(1) >= static_cast<std::int64_t>(places)) {
        --pool.gauges.waiting;
        ++pool.gauges.refused;
        throw Error(ErrorCode::unavailable, "The server is busy; try again in a moment.");
    }
    return pool;
}

}  // namespace lem::http
