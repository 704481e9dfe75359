#pragma once
/// Random numbers that are the same everywhere; the standard library's distributions are not.
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): constructed in nanoseconds, so each request can
/// have its own. Each object belongs to one thread.

#include <cstdint>

namespace lem {

class PortableRandom {
public:
    /// `stream` and `index` separate the uses of one seed: a cycle, a request, a block of text.
    PortableRandom(std::int64_t seed, std::uint64_t stream, std::uint64_t index = 0);

    /// Any of 2^64.
    std::uint64_t next();
    /// In the open interval (0, 1), so that its logarithm is finite.
    double uniform();
    /// 0 to n - 1; n > 0. The bias is below n / 2^64.
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    /// Mean 1, by inversion.
    double exponential();
    /// Mean 0, standard deviation 1: Marsaglia's polar method (SIAM Review 6, 1964).
    double normal();
    /// Mean `shape`, scale 1: Marsaglia and Tsang (ACM TOMS 26, 2000); below shape 1 by their
    /// boost, Gamma(shape + 1) * U^(1 / shape).
    double gamma(double shape);

private:
    std::uint64_t state_ = 0;
};

}  // namespace lem
