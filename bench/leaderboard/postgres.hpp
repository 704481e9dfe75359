#pragma once
/// The peer: PostgreSQL with the same rows in a narrow table with an index for every column that is
/// filtered or sorted by. Answers the same queries (page of row texts, total, facet counts).

#include "leaderboard/questions.hpp"

#include <libpq-fe.h>
#include <map>
#include <memory>

namespace lem::bench {

struct PeerAnswer {
    std::int64_t total = 0;
    std::vector<std::string> rows;  // the page's row texts
    std::map<std::string, std::map<std::string, std::int64_t>> facets;
};

/// One connection; not thread-safe.
class PostgresPeer {
public:
    explicit PostgresPeer(const std::string& url);

    void run(const std::string& sql);
    /// Rows for COPY ... FROM STDIN, in its text format.
    void copy(const std::string& target, const std::function<bool(std::string&)>& next_line);
    /// Creates and fills `bench_row`: a column for everything that queries use.
    void copy_rows(const std::function<std::optional<domain::LeaderboardRow>()>& next);
    /// Creates the narrow table and its indexes from `bench_row`.
    void prepare();
    PeerAnswer answer(const Question& question);

private:
    using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
    Result query(const std::string& sql);
    [[noreturn]] void fail() const;

    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace lem::bench
