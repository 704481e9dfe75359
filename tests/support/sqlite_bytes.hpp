#pragma once
/// Small SQLite databases as the bytes of their file.

#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sstream>
#include <string>

namespace lem::test {

/// The database that these statements make.
inline std::string sqlite_bytes(const std::string& statements) {
    const Folder folder;
    const std::string path = (folder.path() / "made.db").string();
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    char* problem = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, statements.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
        << (problem != nullptr ? problem : "");
    sqlite3_free(problem);
    sqlite3_close_v2(handle);
    std::ifstream in(path, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

}  // namespace lem::test
