#include "base/portable_random.hpp"

#include <cmath>
#include <initializer_list>

namespace lem {

PortableRandom::PortableRandom(std::int64_t seed, std::uint64_t stream, std::uint64_t index) {
    // Each part is mixed before the next is added: neighbouring streams share no numbers.
    for (const std::uint64_t part : {static_cast<std::uint64_t>(seed), stream, index}) {
        state_ += part;
        state_ = next();
    }
}

std::uint64_t PortableRandom::next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

double PortableRandom::uniform() {
    return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52;
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

}  // namespace lem
