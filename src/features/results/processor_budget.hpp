#pragma once
/// The processor time that one result may take on the thread that opens and checks it: an upload,
/// or a stored one that is derived again. Bytes and records have their own limits; this one stops
/// what those let through.

#include <chrono>
#include <string_view>

namespace lem::results {

class ProcessorBudget {
public:
    /// `advice` tells the user what to do when it is used up.
    explicit ProcessorBudget(std::chrono::milliseconds most, std::string_view advice = {});

    /// Called between pieces of work. Throws Error(too_large) when the time is used up.
    void require_left() const;

private:
    std::chrono::milliseconds most_;
    std::string_view advice_;
    std::chrono::nanoseconds start_;
};

}  // namespace lem::results
