#include "measure/portable_random.hpp"

#include <cmath>

namespace lem::measure {

PortableRandom::PortableRandom(std::int64_t seed, std::uint64_t stream, std::uint64_t index) {
    const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
    const auto s = static_cast<std::uint64_t>(seed);
    std::seed_seq sequence{low(s), high(s), low(stream), high(stream), low(index), high(index)};
    engine_.seed(sequence);
}

double PortableRandom::uniform() {
    return (static_cast<double>(engine_() >> 12) + 0.5) * 0x1p-52;
}

double PortableRandom::exponential() {
    return -std::log(uniform());
}

double PortableRandom::normal() {
    while (true) {
        const double x = 2 * uniform() - 1, y = 2 * uniform() - 1;
        const double square = x * x + y * y;
        if (square > 0 && square < 1) return x * std::sqrt(-2 * std::log(square) / square);
    }
}

double PortableRandom::gamma(double shape) {
    if (shape < 1) {
        const double boost = std::pow(uniform(), 1 / shape);
        return gamma(shape + 1) * boost;
    }
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal();
        const double v = std::pow(1 + c * x, 3);
        if (v <= 0) continue;
        if (std::log(uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
    }
}

}  // namespace lem::measure
