#include "domain/statistics/sample_comparison.hpp"

#include "domain/statistics/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lem::domain {
namespace {

struct Moments {
    double mean = 0;
    double mean_variance = 0;  // s^2 / n
    double n = 0;
};

Moments moments_of(std::span<const double> values) {
    Moments moments{.n = static_cast<double>(values.size())};
    moments.mean = std::accumulate(values.begin(), values.end(), 0.0) / moments.n;
    double squares = 0;
    for (const double value : values)
        squares += (value - moments.mean) * (value - moments.mean);
    moments.mean_variance = squares / (moments.n - 1) / moments.n;
    return moments;
}

std::vector<double> sorted(std::span<const double> values) {
    std::vector<double> copy(values.begin(), values.end());
    std::sort(copy.begin(), copy.end());
    return copy;
}

/// Number of ways in which n values of n + m have rank sum statistic U = u, for every u.
std::vector<double> u_counts(std::size_t n, std::size_t m) {
    // f(n, m, u) = f(n - 1, m, u - m) + f(n, m - 1, u), kept for one m at a time.
    std::vector<std::vector<double>> ways(n + 1, std::vector<double>(n * m + 1, 0));
    for (auto& of_size : ways)
        of_size[0] = 1;
    for (std::size_t j = 1; j <= m; ++j) {
        for (std::size_t i = 1; i <= n; ++i) {
            for (std::size_t u = j; u <= i * j; ++u)
                ways[i][u] += ways[i - 1][u - j];
        }
    }
    return ways[n];
}

double exact_p(std::size_t n, std::size_t m, double u) {
    const std::vector<double> counts = u_counts(n, m);
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    const auto smaller = static_cast<std::size_t>(std::min(u, static_cast<double>(n * m) - u));
    double tail = 0;
    for (std::size_t i = 0; i <= smaller; ++i)
        tail += counts[i];
    return std::min(1.0, 2 * tail / all);
}

}  // namespace

std::optional<Ratio> ratio_of_means(std::span<const double> a, std::span<const double> b) {
    if (a.size() < 2 || b.size() < 2) return std::nullopt;
    const Moments of_a = moments_of(a), of_b = moments_of(b);
    if (of_a.mean == 0) return std::nullopt;
    const double ratio = of_b.mean / of_a.mean;
    const double from_a = ratio * ratio * of_a.mean_variance, from_b = of_b.mean_variance;
    if (from_a + from_b == 0) return Ratio{ratio, ratio, ratio};
    const double freedom = (from_a + from_b) * (from_a + from_b) /
                           (from_b * from_b / (of_b.n - 1) + from_a * from_a / (of_a.n - 1));
    const double t = student_quantile(freedom, 0.975);
    const double g = t * t * of_a.mean_variance / (of_a.mean * of_a.mean);
    if (g >= 1) return std::nullopt;
    const double half_width =
        t / std::abs(of_a.mean) * std::sqrt(of_b.mean_variance * (1 - g) + from_a);
    return Ratio{ratio, (ratio - half_width) / (1 - g), (ratio + half_width) / (1 - g)};
}

double mann_whitney_p(std::span<const double> a, std::span<const double> b) {
    struct Ranked {
        double value;
        bool of_a;
    };
    std::vector<Ranked> all;
    for (const double value : a)
        all.push_back({value, true});
    for (const double value : b)
        all.push_back({value, false});
    std::sort(all.begin(), all.end(),
              [](const auto& x, const auto& y) { return x.value < y.value; });
    double ranks_of_a = 0, tied_cubes = 0;
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        while (end < all.size() && all[end].value == all[begin].value)
            ++end;
        const auto tied = static_cast<double>(end - begin);
        const double rank = (static_cast<double>(begin + end) + 1) / 2;
        tied_cubes += tied * tied * tied - tied;
        for (; begin < end; ++begin)
            ranks_of_a += all[begin].of_a ? rank : 0;
    }
    const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
    const double u = ranks_of_a - n * (n + 1) / 2;
    constexpr std::size_t exact_max = 40;
    if (tied_cubes == 0 && all.size() <= exact_max) return exact_p(a.size(), b.size(), u);
    const double size = n + m;
    const double variance = n * m / 12 * (size + 1 - tied_cubes / (size * (size - 1)));
    if (!(variance > 0)) return 1;
    const double distance = std::max(0.0, std::abs(u - n * m / 2) - 0.5);
    return std::min(1.0, 2 * (1 - normal_cdf(distance / std::sqrt(variance))));
}

double cliffs_delta(std::span<const double> a, std::span<const double> b) {
    const std::vector<double> of_a = sorted(a);
    double above = 0;
    for (const double value : b) {
        const auto [first_equal, first_above] = std::equal_range(of_a.begin(), of_a.end(), value);
        above += static_cast<double>(first_equal - of_a.begin()) -
                 static_cast<double>(of_a.end() - first_above);
    }
    return above / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

std::string_view size_of_delta(double delta) {
    const double size = std::abs(delta);
    return size < 0.147 ? "negligible" : size < 0.33 ? "small" : size < 0.474 ? "medium" : "large";
}

double wasserstein(std::span<const double> a, std::span<const double> b) {
    const std::vector<double> of_a = sorted(a), of_b = sorted(b);
    std::vector<double> all;
    std::merge(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), std::back_inserter(all));
    // The area between the two distribution functions.
    double area = 0;
    std::size_t below_a = 0, below_b = 0;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        while (below_a < of_a.size() && of_a[below_a] <= all[i])
            ++below_a;
        while (below_b < of_b.size() && of_b[below_b] <= all[i])
            ++below_b;
        const double share_a = static_cast<double>(below_a) / static_cast<double>(of_a.size());
        const double share_b = static_cast<double>(below_b) / static_cast<double>(of_b.size());
        area += std::abs(share_a - share_b) * (all[i + 1] - all[i]);
    }
    return area;
}

std::vector<double> holm(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t x, std::size_t y) { return p_values[x] < p_values[y]; });
    std::vector<double> adjusted(p_values.size());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto left = static_cast<double>(order.size() - i);
        largest = std::max(largest, std::min(1.0, left * p_values[order[i]]));
        adjusted[order[i]] = largest;
    }
    return adjusted;
}

}  // namespace lem::domain
