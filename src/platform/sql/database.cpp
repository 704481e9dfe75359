#include "platform/sql/database.hpp"

#include "base/text.hpp"
#include "platform/process/file_lock.hpp"
#include "platform/sql/connection.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace lem::sql {
namespace {

/// Held by a server while it uses a SQLite file.
std::unique_ptr<process::FileLock> lock_of_server(const std::string& path) {
    return std::make_unique<process::FileLock>(
        path, process::FileLock::Messages{
                  .unwritable = "Cannot write to the data folder: " + path +
                                ". Choose a writable one with --data.",
                  .held = "Another lem server uses this database (" + path +
                          " is locked). Stop it, or give this one its own --data folder."});
}

/// Lends connections, each to one thread at a time; opened on demand.
class ReaderPool {
public:
    ReaderPool(std::string url, std::size_t size_max) : url_(std::move(url)), size_max_(size_max) {}

    void with(const std::function<void(Reader&)>& work) {
        std::unique_ptr<Connection> connection = take();
        struct Return {
            ReaderPool& pool;
            std::unique_ptr<Connection>& lent;
            ~Return() { pool.give_back(std::move(lent)); }
        } give_back_at_end{*this, connection};
        connection->reconnect_if_broken();
        work(*connection);
    }

private:
    std::unique_ptr<Connection> take() {
        std::unique_lock lock(mutex_);
        available_.wait(lock, [&] { return !idle_.empty() || made_ < size_max_; });
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        ++made_;
        lock.unlock();
        try {
            return std::make_unique<Connection>(url_);
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

    void give_back(std::unique_ptr<Connection> connection) {
        const std::lock_guard lock(mutex_);
        if (connection)
            idle_.push_back(std::move(connection));
        else
            --made_;
        available_.notify_one();
    }

    const std::string url_;
    const std::size_t size_max_;
    std::mutex mutex_;
    std::condition_variable available_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t made_ = 0;
};

/// A write that waits for its group.
struct Pending {
    const std::function<void(Transaction&)>* work;
    std::exception_ptr failure;
    bool done = false;
};

/// The thread that owns the writing connection.
class Writer {
public:
    Writer(const std::string& url, Durability durability)
        : connection_(url, durability), thread_([this] { loop(); }) {}
    ~Writer() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        arrived_.notify_one();
        thread_.join();
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void with(const std::function<void(Transaction&)>& work) {
        Pending pending{&work, nullptr};
        std::unique_lock lock(mutex_);
        queue_.push_back(&pending);
        arrived_.notify_one();
        finished_.wait(lock, [&] { return pending.done; });
        if (pending.failure) std::rethrow_exception(pending.failure);
    }

private:
    void loop() {
        std::unique_lock lock(mutex_);
        while (true) {
            arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            std::vector<Pending*> group;
            constexpr std::size_t group_max = 256;
            while (!queue_.empty() && group.size() < group_max) {
                group.push_back(queue_.front());
                queue_.pop_front();
            }
            lock.unlock();
            commit(group);
            lock.lock();
            for (Pending* pending : group)
                pending->done = true;
            finished_.notify_all();
        }
    }

    /// Runs all in one transaction; if one fails, each again in its own, so that only its caller
    /// sees the failure. Failures are rare, so this is cheaper than savepoints. After a lost
    /// connection it is unknown what was committed, so nothing is retried.
    void commit(const std::vector<Pending*>& group) {
        const auto failure = try_commit(group);
        if (!failure) return;
        const bool once = group.size() == 1 || connection_.broken();
        for (Pending* pending : group)
            pending->failure = once ? failure : try_commit({pending});
    }

    /// The failure; null if all is durable.
    std::exception_ptr try_commit(const std::vector<Pending*>& group) {
        try {
            connection_.reconnect_if_broken();
            connection_.begin(static_cast<std::int64_t>(group.size()));
            for (Pending* pending : group)
                (*pending->work)(connection_);
            connection_.commit();
            return nullptr;
        } catch (...) {
            const auto failure = std::current_exception();  // rethrown in its caller
            roll_back();
            return failure;
        }
    }

    void roll_back() {
        try {
            connection_.roll_back();
        } catch (const Error&) {
            // Nothing was open, or the connection is lost: it is reopened before the next group.
        }
    }

    Connection connection_;  // used by thread_ only, after construction
    std::mutex mutex_;
    std::condition_variable arrived_, finished_;
    std::deque<Pending*> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

class PooledDatabase final : public Database {
public:
    PooledDatabase(const std::string& url, std::unique_ptr<process::FileLock> lock,
                   Durability durability)
        : lock_(std::move(lock)),
          writer_(url, durability),
          readers_(url, std::max(4U, 2 * std::thread::hardware_concurrency())),
          dialect_(url.starts_with("sqlite:") ? Dialect::sqlite : Dialect::postgresql) {}

    Dialect dialect() const override { return dialect_; }

protected:
    void read_with(const std::function<void(Reader&)>& work) override { readers_.with(work); }
    void write_with(const std::function<void(Transaction&)>& work) override { writer_.with(work); }

private:
    std::unique_ptr<process::FileLock> lock_;
    Writer writer_;
    ReaderPool readers_;
    Dialect dialect_;
};

}  // namespace

std::int64_t integer_of(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        const auto parsed = text::to_int(*text);
        LEM_ASSERT(parsed.has_value());
        return *parsed;
    }
    LEM_ASSERT(std::holds_alternative<std::int64_t>(value));
    return std::get<std::int64_t>(value);
}

double double_of(const Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* text = std::get_if<std::string>(&value)) {
        const auto parsed = text::to_double(*text);
        LEM_ASSERT(parsed.has_value());
        return *parsed;
    }
    return static_cast<double>(integer_of(value));
}

std::unique_ptr<Database> Database::open(const std::string& url, bool for_serving,
                                         Durability durability) {
    const bool sqlite = url.starts_with("sqlite:") && url.size() > 7;
    const bool postgres = url.starts_with("postgresql://") || url.starts_with("postgres://");
    if (!sqlite && !postgres) {
        throw Error(
            ErrorCode::bad_request,
            "A database is sqlite:PATH or postgresql://USER@HOST/NAME, not \"" + url + "\".");
    }
    std::unique_ptr<process::FileLock> lock;
    if (sqlite && for_serving) lock = lock_of_server(url.substr(7) + ".lock");
    return std::make_unique<PooledDatabase>(url, std::move(lock), durability);
}

}  // namespace lem::sql
