#pragma once
/// One SOCI session as a Transaction, and the translation of driver errors. On PostgreSQL,
/// statements without rows wait until the next one that returns rows, or the commit, and fail
/// there. Internal to sql/. Not thread-safe: one thread at a time.

#include "platform/sql/database.hpp"
#include "platform/sql/postgres_pipeline.hpp"

#include <soci/soci.h>
#include <unordered_map>

namespace lem::sql {

class Connection final : public Transaction {
public:
    /// As in Database::open.
    explicit Connection(std::string url, Durability durability = Durability::full);
    ~Connection() override;

    void for_each(const Query& query, const std::vector<Value>& values,
                  const std::function<void(const Row&)>& each) override;
    void run(const Query& query, const std::vector<Value>& values) override;
    std::int64_t change(std::string_view topic, std::string_view value) override;
    void script(std::string_view statements) override;
    Dialect dialect() const override { return dialect_; }

    void command(const std::string& text);
    /// `changes`: about how many change numbers the transaction needs, taken from the counter in
    /// one statement.
    void begin(std::int64_t changes);
    void commit();
    void roll_back();
    /// Reconnects after the connection was lost.
    void reconnect_if_broken();
    bool broken() const { return broken_; }

private:
    struct Prepared;

    void connect();
    /// Runs the statements that wait for their round trip.
    void run_pipeline();
    void with_prepared(const Query& query, const std::vector<Value>& values, bool with_rows,
                       const std::function<void(Prepared&)>& work);
    [[noreturn]] void fail(const std::exception& cause, std::string_view query);

    std::string url_;
    Durability durability_;
    Dialect dialect_;
    std::unique_ptr<soci::session> session_;
    std::unordered_map<std::string, std::unique_ptr<Prepared>> prepared_;  // die before session_
    std::optional<PostgresPipeline> pipeline_;                             // likewise
    std::int64_t changes_expected_ = 1;
    std::int64_t next_change_ = 0;
    std::int64_t changes_end_ = 0;  // reserved up to, exclusive
    bool broken_ = false;
};

}  // namespace lem::sql
