#include "domain/statistics/energy_fit.hpp"

#include "domain/statistics/distributions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::domain {
namespace {

constexpr std::size_t causes = 4;
using Row = std::array<double, causes>;
using Matrix = std::array<Row, causes>;

struct Problem {
    std::vector<Row> rows;  // each column scaled to length 1
    std::vector<double> watts;
    Row scale{};
};

/// Per second of each run: tokens of the three kinds, and 1.
Problem problem_of(std::span<const EnergyMix> mixes) {
    Problem problem;
    for (const EnergyMix& mix : mixes) {
        problem.rows.push_back({mix.input_tokens / mix.seconds, mix.output_tokens / mix.seconds,
                                mix.context_tokens / mix.seconds, 1});
        problem.watts.push_back(mix.joules / mix.seconds);
    }
    for (std::size_t j = 0; j < causes; ++j) {
        double squares = 0;
        for (const Row& row : problem.rows)
            squares += row[j] * row[j];
        problem.scale[j] = std::sqrt(squares);
        for (Row& row : problem.rows)
            row[j] = problem.scale[j] > 0 ? row[j] / problem.scale[j] : 0;
    }
    return problem;
}

/// Inverse of X'X over the columns in `used`, 0 elsewhere, by Gauss-Jordan elimination with pivots;
/// nullopt if a column is nearly a combination of others.
std::optional<Matrix> inverse(const Problem& problem, unsigned used) {
    constexpr double least_pivot = 1e-9;
    Matrix a{}, inverse{};
    for (std::size_t i = 0; i < causes; ++i) {
        inverse[i][i] = 1;
        for (std::size_t j = 0; j < causes; ++j) {
            const bool in = (used >> i & 1U) && (used >> j & 1U);
            if (!in) a[i][j] = i == j ? 1 : 0;
            for (const Row& row : problem.rows)
                a[i][j] += in ? row[i] * row[j] : 0;
        }
    }
    for (std::size_t k = 0; k < causes; ++k) {
        // X'X is symmetric and positive: the diagonal needs no exchange of rows.
        if (a[k][k] < least_pivot) return std::nullopt;
        const double pivot = a[k][k];
        for (std::size_t j = 0; j < causes; ++j) {
            a[k][j] /= pivot;
            inverse[k][j] /= pivot;
        }
        for (std::size_t i = 0; i < causes; ++i) {
            const double factor = a[i][k];
            for (std::size_t j = 0; i != k && j < causes; ++j) {
                a[i][j] -= factor * a[k][j];
                inverse[i][j] -= factor * inverse[k][j];
            }
        }
    }
    for (std::size_t i = 0; i < causes; ++i) {
        if (!(used >> i & 1U)) inverse[i][i] = 0;
    }
    return inverse;
}

struct Solution {
    Row values{};
    double residual_squares = 0;
};

Solution solve(const Problem& problem, const Matrix& inverse) {
    Row moments{};
    Solution solution;
    for (std::size_t n = 0; n < problem.rows.size(); ++n) {
        for (std::size_t j = 0; j < causes; ++j)
            moments[j] += problem.rows[n][j] * problem.watts[n];
    }
    for (std::size_t i = 0; i < causes; ++i) {
        for (std::size_t j = 0; j < causes; ++j)
            solution.values[i] += inverse[i][j] * moments[j];
    }
    for (std::size_t n = 0; n < problem.rows.size(); ++n) {
        double residual = problem.watts[n];
        for (std::size_t j = 0; j < causes; ++j)
            residual -= problem.rows[n][j] * solution.values[j];
        solution.residual_squares += residual * residual;
    }
    return solution;
}

/// With so few causes, every choice of those that are above 0 can be tried; the best one whose
/// values are all above 0 is the non-negative solution.
Solution non_negative(const Problem& problem, unsigned choices) {
    Solution best;
    for (const double watts : problem.watts)
        best.residual_squares += watts * watts;
    for (unsigned used = 1; used < choices; ++used) {
        const auto inverted = inverse(problem, used);
        if (!inverted) continue;
        const Solution tried = solve(problem, *inverted);
        const bool allowed = std::all_of(tried.values.begin(), tried.values.end(),
                                         [](double value) { return value >= 0; });
        if (allowed && tried.residual_squares < best.residual_squares) best = tried;
    }
    return best;
}

double total_squares(const std::vector<double>& values) {
    double sum = 0, squares = 0;
    for (const double value : values)
        sum += value;
    const double mean = sum / static_cast<double>(values.size());
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return squares;
}

}  // namespace

std::optional<EnergyFit> fit_energy(std::span<const EnergyMix> mixes,
                                    std::optional<double> idle_watts) {
    if (mixes.size() < energy_mixes_min) return std::nullopt;
    if (std::any_of(mixes.begin(), mixes.end(), [](const auto& mix) { return mix.seconds <= 0; }))
        return std::nullopt;
    Problem problem = problem_of(mixes);
    const double total = total_squares(problem.watts);
    for (double& watts : problem.watts)
        watts -= idle_watts.value_or(0);
    const std::size_t fitted_causes = idle_watts ? causes - 1 : causes;  // idle is the last
    const unsigned choices = 1U << fitted_causes;
    const auto inverted = inverse(problem, choices - 1);
    if (!inverted) return std::nullopt;
    const Solution plain = solve(problem, *inverted), found = non_negative(problem, choices);
    const auto freedom = static_cast<double>(mixes.size() - fitted_causes);
    const double variance = plain.residual_squares / freedom, t = student_quantile(freedom, 0.975);
    const auto fitted = [&](std::size_t j) {
        const double half_width = t * std::sqrt(variance * std::max(0.0, (*inverted)[j][j])),
                     value = found.values[j];
        const double low = std::clamp(plain.values[j] - half_width, 0.0, value),
                     high = std::max(plain.values[j] + half_width, value);
        return FittedValue{.value = value / problem.scale[j],
                           .ci95_low = low / problem.scale[j],
                           .ci95_high = high / problem.scale[j]};
    };
    return EnergyFit{
        .joules_per_input_token = fitted(0),
        .joules_per_output_token = fitted(1),
        .joules_per_context_token = fitted(2),
        .idle_watts = idle_watts ? FittedValue{*idle_watts, *idle_watts, *idle_watts} : fitted(3),
        .r_squared = total > 0 ? 1 - found.residual_squares / total : 0,
        .mixes = static_cast<int>(mixes.size())};
}

}  // namespace lem::domain
