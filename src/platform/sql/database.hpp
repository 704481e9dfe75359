#pragma once
/// The SQL interface: SQLite (`sqlite:PATH`) or PostgreSQL (`postgresql://...`) behind one class,
/// over SOCI. A transaction is a plain function that cannot suspend. Calls block: make them from
/// pool threads. Thread-safe.
///
/// Writes of all threads go through one writer that commits them in groups: one COMMIT makes the
/// whole group durable, then the callers return. That is one fsync for many submits, and for SQLite
/// the single writer that its WAL wants. When a group fails, its functions run again, each alone.

#include "base/durability.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace lem::sql {

/// A named statement. Parameters are :p1, :p2, ... in order of the arguments.
struct Query {
    std::string_view name;
    std::string_view text;
};

enum class Dialect { sqlite, postgresql };

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row = std::vector<Value>;

inline Value to_value(std::int64_t value) {
    return value;
}
inline Value to_value(int value) {
    return std::int64_t{value};
}
inline Value to_value(bool value) {
    return std::int64_t{value ? 1 : 0};
}
inline Value to_value(double value) {
    return value;
}
inline Value to_value(std::string value) {
    return value;
}
inline Value to_value(std::string_view value) {
    return std::string(value);
}
inline Value to_value(const char* value) {
    return std::string(value);
}
template <class T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value{};
}

/// SQLite gives expressions (COUNT, ...) no type; SOCI then reads them as text.
std::int64_t integer_of(const Value& value);
double double_of(const Value& value);

/// Reads a column; NULL only into an optional. A mismatch is a bug.
template <class T>
T from_value(const Value& value) {
    if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
        if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
        return from_value<typename T::value_type>(value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        LEM_ASSERT(std::holds_alternative<std::string>(value));
        return std::get<std::string>(value);
    } else if constexpr (std::is_same_v<T, double>) {
        return double_of(value);
    } else {
        return static_cast<T>(integer_of(value));
    }
}

/// A connection during a transaction.
class Reader {
public:
    virtual ~Reader() = default;

    /// Calls `each` for every row; memory for one row at a time.
    virtual void for_each(const Query& query, const std::vector<Value>& values,
                          const std::function<void(const Row&)>& each) = 0;
    virtual Dialect dialect() const = 0;

    template <class... T, class... Arguments>
    std::vector<std::tuple<T...>> rows(const Query& query, const Arguments&... arguments) {
        std::vector<std::tuple<T...>> result;
        for_each(query, {to_value(arguments)...}, [&](const Row& row) {
            LEM_ASSERT(row.size() == sizeof...(T));
            result.push_back([&]<std::size_t... I>(std::index_sequence<I...>) {
                return std::tuple<T...>{from_value<T>(row[I])...};
            }(std::index_sequence_for<T...>{}));
        });
        return result;
    }

    template <class... T, class... Arguments>
    std::optional<std::tuple<T...>> row(const Query& query, const Arguments&... arguments) {
        auto found = rows<T...>(query, arguments...);
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    }
};

class Transaction : public Reader {
public:
    /// A statement without rows. On PostgreSQL it may fail only in the next statement with rows, or
    /// in the commit: they share a round trip.
    template <class... Arguments>
    void execute(const Query& query, const Arguments&... arguments) {
        run(query, {to_value(arguments)...});
    }
    virtual void run(const Query& query, const std::vector<Value>& values) = 0;
    /// Records that `value` of `topic` changes in this transaction, and returns the change's
    /// number. Numbers become visible in their order, since the counter stays locked until the
    /// commit; some are skipped. Followers read the table `change` (changes.hpp).
    virtual std::int64_t change(std::string_view topic, std::string_view value) = 0;
    /// Several statements of a migration. At its end there may be statements of one dialect, each
    /// after a line "-- statement for sqlite" or "-- statement for postgresql"; these may contain
    /// semicolons.
    virtual void script(std::string_view statements) = 0;
};

class Database {
public:
    /// `for_serving` takes the exclusive lock of a SQLite file, so that a second server is refused.
    /// `durability` is that of a SQLite file; PostgreSQL decides by its own settings.
    static std::unique_ptr<Database> open(const std::string& url, bool for_serving,
                                          Durability durability = Durability::full);
    virtual ~Database() = default;

    template <class Work>
    auto read(Work work) -> std::invoke_result_t<Work&, Reader&> {
        return run_and_return<Reader>(work, [this](const auto& body) { read_with(body); });
    }

    /// Returns once it is durable. Rolled back if `work` throws; the rest of its group is not.
    /// `work` may run twice, so it must have no effects except the transaction and its result.
    template <class Work>
    auto write(Work work) -> std::invoke_result_t<Work&, Transaction&> {
        return run_and_return<Transaction>(work, [this](const auto& body) { write_with(body); });
    }

    virtual Dialect dialect() const = 0;

protected:
    virtual void read_with(const std::function<void(Reader&)>& work) = 0;
    virtual void write_with(const std::function<void(Transaction&)>& work) = 0;

private:
    template <class Session, class Work, class Run>
    static auto run_and_return(Work& work, Run run) {
        using Result = std::invoke_result_t<Work&, Session&>;
        if constexpr (std::is_void_v<Result>) {
            run(std::function<void(Session&)>([&](Session& session) { work(session); }));
        } else {
            std::optional<Result> result;
            run(std::function<void(Session&)>(
                [&](Session& session) { result.emplace(work(session)); }));
            return std::move(*result);
        }
    }
};

}  // namespace lem::sql
