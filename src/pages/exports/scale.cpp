#include "pages/exports/scale.hpp"

#include "base/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::pages::exports {
namespace {

constexpr double far_apart = 30;
constexpr int ticks_wanted = 6;
constexpr std::size_t ticks_max = 20;
constexpr std::array steps{1.0, 2.0, 5.0};

/// 1, 2 or 5 times a power of ten, not below the value.
double round_step(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : steps)
        if (step * power >= value * (1 - 1e-9)) return step * power;
    return 10 * power;
}

}  // namespace

Scale::Scale(std::vector<double> values, double first_place, double last_place, bool from_zero)
    : first_place_(first_place), last_place_(last_place) {
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty()) values = {0, 1};
    const auto [least, most] = std::ranges::minmax(values);
    is_log_ = least > 0 && most / least >= far_apart;
    if (is_log_) {
        low_ = std::log10(least) - 0.05;
        high_ = std::log10(most) + 0.05;
        const bool few = high_ - low_ > 3;
        for (double power = std::floor(low_); power <= high_; ++power)
            for (const double step : steps) {
                if (few && step > 1) continue;
                const double value = step * std::pow(10, power);
                if (const double at = std::log10(value); at >= low_ && at <= high_)
                    ticks_.push_back({value, figures::shown(value)});
            }
        return;
    }
    const double start = from_zero ? std::min(least, 0.0) : least;
    const double end = from_zero ? std::max(most, 0.0) : most;
    // Values that differ in their last digits only are drawn as one: steps between them would be
    // too small for the numbers.
    const double largest = std::max(std::abs(start), std::abs(end));
    const bool differ = end - start > largest * 1e-9;
    const double span = differ ? end - start : largest > 0 ? largest : 1;
    const double step = round_step(span / ticks_wanted);
    low_ = from_zero && start == 0 ? 0 : start - span * 0.04;
    high_ = start + span * 1.04;
    for (double n = std::ceil(low_ / step); n * step <= high_ && ticks_.size() < ticks_max; ++n)
        ticks_.push_back({n * step, figures::shown(n == 0 ? 0 : n * step)});
}

double Scale::scaled(double value) const {
    if (!is_log_) return value;
    return value > 0 ? std::log10(value) : low_;
}

double Scale::place(double value) const {
    const double part = std::clamp((scaled(value) - low_) / (high_ - low_), 0.0, 1.0);
    return first_place_ + part * (last_place_ - first_place_);
}

}  // namespace lem::pages::exports
