#pragma once
/// The processor time that one upload may take on the thread that opens and checks it. Bytes and
/// records have limits of their own; this one ends whatever those let through.

#include <chrono>

namespace lem::results {

class ProcessorBudget {
public:
    explicit ProcessorBudget(std::chrono::milliseconds most);

    /// Called between pieces of work. Throws Error(too_large) when the time is used up.
    void require_left() const;

private:
    std::chrono::milliseconds most_;
    std::chrono::nanoseconds start_;
};

}  // namespace lem::results
