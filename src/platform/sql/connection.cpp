#include "platform/sql/connection.hpp"

#include "base/text.hpp"

#include <filesystem>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace lem::sql {
namespace {

/// The arguments of one statement, at addresses that SOCI can keep.
class Bound {
public:
    Bound(soci::statement& statement, const std::vector<Value>& values)
        : integers_(values.size()),
          doubles_(values.size()),
          texts_(values.size()),
          indicators_(values.size(), soci::i_ok) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string name = "p" + std::to_string(i + 1);
            if (std::holds_alternative<std::int64_t>(values[i]))
                statement.exchange(soci::use(reinterpret_cast<long long&>(integers_[i]), name));
            else if (std::holds_alternative<double>(values[i]))
                statement.exchange(soci::use(doubles_[i], name));
            else
                statement.exchange(soci::use(texts_[i], indicators_[i], name));
        }
        assign(values);
    }

    /// The values must have the kinds of the constructor's.
    void assign(const std::vector<Value>& values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (const auto* whole = std::get_if<std::int64_t>(&values[i]))
                integers_[i] = *whole;
            else if (const auto* real = std::get_if<double>(&values[i]))
                doubles_[i] = *real;
            else if (const auto* text = std::get_if<std::string>(&values[i]))
                texts_[i] = *text;
            else
                indicators_[i] = soci::i_null;
        }
    }

private:
    std::vector<std::int64_t> integers_;
    std::vector<double> doubles_;
    std::vector<std::string> texts_;
    std::vector<soci::indicator> indicators_;
};

Value value_of(const soci::row& row, std::size_t column) {
    if (row.get_indicator(column) == soci::i_null) return {};
    switch (row.get_properties(column).get_data_type()) {
        case soci::dt_string:
        case soci::dt_xml:
            return row.get<std::string>(column);
        case soci::dt_double:
            return row.get<double>(column);
        case soci::dt_integer:
            return std::int64_t{row.get<int>(column)};
        case soci::dt_long_long:
            return std::int64_t{row.get<long long>(column)};
        case soci::dt_unsigned_long_long:
            return static_cast<std::int64_t>(row.get<unsigned long long>(column));
        default:
            throw Error(ErrorCode::internal, "A column has a type that is not used here.");
    }
}

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::size_t prepared_max = 100;

std::string path_of(const std::string& url) {
    return url.substr(sqlite_scheme.size());
}

Error disk_full() {
    return Error(ErrorCode::storage_full,
                 "The server's disk is full; nothing was stored. Try again later.");
}

bool disk_is_full(const std::string& path) {
    constexpr std::uintmax_t shared_memory_bytes = 64 * 1024;  // what SQLite adds at a time
    std::error_code unknown;
    const auto space =
        std::filesystem::space(std::filesystem::absolute(path).parent_path(), unknown);
    return !unknown && space.available < shared_memory_bytes;
}

/// In quotes, since a path may contain spaces; SOCI cannot escape a quote.
std::string sqlite_parameters(const std::string& url) {
    const std::string path = path_of(url);
    if (path.find('"') != std::string::npos)
        throw Error(ErrorCode::bad_request,
                    "The database's path must not contain a double quote: " + path);
    return "db=\"" + path + "\"";
}

constexpr Query find_lz4{"find_lz4",
                         "SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression' AND "
                         "'lz4' = ANY (enumvals)"};
/// SOCI does not export this class's type information, which the sanitizer would compare.
[[clang::no_sanitize("vptr")]] PGconn* connection_of(soci::session& session) {
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

constexpr Query take_changes{
    "take_changes",
    "UPDATE change_sequence SET value = value + :p1 WHERE name = 'change' RETURNING value"};
constexpr Query insert_change{"insert_change",
                              "INSERT INTO change (sequence, topic, value) VALUES (:p1, :p2, :p3)"};

}  // namespace

Connection::Connection(std::string url, Durability durability)
    : url_(std::move(url)),
      durability_(durability),
      dialect_(url_.starts_with(sqlite_scheme) ? Dialect::sqlite : Dialect::postgresql) {
    connect();
}

