#pragma once
/// The rows of power.csv. Not thread-safe.

#include "measure/energy/window_energy.hpp"

#include <string>

namespace lem::measure {

/// CSV: t_s, then the watts of each device, as read or else from the counter since the row before.
/// Rows are at least `apart_ms` apart. When longer than `bytes_max`, it is thinned: every second
/// row is removed, and new rows are added half as often.
class PowerCsv {
public:
    explicit PowerCsv(double apart_ms, std::size_t bytes_max = 64U << 20U)
        : apart_ms_(apart_ms), bytes_max_(bytes_max) {}

    /// Samples must be in the order of their times.
    void add(const Sample& sample);
    /// Empty before the first sample.
    std::string text() const;

private:
    void thin();

    double apart_ms_;
    std::size_t bytes_max_;
    std::string header_, rows_;
    std::optional<Sample> before_;
};

}  // namespace lem::measure
