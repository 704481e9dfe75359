#pragma once
/// Intervals by resampling. Pure: the same seed gives the same interval; does not throw.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace lem::domain {

struct Interval {
    double low = 0;
    double high = 0;
};

/// A statistic of a sample; it may reorder the values it is given.
using Statistic = std::function<double(std::span<double> values)>;

struct BootstrapOptions {
    int resamples = 10'000;
    std::uint64_t seed = 1;
};

/// 95 % interval, bias-corrected and accelerated (Efron 1987, J. Am. Stat. Assoc. 82:171). nullopt
/// for fewer than five values, which are too few to resample.
std::optional<Interval> bca_interval(std::span<const double> values, const Statistic& statistic,
                                     const BootstrapOptions& options = {});

/// 95 % percentile intervals of percentiles (`shares`, from 0 to 1) of pooled values that come in
/// clusters (requests in cycles): clusters are resampled, then the values in each (Davison &
/// Hinkley 1997, section 3.8). In the order of `shares`; nullopt for fewer than two clusters with a
/// value.
std::optional<std::vector<Interval>> cluster_intervals(
    std::span<const std::vector<double>> clusters, std::span<const double> shares,
    const BootstrapOptions& options = {});

}  // namespace lem::domain
