/// `lem admin rederive --all` on a data folder of results with their requests: fills the folder
/// once, derives everything again on the calling thread, and prints how long it takes.

#include "app/service.hpp"
#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "common/table.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "domain/result/result_wire.hpp"
#include "features/results/derivations.hpp"
#include "platform/sql/migrate.hpp"
#include "support/folder.hpp"
#include "support/sample_result.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <fmt/core.h>
#include <fstream>
#include <random>
#include <sys/resource.h>

namespace lem::bench {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string folder;  // kept, for `lem admin rederive --data`
    int results = 10'000;
    int requests = 1'000;
    int cycles = 5;  // with five cycles or more, percentiles are resampled
    int damaged = 1;
    bool fill_only = false;
};

/// Writes to where FileBlobs stores it, without waiting for the disk.
std::string put(const fs::path& blobs, const std::string& bytes) {
    const std::string sha256 = sha256_hex(bytes);
    const fs::path folder = blobs / sha256.substr(0, 2);
    fs::create_directories(folder);
    std::ofstream(folder / sha256.substr(2), std::ios::binary) << bytes;
    return sha256;
}

/// A sample of five cycles with its requests: closed loop, four streams, latencies that vary.
class BundleSource {
public:
    explicit BundleSource(const Options& options) : options_(options) {}

    struct Bundle {
        domain::Result result;
        std::string requests_jsonl;
    };
    Bundle next() {
        ++made_;
        Bundle bundle{.result = test::sample_result(4 + made_ % 100 * 0.01), .requests_jsonl = {}};
        domain::Result& result = bundle.result;
        result.experiment.id = "exp_" + std::to_string(made_);
        const domain::Cycle first = result.cycles.front();
        result.cycles.clear();
        const int each = options_.requests / options_.cycles;
        std::int64_t index = 0;
        for (int number = 1; number <= options_.cycles; ++number) {
            domain::Cycle cycle = first;
            cycle.index = number;
            cycle.window = {.start_s = 70.0 * number,
                            .end_s = 70.0 * number + 60,
                            .started_at = text::rfc3339(start_ms + 70'000 * number),
                            .ended_at = text::rfc3339(start_ms + 70'000 * number + 60'000)};
            cycle.requests.completed = each;
            for (int i = 0; i < each; ++i)
                add_request(bundle.requests_jsonl, cycle, index++, 60'000.0 * i / each);
            result.cycles.push_back(std::move(cycle));
        }
        return bundle;
    }

private:
    static constexpr std::int64_t start_ms = 1'763'000'000'000;

    void add_request(std::string& out, const domain::Cycle& cycle, std::int64_t index,
                     double after_ms) {
        domain::RequestRecord request{.cycle = cycle.index, .index = index};
        request.scheduled_ms = request.sent_ms = cycle.window.start_s * 1000 + after_ms;
        request.first_token_ms = request.sent_ms + 80 + noise_(random_) * 40;
        request.last_token_ms = *request.first_token_ms + 250 + noise_(random_) * 100;
        request.input_tokens = 128;
        request.output_tokens = 64;
        request.energy_joules = 12 + noise_(random_);
        request.chunks = 64;
        request.finish_reason = "length";
        schema::append_json(out, request);
        out += '\n';
    }

    const Options& options_;
    int made_ = 0;
    std::mt19937_64 random_{20261129};
    std::uniform_real_distribution<double> noise_{0, 1};
};

void publish(sql::Transaction& transaction, const results::Submission& submission,
             const results::StoredDerivation& derived) {
    const std::int64_t change = transaction.change(domain::topics::results, submission.id);
    results::result_store::insert(transaction, submission, derived, change);
    results::result_store::set_state(transaction, submission.id, change,
                                     {.state = domain::ResultState::listed,
                                      .reason = domain::StateReason::published,
                                      .by_account = submission.owner_id});
}

void fill(sql::Database& database, const fs::path& blobs, const Options& options) {
    database.write([](sql::Transaction& transaction) {
        transaction.script("INSERT INTO account VALUES ('bench', 'bench', 'user', 0)");
    });
    BundleSource source(options);
    for (int made = 0; made < options.results;) {
        database.write([&](sql::Transaction& transaction) {
            for (int i = 0; i < 100 && made < options.results; ++i, ++made) {
                const auto [result, requests] = source.next();
                const std::string document = schema::to_text(result);
                results::Submission submission{.id = fmt::format("res_{:08}", made),
                                               .media_type = "application/vnd.lem.bundle",
                                               .owner_id = "bench",
                                               .submitted_at_ms = 1'764'000'000'000};
                submission.document_sha256 = put(blobs, document);
                submission.sha256 = sha256_hex("bundle" + document);
                const std::string requests_sha256 = put(blobs, requests);
                submission.files = {
                    {"requests.jsonl", requests_sha256, static_cast<std::int64_t>(requests.size())},
                    {"result.json", submission.document_sha256,
                     static_cast<std::int64_t>(document.size())}};
                if (made < options.damaged)
                    std::ofstream(blobs / requests_sha256.substr(0, 2) / requests_sha256.substr(2),
                                  std::ios::app)
                        << "damaged";
                publish(transaction, submission,
                        {.derivation = 0,
                         .row_json = "{}",
                         .checks_json = "[]",
                         .evaluation_json = "null"});
            }
        });
    }
}

int run(Options options) {
    std::optional<test::Folder> scratch;
    if (options.folder.empty()) options.folder = scratch.emplace().path().string();
    const fs::path folder = options.folder;
    const bool filled = fs::exists(folder / "lem.db");
    fs::create_directories(folder);
    const auto database = sql::Database::open("sqlite:" + (folder / "lem.db").string(), false);
    sql::migrate(*database, embedded::migrations());
    const blob::FileBlobs blobs(folder / "blobs");
    if (!filled) fill(*database, folder / "blobs", options);
    if (options.fill_only) return 0;
    const SystemClock clock;
    results::Derivations derivations(*database, blobs, clock, [] {});
    derivations.mark_all();
    const auto start = std::chrono::steady_clock::now();
    while (derivations.run_batch()) {
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto [pending, done, failed] = derivations.progress();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double for_10_000 = seconds / static_cast<double>(done + failed) * 10'000;
    row(fmt::format("rederive {} results of {} requests, {} failed", done, options.requests,
                    failed),
        fmt::format("{:.1f} s", seconds), "-",
        fmt::format("{:.0f} MB resident", static_cast<double>(usage.ru_maxrss) / 1024),
        "10,000 in 600 s");
    const bool whole = pending == failed && failed == std::min(options.damaged, options.results);
    if (!whole)
        fmt::print(stderr, "{} pending, {} failed: not the expected numbers\n", pending, failed);
    return whole && for_10_000 <= 600 ? 0 : 1;
}

}  // namespace
}  // namespace lem::bench

int main(int argc, char** argv) {
    lem::bench::Options options;
    CLI::App app("How long it takes to derive stored results again");
    app.add_option("--folder", options.folder, "Data folder, kept for the next run");
    app.add_option("--results", options.results, "Number of results")->capture_default_str();
    app.add_option("--requests", options.requests, "Requests per result")->capture_default_str();
    app.add_option("--cycles", options.cycles, "Cycles per result")->capture_default_str();
    app.add_option("--damaged", options.damaged, "Results whose requests are damaged")
        ->capture_default_str();
    app.add_flag("--fill-only", options.fill_only, "Only fill the folder");
    CLI11_PARSE(app, argc, argv);
    return lem::bench::run(std::move(options));
}
