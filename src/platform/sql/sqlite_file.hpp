#pragma once
/// A SQLite database as a file: copied while a server uses it, and read where nobody does.
/// Blocking; an object belongs to one thread at a time. Throws Error that names the file.

#include "platform/sql/database.hpp"

#include <filesystem>

struct sqlite3;

namespace lem::sql {

/// The path in "sqlite:PATH"; nullopt for a database that is not a file of ours.
std::optional<std::filesystem::path> sqlite_path(std::string_view url);

/// What SQLite keeps beside the database at `path` and needs to read it (write-ahead log, its
/// index, a rollback journal), as far as it exists and is not empty.
std::vector<std::filesystem::path> companions_of(const std::filesystem::path& path);

/// Copies the state of one moment to `target`, one file without companions, by SQLite's online
/// backup; other processes go on reading and writing. `target` is durable when this returns, and
/// replaced as a whole.
void copy_sqlite(const std::filesystem::path& source, const std::filesystem::path& target);

/// Reads a database that nobody writes, changing nothing in its folder.
class SqliteFile final : public Reader {
public:
    explicit SqliteFile(const std::filesystem::path& path);
    ~SqliteFile() override;
    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;

    void for_each(const Query& query, const std::vector<Value>& values,
                  const std::function<void(const Row&)>& each) override;
    Dialect dialect() const override { return Dialect::sqlite; }

    /// What SQLite finds wrong in the file; nullopt when it is sound. Reads all of it.
    std::optional<std::string> damage();

private:
    std::filesystem::path path_;
    sqlite3* handle_ = nullptr;
};

}  // namespace lem::sql
