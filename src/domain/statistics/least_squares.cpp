#include "domain/statistics/least_squares.hpp"

#include <cmath>
#include <cstddef>

namespace lem::domain {

std::optional<std::vector<double>> least_squares(std::span<const std::vector<double>> x,
                                                 std::span<const double> y) {
    const std::size_t n = x.empty() ? 0 : x.front().size();
    if (n == 0 || x.size() < n) return std::nullopt;
    // Rows of the normal equations, with the right side as the last column.
    std::vector<std::vector<double>> equations(n, std::vector<double>(n + 1));
    for (std::size_t row = 0; row < x.size(); ++row) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                equations[i][j] += x[row][i] * x[row][j];
            equations[i][n] += x[row][i] * y[row];
        }
    }
    // Gauss-Jordan; a pivot that is only rounding belongs to a column that depends on the former.
    std::vector<double> scale(n);
    for (std::size_t i = 0; i < n; ++i)
        scale[i] = equations[i][i];
    std::vector<bool> used(n);
    for (std::size_t i = 0; i < n; ++i) {
        constexpr double rounding = 1e-9;
        const double pivot = equations[i][i];
        if (!(std::abs(pivot) > rounding * scale[i])) continue;
        used[i] = true;
        for (double& value : equations[i])
            value /= pivot;
        for (std::size_t other = 0; other < n; ++other) {
            const double factor = equations[other][i];
            if (other == i || factor == 0) continue;
            for (std::size_t j = 0; j <= n; ++j)
                equations[other][j] -= factor * equations[i][j];
        }
    }
    std::vector<double> coefficients(n);
    for (std::size_t i = 0; i < n; ++i)
        coefficients[i] = used[i] ? equations[i][n] : 0;
    return coefficients;
}

}  // namespace lem::domain
