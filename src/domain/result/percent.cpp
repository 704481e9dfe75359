#include "domain/result/percent.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace lem::domain {

std::string percent(double share) {
    const double value = share * 100;
    std::array<char, 400> buffer;  // the largest double has 309 digits
    const char* format = std::abs(value) < 1000 ? "%.3g %%" : "%.0f %%";
    const int length = std::snprintf(buffer.data(), buffer.size(), format, value);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

}  // namespace lem::domain
