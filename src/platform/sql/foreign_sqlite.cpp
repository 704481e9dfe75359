#include "platform/sql/foreign_sqlite.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <memory>
#include <sqlite3.h>

namespace lem::sql {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "SQLite format 3\0"sv;
constexpr std::size_t header_bytes = 100;
constexpr int steps_between_counts = 1'000;

struct Finalise {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalise>;

Error refused(const std::string& why) {
    return Error(ErrorCode::invalid, "The database is refused: " + why + ".");
}

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::size_t number = 0;
    for (const char c : bytes.substr(at, size))
        number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

/// Throws if the file is shorter than its header says.
void require_whole(std::string_view bytes) {
    if (bytes.size() < header_bytes) throw refused("it is cut off within its header");
    const std::size_t stated = number_at(bytes, 16, 2), page_bytes = stated == 1 ? 65536 : stated;
    if (page_bytes < 512 || (page_bytes & (page_bytes - 1)) != 0)
        throw refused("its header states no possible size of a page");
    // The number of pages is valid if it was written with the last change.
    const bool counted = number_at(bytes, 24, 4) == number_at(bytes, 92, 4);
    const std::size_t pages = counted ? number_at(bytes, 28, 4) : 0;
    if (bytes.size() / page_bytes < pages)
        throw refused("it is cut off: its header states " + std::to_string(pages) + " pages of " +
                      std::to_string(page_bytes) + " bytes");
    if (bytes.size() % page_bytes != 0)
        throw refused("it is cut off within a page of " + std::to_string(page_bytes) + " bytes");
}

/// Statements that only read rows of tables.
int allow_reading(void*, int action, const char*, const char*, const char*, const char*) {
    const bool reads = action == SQLITE_SELECT || action == SQLITE_READ;
    return reads ? SQLITE_OK : SQLITE_DENY;
}

int count_steps(void* left) {
    int& steps = *static_cast<int*>(left);
    steps -= steps_between_counts;
    return steps <= 0 ? 1 : 0;
}

void restrict_to_reading(sqlite3* handle) {
    for (const auto& [option, value] :
         {std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1), std::pair(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
          std::pair(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
          std::pair(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), std::pair(SQLITE_DBCONFIG_ENABLE_VIEW, 0)})
        sqlite3_db_config(handle, option, value, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH,
                  static_cast<int>(limits::imported_database_cell_bytes_max));
    sqlite3_exec(handle, "PRAGMA cell_size_check=ON; PRAGMA query_only=ON", nullptr, nullptr,
                 nullptr);
    sqlite3_set_authorizer(handle, allow_reading, nullptr);
}

Error failure(sqlite3* handle, int result) {
    switch (result & 0xFF) {
        case SQLITE_INTERRUPT:
            return refused("reading it takes more work than is allowed");
        case SQLITE_TOOBIG:
            return refused("a value in it is larger than " +
                           std::to_string(limits::imported_database_cell_bytes_max / limits::kib) +
                           " KiB");
        case SQLITE_ERROR:
            return refused(text::cut(sqlite3_errmsg(handle), 200));
        default:
            return refused("it is damaged: " + std::string(sqlite3_errstr(result)));
    }
}

Value value_of(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_NULL:
            return {};
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        default:
            break;
    }
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    std::string written(bytes == nullptr ? "" : bytes, bytes == nullptr ? 0 : size);
    if (!text::is_utf8(written))
        throw refused(std::string("the column ") + sqlite3_column_name(statement, column) +
                      " has text that is not UTF-8");
    return written;
}

}  // namespace

bool is_sqlite(std::string_view first_bytes) {
    return first_bytes.starts_with(magic);
}

ForeignSqlite::ForeignSqlite(std::string bytes)
    : bytes_(std::move(bytes)), steps_left_(limits::imported_database_steps_max) {
    if (!is_sqlite(bytes_)) throw refused("it is no SQLite database");
    require_whole(bytes_);
    // A write-ahead log cannot be opened in memory: 2 stands for one, 1 for none.
    bytes_[18] = bytes_[19] = 1;
    const int opened =
        sqlite3_open_v2(":memory:", &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
    const auto size = static_cast<sqlite3_int64>(bytes_.size());
    if (opened != SQLITE_OK ||
        sqlite3_deserialize(handle_, "main", reinterpret_cast<unsigned char*>(bytes_.data()), size,
                            size, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
        sqlite3_close_v2(handle_);
        throw Error(ErrorCode::internal, "SQLite cannot open a database in memory.");
    }
    restrict_to_reading(handle_);
    sqlite3_progress_handler(handle_, steps_between_counts, count_steps, &steps_left_);
}

ForeignSqlite::~ForeignSqlite() {
    sqlite3_close_v2(handle_);
}

bool ForeignSqlite::has_table(std::string_view name) {
    bool found = false;
    // A view and a virtual table have no page of their own.
    for_each("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
             limits::import_records_max, [&](const Row& row) {
                 const auto* table = std::get_if<std::string>(&row[0]);
                 found = found || (table != nullptr && *table == name);
             });
    return found;
}

void ForeignSqlite::for_each(const std::string& select, std::size_t rows_max,
                             const std::function<void(const Row&)>& each) {
    sqlite3_stmt* raw = nullptr;
    int result =
        sqlite3_prepare_v2(handle_, select.data(), static_cast<int>(select.size()), &raw, nullptr);
    const Statement statement(raw);
    if (result != SQLITE_OK) throw failure(handle_, result);
    Row row;
    std::size_t rows = 0;
    while ((result = sqlite3_step(raw)) == SQLITE_ROW) {
        if (++rows > rows_max)
            throw refused("a table in it has more than " + std::to_string(rows_max) + " rows");
        row.clear();
        for (int column = 0; column < sqlite3_column_count(raw); ++column)
            row.push_back(value_of(raw, column));
        each(row);
    }
    if (result != SQLITE_DONE) throw failure(handle_, result);
}

}  // namespace lem::sql
