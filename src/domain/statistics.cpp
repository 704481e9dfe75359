#include "domain/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace lem::domain {
namespace {

// No exceptions in the domain: an argument that cannot be is NaN here, and none can be.
using Policy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::errno_on_error>,
    boost::math::policies::overflow_error<boost::math::policies::errno_on_error>,
    boost::math::policies::evaluation_error<boost::math::policies::errno_on_error>>;

}  // namespace

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
    const boost::math::students_t_distribution<double, Policy> student(n - 1);
    const double half_width = boost::math::quantile(student, 0.975) * deviation / std::sqrt(n);
    summary.standard_deviation = deviation;
    summary.cv = mean != 0 ? std::optional<double>(deviation / std::abs(mean)) : std::nullopt;
    summary.ci95_low = *summary.mean - half_width;
    summary.ci95_high = *summary.mean + half_width;
    summary.method = IntervalMethod::student_t;
    return summary;
}

}  // namespace lem::domain
