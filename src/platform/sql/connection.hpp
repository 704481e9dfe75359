#pragma once
/// One SOCI session as a Transaction, and the translation of driver errors. Internal to sql/. Not
/// thread-safe: one thread at a time.

#include "platform/sql/database.hpp"

#include <soci/soci.h>

namespace lem::sql {

class Connection final : public Transaction {
public:
    /// `url` as in Database::open.
    explicit Connection(std::string url);

    void for_each(const Query& query, const std::vector<Value>& values,
                  const std::function<void(const Row&)>& each) override;
    void run(const Query& query, const std::vector<Value>& values) override;
    void script(std::string_view statements) override;
    Dialect dialect() const override { return dialect_; }

    void command(const std::string& text);
    /// Connects again after the server went away.
    void reconnect_if_broken();

private:
    void connect();
    [[noreturn]] void fail(const std::exception& cause, std::string_view query);

    std::string url_;
    Dialect dialect_;
    std::unique_ptr<soci::session> session_;
    bool broken_ = false;
};

}  // namespace lem::sql
