#pragma once
/// Statements that return no rows, sent to PostgreSQL together and answered together (libpq's
/// pipeline mode): one round trip for all of them. Internal to sql/. Not thread-safe.

#include "platform/sql/database.hpp"

#include <libpq-fe.h>
#include <stdexcept>
#include <unordered_map>

namespace lem::sql {

/// A statement was rejected, or the connection was lost. What was added after it was not run.
struct PipelineFailure : std::runtime_error {
    PipelineFailure(std::string of_query, const std::string& message)
        : std::runtime_error(message), query(std::move(of_query)) {}
    std::string query;
};

class PostgresPipeline {
public:
    /// `connection` outlives the object.
    explicit PostgresPipeline(PGconn* connection) : connection_(connection) {}

    /// Throws PipelineFailure if the statement cannot be prepared, which is done once and kept: the
    /// texts of queries are constants.
    void add(const Query& query, const std::vector<Value>& values);
    /// Runs what was added, in its order. Throws PipelineFailure.
    void run();
    /// Forgets what was added and not run.
    void clear() { statements_.clear(); }
    bool in_transaction() const { return PQtransactionStatus(connection_) != PQTRANS_IDLE; }

private:
    struct Prepared {
        std::string query;  // for messages
        std::string name;   // of the server's prepared statement
    };
    struct Statement {
        const Prepared* prepared;
        std::vector<std::optional<std::string>> values;
    };

    const Prepared& prepared(const Query& query);
    bool send(const Statement& statement);
    std::optional<std::string> answer();
    bool end();

    PGconn* connection_;
    std::unordered_map<std::string, Prepared> prepared_;  // by the text of the query
    std::vector<Statement> statements_;
};

}  // namespace lem::sql
