#include "cli/in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace lem::cli {

void in_parallel(std::size_t count, unsigned threads,
                 const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;  // the first; guarded by `mutex`
    const auto run = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> others;
    try {
        for (std::size_t i = 1; i < std::min<std::size_t>(count, threads); ++i)
            others.emplace_back(run);
    } catch (const std::system_error&) {
        // This machine gives no more threads: those that there are do the work.
    }
    run();
    for (std::thread& other : others)
        other.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace lem::cli
