#pragma once
/// The one bridge from an event thread to the threads for blocking work: runs `work` there and
/// resumes the caller on its own thread, also when `work` throws.

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>

namespace lem::http {

template <class Work>
auto offload(boost::asio::io_context& pool, Work work)
    -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
    namespace asio = boost::asio;
    using Result = std::invoke_result_t<Work&>;
    const auto start = [&pool](auto handler, Work task) {
        auto home = asio::get_associated_executor(handler);
        auto guard = asio::make_work_guard(home);
        asio::post(pool, [handler = std::move(handler), task = std::move(task),
                          guard = std::move(guard)]() mutable {
            std::exception_ptr failure;
            Result result{};
            try {
                result = task();
            } catch (...) {
                failure = std::current_exception();  // rethrown on the caller's thread
            }
            const auto back = guard.get_executor();
            // Moved, so that only one thread reads and frees the error.
            asio::post(back, [handler = std::move(handler), failure = std::move(failure),
                              result = std::move(result)]() mutable {
                std::move(handler)(std::move(failure), std::move(result));
            });
        });
    };
    auto result = co_await asio::async_initiate<const asio::use_awaitable_t<>&,
                                                void(std::exception_ptr, Result)>(
        start, asio::use_awaitable, std::move(work));
    co_return result;
}

}  // namespace lem::http
