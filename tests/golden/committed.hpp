#pragma once
/// Compares committed generated files with what the program writes. UPDATE_GOLDEN=1 rewrites them.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

namespace lem::test {

inline std::string read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

inline void expect_committed(const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(LEM_SOURCE_DIR) / name;
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
    const std::string committed = read(path);
    if (committed == text) return;
    const auto [here, there] =
        std::mismatch(committed.begin(), committed.end(), text.begin(), text.end());
    FAIL() << name << ":" << 1 + std::count(committed.begin(), here, '\n')
           << ": differs from what the program writes; run with UPDATE_GOLDEN=1 and check the "
              "difference";
}

}  // namespace lem::test
