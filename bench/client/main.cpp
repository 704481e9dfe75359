/// The parts that bench/client/run.py combines: the server, the floor and lem's load client.

#include "base/clock.hpp"
#include "client/floor.hpp"
#include "measure/load/load_client.hpp"
#include "support/null_server.hpp"

#include <cstdlib>
#include <cstring>
#include <iostream>

namespace lem::bench {
namespace {

/// Serves until its input ends.
void serve(const test::Play& play) {
    const test::NullServer server(play);
    fmt::print("{}\n", server.port());
    std::fflush(stdout);
    while (std::cin.get() != std::char_traits<char>::eof()) {
    }
}

int most_at_once(const std::vector<measure::Exchange>& exchanges) {
    std::vector<std::pair<double, int>> changes;
    for (const measure::Exchange& exchange : exchanges) {
        changes.emplace_back(exchange.record.sent_ms, 1);
        changes.emplace_back(exchange.record.last_token_ms.value_or(exchange.record.sent_ms), -1);
    }
    std::sort(changes.begin(), changes.end());
    int open = 0, most = 0;
    for (const auto& [at_ms, change] : changes)
        most = std::max(most, open += change);
    return most;
}

Report run_lem(const std::string& port, const domain::Load& load, double seconds, int tokens) {
    domain::Experiment config;
    config.model.name = "tiny";
    config.load = load;
    config.workload.output_tokens = tokens;
    measure::LoadClient client(measure::parse_endpoint("http://127.0.0.1:" + port), config,
                               {measure::user_prompt("Say a word.")}, monotonic_ns(), 1);
    client.set_dialect({.cache_prompt = false});
    const std::atomic<bool> stop{false};
    measure::LivePhase live;
    Report report;
    const double cpu_before = cpu_seconds(), start_ms = client.now_ms();
    const measure::PhaseResult result =
        client.run({.cycle = 1, .duration_s = seconds}, stop, [] { return true; }, live);
    report.wall_s = (client.now_ms() - start_ms) / 1000;
    report.cpu_s = cpu_seconds() - cpu_before;
    for (const measure::Exchange& exchange : result.exchanges) {
        const domain::RequestRecord& record = exchange.record;
        report.failed += record.error ? 1 : 0;
        report.lag_ms.push_back(record.sent_ms - record.scheduled_ms);
        if (record.first_token_ms)
            report.first_ms.push_back(*record.first_token_ms - record.sent_ms);
        std::optional<double> before_ms;
        for (const double time_ms : exchange.chunk_times_ms) {
            if (before_ms) report.gaps_ms.push_back(time_ms - *before_ms);
            before_ms = time_ms;
        }
    }
    report.open_max = most_at_once(result.exchanges);
    return report;
}

int main(int argc, char** argv) {
    const auto is = [&](const char* part, int count) {
        return argc == count && std::strcmp(argv[1], part) == 0;
    };
    if (is("serve", 4)) {
        serve({.first_ms = std::atof(argv[2]), .gap_ms = std::atof(argv[3])});
    } else if (is("serve_bursts", 2)) {
        serve({.small_events = true});
    } else if (is("floor", 7)) {
        run_floor(static_cast<std::uint16_t>(std::atoi(argv[2])), std::atoi(argv[3]),
                  std::atof(argv[4]), std::atoi(argv[5]), std::atof(argv[6]))
            .print();
    } else if (is("streams", 6)) {
        run_lem(argv[2], domain::ConcurrencyLoad{.streams = std::atoi(argv[3])}, std::atof(argv[4]),
                std::atoi(argv[5]))
            .print();
    } else if (is("rate", 7)) {
        run_lem(argv[2],
                domain::ConstantLoad{.requests_per_sec = std::atof(argv[3]),
                                     .in_flight_max = std::atoi(argv[6])},
                std::atof(argv[4]), std::atoi(argv[5]))
            .print();
    } else {
        fmt::print(stderr,
                   "usage: bench_client serve FIRST_MS GAP_MS\n"
                   "       bench_client serve_bursts\n"
                   "       bench_client floor PORT STREAMS SECONDS TOKENS RAMP_SECONDS\n"
                   "       bench_client streams PORT STREAMS SECONDS TOKENS\n"
                   "       bench_client rate PORT REQUESTS_PER_SECOND SECONDS TOKENS IN_FLIGHT\n"
                   "For comparisons run bench/client/run.py.\n");
        return 2;
    }
    return 0;
}

}  // namespace
}  // namespace lem::bench

int main(int argc, char** argv) {
    return lem::bench::main(argc, argv);
}