void Connection::connect() {
    try {
        if (dialect_ == Dialect::sqlite) {
            session_ = std::make_unique<soci::session>(soci::sqlite3, sqlite_parameters(url_));
            // FULL: acknowledged data survives a power cut. busy_timeout first: the others may
            // wait. A checkpoint at 32 MiB of log instead of 4: pages of indexes that every submit
            // changes are then copied into the database once for many submits.
            for (const char* pragma :
                 {"busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                  "trusted_schema=OFF", "cell_size_check=ON", "wal_autocheckpoint=8192",
                  "journal_size_limit=67108864"}) {
                command(std::string("PRAGMA ") + pragma);
            }
            if (durability_ == Durability::none) command("PRAGMA synchronous=OFF");
        } else {
            session_ = std::make_unique<soci::session>(soci::postgresql, url_);
            command(
                "SET statement_timeout='60s'; SET lock_timeout='10s'; SET "
                "idle_in_transaction_session_timeout='60s'; "
                "SET TimeZone='UTC'; SET extra_float_digits=3; SET client_min_messages=warning; "
                "SET application_name='lem'");
            // Its own compression would take a third of a submit's time in PostgreSQL.
            if (row<int>(find_lz4)) command("SET default_toast_compression=lz4");
            pipeline_.emplace(connection_of(*session_));
        }
        broken_ = false;
    } catch (const soci::soci_error& failure) {
        throw Error(ErrorCode::unavailable,
                    dialect_ == Dialect::sqlite
                        ? "Cannot open the database " + url_.substr(sqlite_scheme.size()) +
                              "; is its folder writable?"
                        : "Cannot reach the PostgreSQL database; check --database, that the server "
                          "runs and the password.")
            .because(failure.what());
    }
}

void Connection::reconnect_if_broken() {
    if (!broken_) return;
    prepared_.clear();
    pipeline_.reset();
    session_.reset();
    connect();
}

void Connection::fail(const std::exception& cause, std::string_view query) {
    const std::string text = cause.what();
    const auto mentions = [&](std::string_view words) {
        return text.find(words) != std::string::npos;
    };
    Error error(ErrorCode::internal, "The database rejected a statement.");
    if (mentions("UNIQUE constraint") || mentions("duplicate key")) {
        error = Error(ErrorCode::conflict, "An entry with this key exists already.");
    } else if (mentions("disk is full") || mentions("No space left") || mentions("disk full")) {
        error = disk_full();
    } else if (mentions("disk I/O error") || mentions("unable to open database file")) {
        // A full disk also looks like this, if SQLite cannot extend its shared memory.
        const bool full = dialect_ == Dialect::sqlite && disk_is_full(path_of(url_));
        error = full ? disk_full()
                     : Error(ErrorCode::unavailable,
                             "The disk of the database failed to read or write; the kernel's log "
                             "says why.");
    } else if (mentions("file is not a database") || mentions("disk image is malformed")) {
        error = Error(ErrorCode::unavailable,
                      "The database file is damaged or not a SQLite file: restore a backup (lem "
                      "restore), or choose another folder with --data.");
    } else if (mentions("locked") || mentions("busy")) {
        error = Error(ErrorCode::unavailable, "The database is busy; try again.");
    } else if (mentions("connection") || mentions("terminating") || mentions("server closed") ||
               mentions("no connection") || mentions("pipeline mode")) {
        broken_ = true;
        error = Error(ErrorCode::unavailable, "The database cannot be reached; try again.");
    }
    throw std::move(error).because("query " + std::string(query) + ": " + text);
}

void Connection::command(const std::string& text) {
    run_pipeline();
    try {
        *session_ << text;
    } catch (const soci::soci_error& failure) {
        fail(failure, text);
    }
}

