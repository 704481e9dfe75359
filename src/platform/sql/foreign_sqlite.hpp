#pragma once
/// A SQLite database that a stranger wrote, read in memory: nothing is written, no extension is
/// loaded, no view, trigger or virtual table runs, and rows, values and work have limits. An object
/// belongs to one thread at a time. Throws Error(invalid) that says what is wrong.

#include "platform/sql/database.hpp"

#include <functional>
#include <string>

struct sqlite3;

namespace lem::sql {

/// SQLite's magic text at the start.
bool is_sqlite(std::string_view first_bytes);

class ForeignSqlite {
public:
    /// Throws for a file that is cut off. A database whose last changes are in a file beside it
    /// (-wal) is read without them.
    explicit ForeignSqlite(std::string bytes);
    ~ForeignSqlite();
    ForeignSqlite(const ForeignSqlite&) = delete;
    ForeignSqlite& operator=(const ForeignSqlite&) = delete;

    /// Whether it has an ordinary table of this name.
    bool has_table(std::string_view name);
    /// Calls `each` for the rows of a SELECT, of which there may be `rows_max`. Text that is not
    /// UTF-8 is refused.
    void for_each(const std::string& select, std::size_t rows_max,
                  const std::function<void(const Row&)>& each);

private:
    std::string bytes_;
    sqlite3* handle_ = nullptr;
    int steps_left_ = 0;
};

}  // namespace lem::sql
