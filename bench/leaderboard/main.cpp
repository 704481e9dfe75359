/// The leaderboard at a million rows: latency and throughput of complete answers (page of row
/// texts with rank ranges, total, facet counts, as JSON) in the server's process, bytes per row,
/// build time, time until a write is visible, time of a restart; and the same queries in
/// PostgreSQL, whose answers must be equal. PostgreSQL computes no rank ranges.

#include "base/embedded.hpp"
#include "base/error.hpp"
#include "common/postgres_server.hpp"
#include "common/table.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/stored_row.hpp"
#include "features/leaderboard/index/index_row.hpp"
#include "features/leaderboard/index/query_run.hpp"
#include "leaderboard/postgres.hpp"
#include "leaderboard/questions.hpp"
#include "leaderboard/rows.hpp"
#include "platform/sql/migrate.hpp"
#include "support/folder.hpp"
#include "support/published_rows.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fmt/core.h>
#include <thread>

namespace lem::bench {
namespace {

struct Options {
    std::size_t rows = 1'000'000;
    std::size_t questions = 300;
    std::size_t peer_questions = 10;
    double seconds = 2;
    bool no_postgres = false;
    std::string only;    // name of one query class, for a profiler
    std::string folder;  // SQLite database that is kept for the next run
};

using Clock = std::chrono::steady_clock;

double micros_since(Clock::time_point start) {
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double quantile(std::vector<double> values, double q) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1,
                           static_cast<std::size_t>(q * static_cast<double>(values.size())))];
}

constexpr std::uint64_t seed = 20261123;

void add_account(sql::Database& database) {
    database.write([](sql::Transaction& transaction) {
        transaction.execute(test::insert_account, "bench", "bench");
    });
}

