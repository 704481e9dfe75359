#pragma once
/// A SQLite database as a file: copied while a server uses it, and read while none does. Blocking;
/// an object belongs to one thread at a time. Throws Error that names the file.

#include "platform/sql/database.hpp"

#include <filesystem>

struct sqlite3;

namespace lem::sql {

/// The path in "sqlite:PATH"; nullopt for other kinds of database.
std::optional<std::filesystem::path> sqlite_path(std::string_view url);

/// The files beside the database at `path` that SQLite needs to read it (write-ahead log, its
/// index, a rollback journal), if they exist and are not empty.
std::vector<std::filesystem::path> companions_of(const std::filesystem::path& path);

/// Copies a consistent state to `target`, one file without companions, by SQLite's online backup;
/// other processes keep reading and writing. `target` is replaced atomically, and durable when this
/// returns.
void copy_sqlite(const std::filesystem::path& source, const std::filesystem::path& target);

/// Reads a database that is not being written, without changing its folder.
class SqliteFile final : public Reader {
public:
    explicit SqliteFile(const std::filesystem::path& path);
    ~SqliteFile() override;
    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;

    void for_each(const Query& query, const std::vector<Value>& values,
                  const std::function<void(const Row&)>& each) override;
    Dialect dialect() const override { return Dialect::sqlite; }

    /// The first damage that SQLite finds; nullopt if the file is intact. Reads all of it.
    std::optional<std::string> damage();

private:
    std::filesystem::path path_;
    sqlite3* handle_ = nullptr;
};

}  // namespace lem::sql
