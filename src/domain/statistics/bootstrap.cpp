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

/// Sorted values, and how often a resample drew each. A resample costs one step per value, and a
/// percentile needs no sorting.
class DrawnValues {
public:
    explicit DrawnValues(std::vector<double> sorted)
        : sorted_(std::move(sorted)), drawn_(sorted_.size()), drawn_in_block_(blocks()) {}

    /// The rank of one of the values.
    std::uint32_t rank_of(double value) const {
        return static_cast<std::uint32_t>(std::ranges::lower_bound(sorted_, value) -
                                          sorted_.begin());
    }
    void clear() {
        std::ranges::fill(drawn_, 0);
        std::ranges::fill(drawn_in_block_, 0);
        count_ = 0;
    }
    void draw(std::uint32_t rank) {
        ++drawn_[rank];
        ++drawn_in_block_[rank / block];
        ++count_;
    }
    /// As `percentile`, of the drawn values.
    double percentile(double q) const {
        const double place = q * static_cast<double>(count_ - 1);
        const auto below_place = static_cast<std::size_t>(place);
        const double value = at(below_place);
        if (below_place + 1 == count_) return value;
        return value + (place - std::floor(place)) * (at(below_place + 1) - value);
    }

private:
    static constexpr std::size_t block = 64;
    std::size_t blocks() const { return sorted_.size() / block + 1; }

    /// The drawn value of this rank.
    double at(std::size_t place) const {
        std::size_t in_block = 0;
        while (place >= drawn_in_block_[in_block])
            place -= drawn_in_block_[in_block++];
        std::size_t rank = in_block * block;
        while (place >= drawn_[rank])
            place -= drawn_[rank++];
        return sorted_[rank];
    }

    std::vector<double> sorted_;
    std::vector<std::uint32_t> drawn_, drawn_in_block_;
    std::size_t count_ = 0;
};

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
    std::vector<double> pooled;
    for (const auto& cluster : clusters)
        pooled.insert(pooled.end(), cluster.begin(), cluster.end());
    std::ranges::sort(pooled);
    DrawnValues values(std::move(pooled));
    std::vector<std::vector<std::uint32_t>> filled;  // the ranks of each cluster's values
    for (const auto& cluster : clusters) {
        if (cluster.empty()) continue;
        for (auto& ranks = filled.emplace_back(); const double value : cluster)
            ranks.push_back(values.rank_of(value));
    }
    if (filled.size() < 2) return std::nullopt;
    std::mt19937_64 random(options.seed);
    std::vector<std::vector<double>> replicates(shares.size());
    for (int i = 0; i < options.resamples; ++i) {
        values.clear();
        for (std::size_t drawn = 0; drawn < filled.size(); ++drawn) {
            const auto& cluster = filled[below(random, filled.size())];
            for (std::size_t j = 0; j < cluster.size(); ++j)
                values.draw(cluster[below(random, cluster.size())]);
        }
        for (std::size_t q = 0; q < shares.size(); ++q)
            replicates[q].push_back(values.percentile(shares[q]));
    }
    std::vector<Interval> intervals;
    for (auto& of_share : replicates) {
        std::sort(of_share.begin(), of_share.end());
        intervals.push_back({percentile(of_share, 0.025), percentile(of_share, 0.975)});
    }
    return intervals;
}

}  // namespace lem::domain
