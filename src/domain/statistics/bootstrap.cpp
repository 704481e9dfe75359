#include "domain/statistics/bootstrap.hpp"

#include "domain/statistics/distributions.hpp"
#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace lem::domain {
namespace {

/// Plain C++ distributions differ between standard libraries; this one is the same everywhere.
/// Lemire's multiplication without the rejection step: its bias, n / 2^32, is far below what
/// resampling can show.
std::size_t below(std::mt19937_64& random, std::size_t n) {
    return static_cast<std::size_t>(((random() >> 32) * n) >> 32);
}

/// As `percentile` of the sorted values. Reorders them: only the two values around the percentile
/// need their place.
double selected_percentile(std::span<double> values, double q) {
    const double place = q * static_cast<double>(values.size() - 1);
    const auto below_place = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), below_place, values.end());
    if (below_place + 1 == values.end()) return *below_place;
    const double above = *std::min_element(below_place + 1, values.end());
    return *below_place + (place - std::floor(place)) * (above - *below_place);
}

/// The jackknife's skewness of the statistic's influence values (Efron 1987, equation 6.6).
double acceleration(std::span<const double> values, const Statistic& statistic) {
    std::vector<double> left_out, without;
    double mean = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        without.assign(values.begin(), values.end());
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        left_out.push_back(statistic(without));
        mean += left_out.back() / static_cast<double>(values.size());
    }
    double squares = 0, cubes = 0;
    for (const double value : left_out) {
        const double influence = mean - value;
        squares += influence * influence;
        cubes += influence * influence * influence;
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

}  // namespace

std::optional<Interval> bca_interval(std::span<const double> values, const Statistic& statistic,
                                     const BootstrapOptions& options) {
    if (values.size() < 5) return std::nullopt;
    std::mt19937_64 random(options.seed);
    std::vector<double> sample(values.begin(), values.end()), replicates;
    const double observed = statistic(sample);
    replicates.reserve(static_cast<std::size_t>(options.resamples));
    double lower = 0;
    for (int i = 0; i < options.resamples; ++i) {
        for (double& value : sample)
            value = values[below(random, values.size())];
        replicates.push_back(statistic(sample));
        // Ties count half: a median has many.
        lower += replicates.back() < observed ? 1 : replicates.back() == observed ? 0.5 : 0;
    }
    std::sort(replicates.begin(), replicates.end());
    if (replicates.front() == replicates.back()) return Interval{observed, observed};
    const auto count = static_cast<double>(options.resamples);
    const double bias = normal_quantile(std::clamp(lower, 0.5, count - 0.5) / count);
    const double a = acceleration(values, statistic);
    const auto end = [&](double z) {
        const double shifted = bias + (bias + z) / (1 - a * (bias + z));
        return percentile(replicates, normal_cdf(shifted));
    };
    const double z = normal_quantile(0.975);
    return Interval{end(-z), end(z)};
}

std::optional<std::vector<Interval>> cluster_intervals(
    std::span<const std::vector<double>> clusters, std::span<const double> shares,
    const BootstrapOptions& options) {
    std::vector<std::span<const double>> filled;
    for (const auto& cluster : clusters) {
        if (!cluster.empty()) filled.emplace_back(cluster);
    }
    if (filled.size() < 2) return std::nullopt;
    std::mt19937_64 random(options.seed);
    std::vector<double> sample;
    std::vector<std::vector<double>> replicates(shares.size());
    for (int i = 0; i < options.resamples; ++i) {
        sample.clear();
        for (std::size_t drawn = 0; drawn < filled.size(); ++drawn) {
            const auto cluster = filled[below(random, filled.size())];
            for (std::size_t j = 0; j < cluster.size(); ++j)
                sample.push_back(cluster[below(random, cluster.size())]);
        }
        for (std::size_t q = 0; q < shares.size(); ++q)
            replicates[q].push_back(selected_percentile(sample, shares[q]));
    }
    std::vector<Interval> intervals;
    for (auto& of_share : replicates) {
        std::sort(of_share.begin(), of_share.end());
        intervals.push_back({percentile(of_share, 0.025), percentile(of_share, 0.975)});
    }
    return intervals;
}

}  // namespace lem::domain
