#pragma once
/// The report of each client of this benchmark: one JSON line, read by run.py.

#include <algorithm>
#include <fmt/core.h>
#include <sys/resource.h>
#include <vector>

namespace lem::bench {

/// CPU time of this process so far.
inline double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

inline double percentile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

struct Report {
    double cpu_s = 0;
    double wall_s = 0;
    std::vector<double> first_ms = {};  // from the request to its first token
    std::vector<double> gaps_ms = {};   // between its tokens
    std::vector<double> lag_ms = {};    // from the schedule to the request
    int failed = 0;
    int open_max = 0;

    void print() {
        fmt::print(R"({{"events":{},"cpu_s":{},"wall_s":{},"ttft_ms_p50":{},"ttft_ms_p99":{},)"
                   R"("itl_ms_p50":{},"itl_ms_p99":{},"lag_ms_p99":{},"failed":{},"open_max":{}}})"
                   "\n",
                   first_ms.size() + gaps_ms.size(), cpu_s, wall_s, percentile(first_ms, 0.5),
                   percentile(first_ms, 0.99), percentile(gaps_ms, 0.5), percentile(gaps_ms, 0.99),
                   percentile(lag_ms, 0.99), failed, open_max);
    }
};

}  // namespace lem::bench
