#include "features/results/processor_budget.hpp"

#include "base/error.hpp"

#include <ctime>

namespace lem::results {
namespace {

std::chrono::nanoseconds used_by_this_thread() {
    timespec time{};
    LEM_ASSERT(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

ProcessorBudget::ProcessorBudget(std::chrono::milliseconds most, std::string_view advice)
    : most_(most), advice_(advice), start_(used_by_this_thread()) {}

void ProcessorBudget::require_left() const {
    if (used_by_this_thread() - start_ <= most_) return;
    throw Error(ErrorCode::too_large, "Checking this result takes more than " +
                                          std::to_string(most_.count()) + " ms of processor time." +
                                          std::string(advice_));
}

}  // namespace lem::results
