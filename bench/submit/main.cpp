/// Results per second that the server has read, checked and made durable before it answered, over
/// keep-alive connections. Compared with bare commits of the same database: one row with the same
/// bytes per transaction, from as many connections as the database accepts writers.

#include "app/service.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "common/postgres_server.hpp"
#include "common/table.hpp"
#include "domain/result/result_wire.hpp"
#include "platform/sql/database.hpp"
#include "support/folder.hpp"
#include "support/sample_result.hpp"

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace lem::bench {
namespace {

struct Options {
    std::size_t connections = 64;
    std::size_t results = 10'000;
};

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> make_documents(std::size_t count) {
    domain::Result result = test::sample_result();
    std::vector<std::string> documents;
    for (std::size_t i = 0; i < count; ++i) {
        result.experiment.id = "exp_" + std::to_string(i);
        // Another start time makes it another run.
        result.experiment.started_at =
            text::rfc3339(1'763'000'000'000 - static_cast<std::int64_t>(i));
        documents.push_back(schema::to_text(result));
    }
    return documents;
}

/// One keep-alive connection that posts and waits for its answer.
class Poster {
public:
    Poster(std::uint16_t port, std::string token) : token_(std::move(token)) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw Error(ErrorCode::unavailable, "The server does not accept a connection.");
    }
    ~Poster() { close(socket_); }
    Poster(const Poster&) = delete;
    Poster& operator=(const Poster&) = delete;

    void post(const std::string& document) {
        const std::string request =
            "POST /api/v1/results HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token_ +
            "\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(document.size()) + "\r\n\r\n" + document;
        for (std::size_t sent = 0; sent < request.size();) {
            const ssize_t n = send(socket_, request.data() + sent, request.size() - sent, 0);
            if (n <= 0) throw Error(ErrorCode::unavailable, "The connection broke.");
            sent += static_cast<std::size_t>(n);
        }
        std::string answer;
        std::array<char, 16384> buffer{};
        std::size_t wanted = std::string::npos;
        while (answer.size() < wanted) {
            const ssize_t n = recv(socket_, buffer.data(), buffer.size(), 0);
            if (n <= 0) throw Error(ErrorCode::unavailable, "The connection broke.");
            answer.append(buffer.data(), static_cast<std::size_t>(n));
            const std::size_t head = answer.find("\r\n\r\n");
            if (wanted == std::string::npos && head != std::string::npos) {
                const std::size_t length = answer.find("Content-Length: ");
                wanted = head + 4 + std::stoul(answer.substr(length + 16));
            }
        }
        if (!answer.starts_with("HTTP/1.1 201")) throw Error(ErrorCode::internal, answer);
    }

private:
    int socket_;
    std::string token_;
};

/// Calls per second of `threads` callers that share `count` calls.
double rate(std::size_t threads, std::size_t count,
            const std::function<std::function<void(std::size_t)>()>& caller) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> workers;
    for (std::size_t thread = 0; thread < threads; ++thread) {
        workers.emplace_back([&] {
            try {
                const auto call = caller();
                go.wait(false);
                for (std::size_t i = next++; i < count; i = next++)
                    call(i);
            } catch (const Error& error) {
                fmt::print(stderr, "{} {}\n", error.message(), error.cause());
                std::_Exit(1);  // a rate with failures is meaningless
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const auto start = Clock::now();
    go = true;
    go.notify_all();
    for (std::thread& worker : workers)
        worker.join();
    return static_cast<double>(count) / seconds_since(start);
}

double bare_commits(const std::string& url, std::size_t writers,
                    const std::vector<std::string>& documents) {
    {
        const auto database = sql::Database::open(url, false);
        database->write([](sql::Transaction& transaction) {
            transaction.script("CREATE TABLE bare (id bigint PRIMARY KEY, text varchar NOT NULL)");
        });
    }
    // One sql::Database would commit in groups, so each writer has its own.
    std::mutex opening;
    return rate(writers, std::min<std::size_t>(documents.size(), 4'000), [&] {
        const std::lock_guard lock(opening);
        std::shared_ptr<sql::Database> own = sql::Database::open(url, false);
        return [own, &documents](std::size_t i) {
            own->write([&](sql::Transaction& transaction) {
                static const sql::Query insert{"bench_bare",
                                               "INSERT INTO bare (id, text) VALUES (:p1, :p2)"};
                transaction.run(insert, {static_cast<std::int64_t>(i), documents[i]});
            });
        };
    });
}

void measure(const std::string& name, const std::string& url, std::size_t writers,
             const Options& options) {
    const test::Folder folder;
    const std::vector<std::string> documents = make_documents(options.results);
    app::Config config;
    config.data = (folder.path() / "data").string();
    config.listen = "127.0.0.1:0";
    config.quiet = true;
    config.database = url.empty() ? std::optional<std::string>() : url;
    double ours = 0;
    {
        app::Service service(config);
        service.start();
        const std::string token = service.accounts().create_token(
            "ada", "bench", {domain::Scope::results_write}, std::nullopt);
        ours = rate(options.connections, documents.size(), [&] {
            const auto poster = std::make_shared<Poster>(service.port(), token);
            return [poster, &documents](std::size_t i) { poster->post(documents[i]); };
        });
        service.stop();
    }
    const double bare = bare_commits(
        url.empty() ? "sqlite:" + (folder.path() / "bare.db").string() : url, writers, documents);
    row("durable submits, " + name, fmt::format("{:.0f} /s", ours),
        fmt::format("{:.0f} /s bare commits", bare), fmt::format("{:.2f} x", ours / bare),
        ">= 0.5 x");
}

}  // namespace
}  // namespace lem::bench

int main(int argc, char** argv) {
    lem::bench::Options options;
    CLI::App app{"Durable submissions a second on SQLite and on PostgreSQL."};
    app.add_option("--connections", options.connections, "clients")->capture_default_str();
    app.add_option("--results", options.results, "to submit")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    lem::log::configure(lem::log::Format::text, lem::log::Level::warn);
    try {
        lem::bench::measure("SQLite", "", 1, options);
        const lem::test::Folder folder;
        const lem::bench::PostgresServer server(folder.path() / "postgres");
        lem::bench::measure("PostgreSQL", server.url(), options.connections, options);
        return 0;
    } catch (const lem::Error& error) {
        fmt::print(stderr, "{} {}\n", error.message(), error.cause());
        return 1;
    }
}
