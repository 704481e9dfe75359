#include "domain/statistics/statistics.hpp"

#include "domain/statistics/bootstrap.hpp"
#include "domain/statistics/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lem::domain {

double percentile(std::span<const double> sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

int requests_needed(double q) {
    // q^n <= 0.01: fewer samples cannot show at 99 % confidence that the percentile was met.
    return static_cast<int>(std::ceil(std::log(0.01) / std::log(q)));
}

MetricSummary summarise(std::span<const double> cycles, std::optional<double> pooled,
                        const std::string& absent_reason) {
    MetricSummary summary;
    summary.n = static_cast<int>(cycles.size());
    if (cycles.empty()) {
        summary.absent_reason = absent_reason;
        return summary;
    }
    const auto n = static_cast<double>(cycles.size());
    double sum = 0, squares = 0;
    for (const double value : cycles)
        sum += value;
    const double mean = sum / n;
    summary.mean = pooled.value_or(mean);
    if (cycles.size() < 2) return summary;
    for (const double value : cycles)
        squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / (n - 1));
    const double half_width = student_quantile(n - 1, 0.975) * deviation / std::sqrt(n);
    summary.standard_deviation = deviation;
    summary.cv = mean != 0 ? std::optional<double>(deviation / std::abs(mean)) : std::nullopt;
    summary.ci95_low = *summary.mean - half_width;
    summary.ci95_high = *summary.mean + half_width;
    summary.method = IntervalMethod::student_t;
    const auto mean_of = [](std::span<double> values) {
        double total = 0;
        for (const double value : values)
            total += value;
        return total / static_cast<double>(values.size());
    };
    // A document may have a thousand cycles and forty metrics: limit the draws to those of 100
    // cycles.
    constexpr std::size_t draws = 1'000'000, most = 10'000;
    const BootstrapOptions options{.resamples =
                                       static_cast<int>(std::min(most, draws / cycles.size()))};
    if (const auto interval = bca_interval(cycles, mean_of, options)) {
        const double shift = *summary.mean - mean;
        summary.bca95_low = interval->low + shift;
        summary.bca95_high = interval->high + shift;
    }
    return summary;
}

CvBand band_of(double cv) {
    return cv < 0.02   ? CvBand::excellent
           : cv < 0.05 ? CvBand::good
           : cv < 0.10 ? CvBand::noisy
                       : CvBand::not_rankable;
}

std::vector<double> modified_z(std::span<const double> values) {
    const auto median_of = [](std::vector<double> sorted) {
        std::sort(sorted.begin(), sorted.end());
        return percentile(sorted, 0.5);
    };
    if (values.empty()) return {};
    const double median = median_of({values.begin(), values.end()});
    std::vector<double> distances;
    for (const double value : values)
        distances.push_back(std::abs(value - median));
    const double deviation = median_of(distances);
    std::vector<double> scores;
    for (const double value : values) {
        constexpr double infinite = std::numeric_limits<double>::infinity();
        const double distance = value - median;
        scores.push_back(deviation > 0   ? 0.6745 * distance / deviation
                         : distance == 0 ? 0
                                         : std::copysign(infinite, distance));
    }
    return scores;
}

}  // namespace lem::domain
