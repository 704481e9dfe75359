#pragma once
/// How two samples differ: size of the effect, its interval, and the probability of seeing it by
/// chance. Pure; does not throw. Samples may be in any order; both have at least one value unless
/// stated otherwise.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace lem::domain {

struct Ratio {
    double ratio = 0;
    double ci95_low = 0;
    double ci95_high = 0;
};

/// mean(b) / mean(a) of independent samples with Fieller's interval (Fieller 1954, J. R. Stat. Soc.
/// B 16:175) and Welch-Satterthwaite degrees of freedom. nullopt if a sample has fewer than two
/// values, or if mean(a) is not clearly different from zero, so that the interval is unbounded.
std::optional<Ratio> ratio_of_means(std::span<const double> a, std::span<const double> b);

/// Two-sided p of the Mann-Whitney U test: exact where there are no ties and at most 40 values
/// (Mann & Whitney 1947, Ann. Math. Stat. 18:50), else normal with tie and continuity correction.
double mann_whitney_p(std::span<const double> a, std::span<const double> b);

/// Share of pairs in which b is larger minus share in which it is smaller: -1 to 1 (Cliff 1993,
/// Psychol. Bull. 114:494).
double cliffs_delta(std::span<const double> a, std::span<const double> b);
/// negligible, small, medium or large, from 0.147, 0.33 and 0.474 on (Romano et al. 2006).
std::string_view size_of_delta(double delta);

/// Wasserstein-1 distance, in the unit of the values: how far, on average, one distribution has to
/// be moved to become the other.
double wasserstein(std::span<const double> a, std::span<const double> b);

/// p values adjusted for their number by Holm's step-down rule (Holm 1979, Scand. J. Stat. 6:65),
/// in the order given.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace lem::domain
