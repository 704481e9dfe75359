#pragma once
/// Runs blocking work off the event threads: counted, bounded and separated by class. Waiting work
/// occupies no thread. Thread-safe.

#include "platform/http/server/offload.hpp"
#include "platform/http/server/work_class.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <vector>

namespace lem::http {

class BlockingWork {
public:
    explicit BlockingWork(WorkGaugeTable& gauges);
    ~BlockingWork();
    BlockingWork(const BlockingWork&) = delete;
    BlockingWork& operator=(const BlockingWork&) = delete;

    /// Resumes the caller on its own thread with the result or the exception of `work`. Throws
    /// Error(unavailable) if too much of this class waits; earlier for anonymous callers.
    template <class Work>
    auto run(WorkClass work_class, bool known, Work work)
        -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
        Pool& pool = enter(work_class, known);
        return offload(pool.io, [&gauges = pool.gauges, work = std::move(work)]() mutable {
            const Running running(gauges);
            return work();
        });
    }

    /// Finishes waiting work and ends the threads.
    void join();

private:
    struct Pool {
        explicit Pool(WorkGauges& of_class) : gauges(of_class) {}
        WorkGauges& gauges;
        boost::asio::io_context io;
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open{
            io.get_executor()};
        std::vector<std::thread> threads;
    };
    class Running {
    public:
        explicit Running(WorkGauges& gauges) : gauges_(gauges) {
            --gauges_.waiting;
            ++gauges_.running;
        }
        ~Running() { --gauges_.running; }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

    private:
        WorkGauges& gauges_;
    };

    Pool& enter(WorkClass work_class, bool known);

    std::array<std::unique_ptr<Pool>, work_table.size()> pools_;
};

}  // namespace lem::http
