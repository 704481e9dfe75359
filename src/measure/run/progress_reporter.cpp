#include "measure/run/progress_reporter.hpp"

#include <algorithm>

namespace lem::measure {

void ProgressReporter::begin_stage(double seconds) {
    ahead_s_ = std::max(0.0, ahead_s_ - seconds);
    stage_ends_ms_ = clock_.now_ms() + seconds * 1000;
}

void ProgressReporter::begin_cycle(int index) {
    cycle_ = index;
    begin_stage(protocol_.cycle_s);
}

void ProgressReporter::report(Progress progress) const {
    const double now_ms = clock_.now_ms();
    progress.cycle = cycle_;
    progress.cycles = protocol_.cycles;
    progress.elapsed_s = now_ms / 1000;
    progress.remaining_s = ahead_s_ + std::max(0.0, stage_ends_ms_ - now_ms) / 1000;
    on_progress_(progress);
}

void ProgressReporter::tell(const std::string& message) const {
    report({.stage = Stage::note, .message = message});
}

}  // namespace lem::measure