void Connection::script(std::string_view statements) {
    // One statement at a time; those of all dialects have no semicolon inside.
    std::string common;
    std::vector<std::string> whole;  // of this dialect, or of another and then left out
    std::vector<bool> is_ours;
    for (const std::string_view line : text::split(statements, '\n')) {
        constexpr std::string_view mark = "-- statement for ";
        if (line.starts_with(mark)) {
            const bool sqlite = line.substr(mark.size()) == "sqlite";
            is_ours.push_back(sqlite == (dialect_ == Dialect::sqlite));
            whole.emplace_back();
        } else {
            (whole.empty() ? common : whole.back()) +=
                std::string(line.substr(0, line.find("--"))) + "\n";
        }
    }
    for (const std::string_view statement : text::split(common, ';')) {
        if (!text::trim(statement).empty()) command(std::string(text::trim(statement)));
    }
    for (std::size_t i = 0; i < whole.size(); ++i)
        if (is_ours[i]) command(std::string(text::trim(whole[i])));
}

/// Prepared once per query and kinds of its values: on PostgreSQL one round trip instead of three,
/// and no planning.
struct Connection::Prepared {
    Prepared(soci::session& session, const Query& query, const std::vector<Value>& values,
             bool with_rows)
        : statement(session), bound(statement, values) {
        statement.alloc();
        statement.prepare(std::string(query.text));
        statement.define_and_bind();
        if (with_rows) statement.exchange_for_rowset(soci::into(row));
    }

    soci::row row;
    soci::statement statement;
    Bound bound;
};

Connection::~Connection() = default;

/// Lends a statement, so that one that failed, or whose rows were not all read, is not reused.
void Connection::with_prepared(const Query& query, const std::vector<Value>& values, bool with_rows,
                               const std::function<void(Prepared&)>& work) {
    std::string key(query.text);
    for (const Value& value : values)
        key += static_cast<char>('0' + value.index());
    try {
        auto held = prepared_.extract(key);
        std::unique_ptr<Prepared> prepared;
        if (held.empty()) {
            prepared = std::make_unique<Prepared>(*session_, query, values, with_rows);
        } else {
            prepared = std::move(held.mapped());
            prepared->bound.assign(values);
        }
        work(*prepared);
        if (prepared_.size() >= prepared_max) prepared_.clear();
        prepared_[key] = std::move(prepared);
    } catch (const soci::soci_error& failure) {
        fail(failure, query.name);
    }
}

void Connection::begin(std::int64_t changes) {
    changes_expected_ = changes;
    next_change_ = changes_end_ = 0;
    if (pipeline_)
        run({"begin", "BEGIN"}, {});
    else
        command("BEGIN IMMEDIATE");
}

void Connection::commit() {
    if (!pipeline_) return command("COMMIT");
    run({"commit", "COMMIT"}, {});
    run_pipeline();
}

void Connection::roll_back() {
    if (pipeline_) pipeline_->clear();
    if (!session_ || broken_) return;                       // the next group connects again
    if (pipeline_ && !pipeline_->in_transaction()) return;  // BEGIN was not sent, or all is over
    command("ROLLBACK");
}

void Connection::run_pipeline() {
    if (!pipeline_) return;
    try {
        pipeline_->run();
    } catch (const PipelineFailure& failure) {
        fail(failure, failure.query);
    }
}

std::int64_t Connection::change(std::string_view topic, std::string_view value) {
    if (next_change_ == changes_end_) {
        const auto last = row<std::int64_t>(take_changes, changes_expected_);
        changes_end_ = std::get<0>(*last) + 1;
        next_change_ = changes_end_ - changes_expected_;
    }
    execute(insert_change, next_change_, topic, value);
    return next_change_++;
}

void Connection::run(const Query& query, const std::vector<Value>& values) {
    if (pipeline_) {
        try {
            return pipeline_->add(query, values);
        } catch (const PipelineFailure& failure) {
            fail(failure, failure.query);
        }
    }
    with_prepared(query, values, false,
                  [](Prepared& prepared) { prepared.statement.execute(true); });
}

void Connection::for_each(const Query& query, const std::vector<Value>& values,
                          const std::function<void(const Row&)>& each) {
    run_pipeline();
    with_prepared(query, values, true, [&](Prepared& prepared) {
        prepared.statement.execute();
        Row out;
        while (prepared.statement.fetch()) {
            out.clear();
            for (std::size_t column = 0; column < prepared.row.size(); ++column)
                out.push_back(value_of(prepared.row, column));
            each(out);
        }
    });
}

}  // namespace lem::sql
