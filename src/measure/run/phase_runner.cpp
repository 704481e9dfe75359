#include "measure/run/phase_runner.hpp"

#include "measure/analysis/cycle.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace lem::measure {
namespace {

/// Calls a function every few milliseconds on a separate thread, at least once.
class Ticker {
public:
    Ticker(std::chrono::milliseconds every, std::function<void()> tick)
        : thread_([this, every, tick = std::move(tick)] {
              std::unique_lock lock(mutex_);
              do
                  tick();
              while (!over_now_.wait_for(lock, every, [this] { return over_; }));
          }) {}
    ~Ticker() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        over_now_.notify_one();
        thread_.join();
    }
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable over_now_;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace

PhaseResult PhaseRunner::run(Stage stage, const PhasePlan& plan, const domain::Load& load,
                             const Watch& watch) {
    constexpr int show_every = 25;
    constexpr std::chrono::milliseconds look(10);
    if (plan.duration_s <= 0) return {};
    LivePhase live;
    WindowEdges edges(load, plan.duration_s);
    int looks = 0;
    const double start_ms = clock_.now_ms();
    meter_.keep_since(start_ms);
    const Ticker ticker(look, [&] {
        const double seconds = (clock_.now_ms() - start_ms) / 1000;
        if (edges.just_passed(seconds, live.first_tokens)) meter_.follow_counters();
        if (looks++ % show_every != 0) return;
        show(stage, live, seconds);
        if (watch) watch(live, seconds);
    });
    return engine_.client().run(plan, stop_, [this] { return !engine_.death(); }, live);
}

void PhaseRunner::show(Stage stage, const LivePhase& live, double seconds) {
    Progress progress{.stage = stage};
    if (seconds > 1) progress.tokens_per_sec = static_cast<double>(live.chunks.load()) / seconds;
    progress.watts = meter_.recent_watts();
    if (progress.tokens_per_sec && progress.watts && *progress.watts > 0)
        progress.tokens_per_joule = *progress.tokens_per_sec / *progress.watts;
    reporter_.report(progress);
}

}  // namespace lem::measure
