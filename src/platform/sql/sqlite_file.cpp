#include "platform/sql/sqlite_file.hpp"

#include "platform/blob/durable.hpp"

#include <memory>
#include <sqlite3.h>
#include <thread>

namespace lem::sql {
namespace {

constexpr std::string_view scheme = "sqlite:";
constexpr int busy_timeout_ms = 5'000;

struct Closers {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Closers>;

[[noreturn]] void fail(const std::filesystem::path& path, int result, const std::string& doing) {
    const bool full = (result & 0xFF) == SQLITE_FULL;
    throw Error(full ? ErrorCode::storage_full : ErrorCode::unavailable,
                "Cannot " + doing + " " + path.string() + ": " +
                    (full ? "the disk is full" : sqlite3_errstr(result)) + ".");
}

Handle opened(const std::filesystem::path& path, const std::string& name, int flags) {
    sqlite3* raw = nullptr;
    const int result = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
    Handle handle(raw);
    if (result != SQLITE_OK) fail(path, result, "open the database");
    sqlite3_busy_timeout(handle.get(), busy_timeout_ms);
    return handle;
}

/// As SQLite's URI file names want it.
std::string immutable_uri(const std::filesystem::path& path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '?' || c == '#' || c == '%')
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
        else
            uri += c;
    }
    return uri + "?mode=ro&immutable=1";
}

void copy_pages(sqlite3* from, sqlite3* to, const std::filesystem::path& target) {
    sqlite3_backup* const backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == nullptr) fail(target, sqlite3_errcode(to), "write");
    constexpr int all_pages = -1;  // in one read transaction, a consistent snapshot
    int result = SQLITE_BUSY;
    for (int attempt = 0; attempt < 100 && (result == SQLITE_BUSY || result == SQLITE_LOCKED);
         ++attempt) {
        if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        result = sqlite3_backup_step(backup, all_pages);
    }
    sqlite3_backup_finish(backup);
    if (result != SQLITE_DONE) fail(target, result, "copy the database to");
}

Value value_of(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_NULL:
            return {};
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        default: {
            const auto* text =
                reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return std::string(text == nullptr ? "" : text, text == nullptr ? 0 : size);
        }
    }
}

void bind(sqlite3_stmt* statement, const std::vector<Value>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int at =
            sqlite3_bind_parameter_index(statement, (":p" + std::to_string(i + 1)).c_str());
        if (const auto* whole = std::get_if<std::int64_t>(&values[i]))
            sqlite3_bind_int64(statement, at, *whole);
        else if (const auto* real = std::get_if<double>(&values[i]))
            sqlite3_bind_double(statement, at, *real);
        else if (const auto* text = std::get_if<std::string>(&values[i]))
            sqlite3_bind_text(statement, at, text->data(), static_cast<int>(text->size()),
                              SQLITE_TRANSIENT);
    }
}

}  // namespace

std::optional<std::filesystem::path> sqlite_path(std::string_view url) {
    if (!url.starts_with(scheme)) return std::nullopt;
    return std::filesystem::path(url.substr(scheme.size()));
}

std::vector<std::filesystem::path> companions_of(const std::filesystem::path& path) {
    std::vector<std::filesystem::path> found;
    for (const char* ending : {"-wal", "-shm", "-journal"}) {
        const std::filesystem::path beside = path.string() + ending;
        std::error_code absent;
        const auto size = std::filesystem::file_size(beside, absent);
        if (!absent && size > 0) found.push_back(beside);
    }
    return found;
}

void copy_sqlite(const std::filesystem::path& source, const std::filesystem::path& target) {
    const std::filesystem::path partial = target.string() + ".partial";
    std::filesystem::remove(partial);
    {
        const Handle from = opened(source, source.string(), SQLITE_OPEN_READWRITE);
        const Handle to =
            opened(partial, partial.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        copy_pages(from.get(), to.get(), partial);
        // Otherwise the copy would expect a write-ahead log, as its source does.
        const int result =
            sqlite3_exec(to.get(), "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
        if (result != SQLITE_OK) fail(partial, result, "finish");
    }
    blob::make_durable(partial);
    std::filesystem::rename(partial, target);
    blob::make_durable(std::filesystem::absolute(target).parent_path());
}

SqliteFile::SqliteFile(const std::filesystem::path& path)
    : path_(path),
      handle_(opened(path, immutable_uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI).release()) {
}

SqliteFile::~SqliteFile() {
    sqlite3_close_v2(handle_);
}

void SqliteFile::for_each(const Query& query, const std::vector<Value>& values,
                          const std::function<void(const Row&)>& each) {
    sqlite3_stmt* raw = nullptr;
    int result = sqlite3_prepare_v2(handle_, query.text.data(), static_cast<int>(query.text.size()),
                                    &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, Closers> statement(raw);
    if (result != SQLITE_OK) fail(path_, result, "read");
    bind(raw, values);
    Row row;
    while ((result = sqlite3_step(raw)) == SQLITE_ROW) {
        row.clear();
        for (int column = 0; column < sqlite3_column_count(raw); ++column)
            row.push_back(value_of(raw, column));
        each(row);
    }
    if (result != SQLITE_DONE) fail(path_, result, "read");
}

std::optional<std::string> SqliteFile::damage() {
    try {
        for (const auto& [line] : rows<std::string>({"integrity", "PRAGMA integrity_check(1)"})) {
            if (line != "ok") return line;
        }
        return std::nullopt;
    } catch (const Error& error) {
        return error.message();
    }
}

}  // namespace lem::sql
