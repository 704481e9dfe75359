#pragma once
/// A database with all tables, from the migrations of the sources.

#include "platform/sql/migrate.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace lem::test {

inline void migrate(sql::Database& database) {
    const auto folder = std::filesystem::path(LEM_SOURCE_DIR) / "migrations";
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        texts.emplace_back(entry.path().filename().string(), std::move(text).str());
    }
    std::sort(texts.begin(), texts.end());
    std::vector<embedded::File> files;
    for (const auto& [name, text] : texts)
        files.push_back({name, text});
    sql::migrate(database, files);
}

}  // namespace lem::test