void load_rows(sql::Database& database, RowSource& source, std::size_t rows) {
    for (std::size_t made = 0; made < rows;) {
        database.write([&](sql::Transaction& transaction) {
            for (std::size_t i = 0; i < 10'000 && made < rows; ++i, ++made)
                test::publish_row(transaction, source.next(), "bench");
        });
    }
}

/// The peer's table, with a column for everything that queries use.
void load_peer(PostgresPeer& peer, std::size_t rows) {
    RowSource source(seed);
    std::size_t made = 0;
    peer.copy_rows([&]() -> std::optional<domain::LeaderboardRow> {
        if (made++ == rows) return std::nullopt;
        return source.next();
    });
}

/// What lists of models and of hardware ask: a summary of every group, over every row.
void measure_groups(const leaderboard::RankingIndex& index) {
    const leaderboard::Bits nothing_removed;
    leaderboard::IndexQuery query{.limit = 0};
    query.groups.emplace();
    std::vector<double> times_us;
    std::size_t groups = 0;
    for (int i = 0; i < 51; ++i) {
        const auto start = Clock::now();
        groups = leaderboard::QueryRun(index, query, nothing_removed).run().groups.groups.size();
        times_us.push_back(micros_since(start));
    }
    row("summary of every model on each hardware",
        fmt::format("{:.2f} ms", quantile(times_us, 0.5) / 1000), "-", "-", "<= 3 ms");
    fmt::print("{} groups\n", groups);
}

void measure_build(std::size_t rows) {
    RowSource source(seed);
    leaderboard::IndexBuilder builder;
    for (std::size_t i = 0; i < rows; ++i) {
        const domain::LeaderboardRow row = source.next();
        builder.add(leaderboard::index_row(row, static_cast<std::uint32_t>(i + 1)));
    }
    const auto start = Clock::now();
    const leaderboard::RankingIndex index(builder);
    const double build_ms = micros_since(start) / 1000;
    fmt::print("index built in {:.0f} ms\n", build_ms);
    row("leaderboard index",
        fmt::format("{:.1f} B a row",
                    static_cast<double>(index.memory_bytes()) / static_cast<double>(rows)),
        "-", "-", "<= 125 B");
    measure_groups(index);
}

/// Queries per second of `threads` threads that run for this long.
double rate(std::size_t threads, double seconds, std::size_t questions,
            const std::function<void(std::size_t thread, std::size_t question)>& ask) {
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> done{0};
    const auto start = Clock::now();
    std::vector<std::thread> workers;
    for (std::size_t thread = 0; thread < threads; ++thread) {
        workers.emplace_back([&, thread] {
            while (micros_since(start) < seconds * 1e6) {
                ask(thread, next.fetch_add(1) % questions);
                ++done;
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();
    return static_cast<double>(done) / (micros_since(start) / 1e6);
}

struct Latency {
    double median_us = 0, p99_us = 0;
};

/// The one of three repetitions with the best median.
Latency latency(const leaderboard::Leaderboard& board, const QuestionClass& asked) {
    Latency best{.median_us = 1e12};
    for (int repetition = 0; repetition < 4; ++repetition) {
        std::vector<double> times;
        for (const Question& question : asked.questions) {
            const auto start = Clock::now();
            const std::string text = board.query_json(question.query);
            times.push_back(micros_since(start));
            if (text.size() < 20) throw Error(ErrorCode::internal, "An answer is too short.");
        }
        const Latency now{quantile(times, 0.5), quantile(times, 0.99)};
        if (repetition > 0 && now.median_us < best.median_us) best = now;  // the first one warms up
    }
    return best;
}

void require_same(const leaderboard::Leaderboard& board, const Question& question,
                  const PeerAnswer& peer) {
    const auto page = board.query(question.query);
    bool same = page.results == peer.total && page.items.size() == peer.rows.size();
    for (std::size_t i = 0; same && i < peer.rows.size(); ++i)
        same = domain::read_stored_row(peer.rows[i])->id == page.items[i].id;
    for (const auto& [facet, values] : page.facets) {
        const auto counts = peer.facets.find(facet);  // absent when nothing matches
        for (const auto& value : values) {
            std::int64_t count = 0;
            if (counts != peer.facets.end() && counts->second.contains(value.value))
                count = counts->second.at(value.value);
            same = same && value.count == count;
        }
    }
    if (!same)
        throw Error(ErrorCode::internal, "PostgreSQL has another answer to " + question.query.sort +
                                             ", total " + std::to_string(page.results) + " and " +
                                             std::to_string(peer.total) + ".");
}

struct PeerFigures {
    double median_ms = 0, per_second = 0;
};

PeerFigures ask_peer(const leaderboard::Leaderboard& board, const std::string& url,
                     const QuestionClass& asked, const Options& options) {
    std::vector<std::unique_ptr<PostgresPeer>> peers;
    for (int i = 0; i < 2; ++i)
        peers.push_back(std::make_unique<PostgresPeer>(url));
    const std::size_t count = std::min(options.peer_questions, asked.questions.size());
    std::vector<double> times;
    for (std::size_t i = 0; i < count; ++i) {
        const auto start = Clock::now();
        const PeerAnswer answer = peers[0]->answer(asked.questions[i]);
        times.push_back(micros_since(start) / 1000);
        require_same(board, asked.questions[i], answer);
    }
    const double per_second =
        rate(2, options.seconds, count, [&](std::size_t thread, std::size_t question) {
            peers[thread]->answer(asked.questions[question]);
        });
    return {quantile(times, 0.5), per_second};
}

void measure_questions(const leaderboard::Leaderboard& board, const std::string& url,
                       const Options& options) {
    RowSource source(seed);
    std::vector<domain::LeaderboardRow> anchors;
    for (std::size_t i = 0; i < std::min<std::size_t>(options.rows, 20'000); ++i)
        anchors.push_back(source.next());
    const auto classes = make_questions(anchors, options.questions, board);
    double median_us = 0, p99_us = 0, rate_min = 1e12, ratio_min = 1e12;
    fmt::print("\n{:<38}{:>11}{:>10}{:>12}{:>12}{:>12}{:>10}{:>9}\n", "class", "median us",
               "p99 us", "matches", "/s, 2 thr.", "PG med. ms", "PG /s", "ratio");
    for (const QuestionClass& asked : classes) {
        if (!options.only.empty() && asked.name != options.only) continue;
        const Latency found = latency(board, asked);
        std::vector<double> totals;
        for (const Question& question : asked.questions)
            totals.push_back(static_cast<double>(board.query(question.query).total));
        const double per_second = rate(2, options.seconds, asked.questions.size(),
                                       [&](std::size_t, std::size_t question) {
                                           board.query_json(asked.questions[question].query);
                                       });
        fmt::print("{:<38}{:>11.0f}{:>10.0f}{:>12.0f}{:>12.0f}",
                   asked.name + " " + asked.description, found.median_us, found.p99_us,
                   quantile(totals, 0.5), per_second);
        median_us = std::max(median_us, found.median_us);
        p99_us = std::max(p99_us, found.p99_us);
        rate_min = std::min(rate_min, per_second);
        if (!url.empty()) {
            const PeerFigures peer = ask_peer(board, url, asked, options);
            ratio_min = std::min(ratio_min, per_second / peer.per_second);
            fmt::print("{:>12.1f}{:>10.2f}{:>8.0f}x", peer.median_ms, peer.per_second,
                       per_second / peer.per_second);
        }
        fmt::print("\n");
        std::fflush(stdout);
    }
    const std::string of =
        fmt::format("leaderboard, {} rows, worst of {} classes: ", options.rows, classes.size());
    row(of + "median", fmt::format("{:.0f} us", median_us), "-", "-", "<= 1,000 us");
    row(of + "p99", fmt::format("{:.0f} us", p99_us), "-", "-", "<= 3,000 us");
    row(of + "throughput", fmt::format("{:.0f} /s", rate_min), "PostgreSQL",
        url.empty() ? "-" : fmt::format("{:.0f} x", ratio_min), ">= 3,000 /s, >= 100 x");
}

/// Times one committed row until it is visible; then commits enough rows for merges during queries.
void measure_writes(sql::Database& database, leaderboard::Leaderboard& board, RowSource& source) {
    std::vector<double> visible_ms;
    const auto write_one = [&] {
        const domain::LeaderboardRow row = source.next();
        database.write(
            [&](sql::Transaction& transaction) { test::publish_row(transaction, row, "bench"); });
        const auto start = Clock::now();
        board.notify();
        visible_ms.push_back(micros_since(start) / 1000);
        domain::LeaderboardQuery query;
        query.model = {row.model};
        if (board.query(query).total == 0)
            throw Error(ErrorCode::internal, "A row is not visible after its notification.");
    };
    for (int i = 0; i < 300; ++i)
        write_one();
    fmt::print("\nvisible after commit, one row: median {:.2f} ms, p99 {:.2f} ms\n",
               quantile(visible_ms, 0.5), quantile(visible_ms, 0.99));

    row("leaderboard, new row visible, p99", fmt::format("{:.2f} ms", quantile(visible_ms, 0.99)),
        "-", "-", "<= 1,000 ms");

    visible_ms.clear();
    database.write([&](sql::Transaction& transaction) {
        for (int i = 0; i < 4'800; ++i)
            test::publish_row(transaction, source.next(), "bench");
    });
    const auto batch = Clock::now();
    board.notify();
    const double batch_ms = micros_since(batch) / 1000;
    std::atomic<bool> stop{false};
    std::vector<double> asked_us;
    std::thread reader([&] {
        domain::LeaderboardQuery query;
        query.facets = {"model", "engine", "precision"};
        query.engine = {"vllm"};
        while (!stop) {
            const auto start = Clock::now();
            board.query_json(query);
            asked_us.push_back(micros_since(start));
        }
    });
    for (int i = 0; i < 600; ++i)
        write_one();
    stop = true;
    reader.join();
    fmt::print(
        "4,800 rows at once: {:.1f} ms; one row with a delta of 5,000 and during the merge: "
        "median {:.2f} ms, p99 {:.2f} ms; a query meanwhile: median {:.0f} us, p99 {:.0f} "
        "us\n",
        batch_ms, quantile(visible_ms, 0.5), quantile(visible_ms, 0.99), quantile(asked_us, 0.5),
        quantile(asked_us, 0.99));
}

/// A process that ends and one that starts: the index is read from disk, and answers.
void measure_restart(sql::Database& database, const std::filesystem::path& folder,
                     std::unique_ptr<leaderboard::Leaderboard> board) {
    const std::string before = board->query_json({.q = "a", .limit = 100});
    auto start = Clock::now();
    board.reset();
    fmt::print("\nstopped, with the index saved, in {:.1f} s\n", micros_since(start) / 1e6);
    std::vector<double> times_s;
    for (int i = 0; i < 5; ++i) {
        start = Clock::now();
        const leaderboard::Leaderboard restarted(database, folder, [](const std::string&) {});
        if (restarted.query_json({.q = "a", .limit = 100}) != before)
            throw Error(ErrorCode::internal, "A restart changed an answer.");
        times_s.push_back(micros_since(start) / 1e6);
    }
    row("leaderboard, restart until the first answer",
        fmt::format("{:.2f} s", quantile(times_s, 0.5)), "-", "-", "<= 2 s");
}

void run(const Options& options) {
    measure_build(options.rows);
    const test::Folder scratch;
    const std::filesystem::path folder =
        options.folder.empty() ? scratch.path() : std::filesystem::path(options.folder);
    std::optional<PostgresServer> server;
    std::string url = "sqlite:" + (folder / "lem.db").string();
    const bool filled = std::filesystem::exists(folder / "lem.db");
    if (!options.no_postgres) {
        server.emplace(folder / "postgres");
        url = server->url();
    }
    auto start = Clock::now();
    const auto database = sql::Database::open(url, false);
    sql::migrate(*database, embedded::migrations());
    RowSource source(seed);
    if (!filled) {
        add_account(*database);
        load_rows(*database, source, options.rows);
    }
    if (server) {
        PostgresPeer peer(url);
        load_peer(peer, options.rows);
        peer.prepare();
    }
    fmt::print("{} rows in the database after {:.1f} s\n", options.rows, micros_since(start) / 1e6);
    start = Clock::now();
    auto board = std::make_unique<leaderboard::Leaderboard>(*database, folder / "index",
                                                            [](const std::string&) {});
    fmt::print("loaded from it in {:.1f} s\n", micros_since(start) / 1e6);
    measure_questions(*board, server ? url : std::string(), options);
    if (options.folder.empty()) measure_writes(*database, *board, source);
    measure_restart(*database, folder / "index", std::move(board));
}

}  // namespace
}  // namespace lem::bench

int main(int argc, char** argv) {
    lem::bench::Options options;
    CLI::App app{"Leaderboard queries over many rows, compared with PostgreSQL."};
    app.add_option("--rows", options.rows, "Number of synthetic results")->capture_default_str();
    app.add_option("--questions", options.questions, "Queries of each class")
        ->capture_default_str();
    app.add_option("--postgres-questions", options.peer_questions,
                   "PostgreSQL queries of each class; their answers are compared")
        ->capture_default_str();
    app.add_option("--seconds", options.seconds, "Duration of each throughput measurement")
        ->capture_default_str();
    app.add_flag("--no-postgres", options.no_postgres, "Without PostgreSQL, on SQLite");
    app.add_option("--only", options.only, "One class of queries, such as Q3");
    app.add_option("--folder", options.folder, "Keep the database and the index here for the next run");
    CLI11_PARSE(app, argc, argv);
    try {
        lem::bench::run(options);
        return 0;
    } catch (const lem::Error& error) {
        fmt::print(stderr, "{} {}\n", error.message(), error.cause());
        return 1;
    }
}
