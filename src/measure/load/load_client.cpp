#include "measure/load/load_client.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "measure/load/load_worker.hpp"
#include "measure/workload/schedule.hpp"

#include <algorithm>
#include <future>
#include <sys/resource.h>
#include <thread>

namespace lem::measure {
namespace {

/// With fewer streams per thread another thread is idle, and the engine may need the core.
constexpr std::size_t streams_per_thread_min = 64;

int threads_for(int wanted) {
    if (wanted > 0) return wanted;
    return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 2U));
}

/// A stream is a file descriptor; the usual soft limit is 1,024.
void raise_file_limit() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= files.rlim_max) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/// Empty for a closed loop.
std::vector<double> arrivals_ms(const domain::Experiment& config, const PhasePlan& plan,
                                std::span<const Prompt> prompts) {
    auto due = arrivals_s(config.load, config.workload.seed, plan.cycle, plan.duration_s,
                          due_times_s(prompts));
    for (double& time : due)
        time *= 1000;
    return due;
}

/// Starts the threads, calls `alive` meanwhile, and merges their results.
PhaseResult run_phase(LoadContext& context, SharedPhase& phase, std::size_t streams,
                      std::size_t threads_max, const std::function<bool()>& alive) {
    const std::size_t threads =
        std::clamp((streams + streams_per_thread_min - 1) / streams_per_thread_min, std::size_t{1},
                   threads_max);
    phase.start_ms = context.now_ms();
    phase.end_ms = phase.start_ms + phase.plan.duration_s * 1000;
    std::vector<std::unique_ptr<LoadWorker>> workers;
    std::vector<std::future<void>> running;
    for (std::size_t i = 0; i < threads; ++i) {
        const std::size_t share = streams / threads + (i < streams % threads ? 1 : 0);
        workers.push_back(std::make_unique<LoadWorker>(context, phase, i, threads, share));
    }
    for (auto& worker : workers)
        running.push_back(std::async(std::launch::async, [&worker] { worker->run(); }));
    for (auto& thread : running) {
        while (thread.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
            if (!phase.engine_is_gone && !alive()) phase.engine_is_gone = true;
        }
        thread.get();
    }
    PhaseResult result{.start_ms = phase.start_ms,
                       .stop_sending_ms = workers.front()->stop_sending_ms,
                       .stamped_by_kernel = true,
                       .threads = static_cast<int>(threads)};
    for (auto& worker : workers) {
        // In a closed loop, streams run out when the first thread ends; requests that were all due
        // at once end with the last answer.
        result.stop_sending_ms = phase.all_due_at_once()
                                     ? std::max(result.stop_sending_ms, worker->stop_sending_ms)
                                     : std::min(result.stop_sending_ms, worker->stop_sending_ms);
        result.client_cpu_seconds += worker->cpu_seconds;
        result.loop_lag_max_ms = std::max(result.loop_lag_max_ms, worker->loop_lag_max_ms);
        result.stamped_by_kernel &= worker->stamped_by_kernel;
        std::move(worker->exchanges.begin(), worker->exchanges.end(),
                  std::back_inserter(result.exchanges));
    }
    std::sort(result.exchanges.begin(), result.exchanges.end(),
              [](const Exchange& a, const Exchange& b) { return a.record.index < b.record.index; });
    return result;
}

}  // namespace

LoadClient::LoadClient(const Endpoint& endpoint, const domain::Experiment& config,
                       std::vector<Prompt> prompts, std::int64_t origin_ns, int threads_max)
    : context_{.config = config,
               .prompts = std::move(prompts),
               .origin_ns = origin_ns,
               .connector = Connector(endpoint),
               .secrets = endpoint.secrets(),
               .requests = ChatRequestWriter(endpoint, config)},
      threads_max_(threads_for(threads_max)) {
    raise_file_limit();
}

PhaseResult LoadClient::run(const PhasePlan& plan, const std::atomic<bool>& stop,
                            const std::function<bool()>& alive, LivePhase& live) {
    SharedPhase phase{.plan = plan,
                      .stop = stop,
                      .live = live,
                      .output_tokens = plan.output_tokens,
                      .arrivals_ms = arrivals_ms(context_.config, plan, context_.prompts)};
    return run_phase(context_, phase,
                     static_cast<std::size_t>(domain::in_flight_max(context_.config.load)),
                     static_cast<std::size_t>(threads_max_), alive);
}

Exchange LoadClient::probe(const std::string& prompt, int output_tokens,
                           const std::atomic<bool>& stop) {
    LivePhase live;
    const Prompt message = user_prompt(prompt);
    const PhasePlan plan;
    SharedPhase phase{.plan = plan,
                      .stop = stop,
                      .live = live,
                      .output_tokens = output_tokens,
                      .requests_max = 1,
                      .prompt = &message};
    PhaseResult result = run_phase(context_, phase, 1, 1, [] { return true; });
    if (result.exchanges.empty())
        throw Error(ErrorCode::cancelled, "Stopped before anything was measured.");
    return std::move(result.exchanges.front());
}

}  // namespace lem::measure
