#pragma once
/// A table row that bench/run collects: measurement, lem's value, the peer's, ratio, target.

#include <cstdio>
#include <fmt/core.h>
#include <string_view>

namespace lem::bench {

inline void row(std::string_view figure, std::string_view ours, std::string_view peer,
                std::string_view ratio, std::string_view target) {
    fmt::print("| {} | {} | {} | {} | {} |\n", figure, ours, peer, ratio, target);
    std::fflush(stdout);
}

}  // namespace lem::bench
