#include "measure/analysis/client_report.hpp"

#include "domain/statistics/statistics.hpp"

#include <algorithm>
#include <numeric>

namespace lem::measure {
namespace {

constexpr double late_ms = 10;
constexpr double bound_ms = 500;
constexpr double bound_share_of_first_token = 0.1;

std::optional<double> mean(const std::vector<double>& values) {
    if (values.empty()) return std::nullopt;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

ClientReport report_client(const PhaseResult& phase) {
    ClientReport report{.cpu_seconds = phase.client_cpu_seconds,
                        .loop_lag_ms_max = phase.loop_lag_max_ms,
                        .stamped_by_kernel = phase.stamped_by_kernel};
    std::vector<double> lag_ms, connect_ms, first_ms;
    for (const Exchange& exchange : phase.exchanges) {
        const domain::RequestRecord& record = exchange.record;
        lag_ms.push_back(std::max(0.0, send_lag_ms(exchange) - exchange.connect_ms.value_or(0)));
        if (exchange.connect_ms) connect_ms.push_back(*exchange.connect_ms);
        if (record.first_token_ms) first_ms.push_back(*record.first_token_ms - record.sent_ms);
    }
    report.connect_ms_mean = mean(connect_ms);
    if (lag_ms.empty()) return report;
    std::sort(lag_ms.begin(), lag_ms.end());
    report.lag_ms_p50 = domain::percentile(lag_ms, 0.5);
    report.lag_ms_p99 = domain::percentile(lag_ms, 0.99);
    report.lag_ms_max = lag_ms.back();
    report.late = *report.lag_ms_p99 > late_ms;
    const std::optional<double> first_mean_ms = mean(first_ms);
    report.client_bound = *report.lag_ms_p99 > bound_ms ||
                          (report.late && first_mean_ms &&
                           *report.lag_ms_p99 > bound_share_of_first_token * *first_mean_ms);
    return report;
}

}  // namespace lem::measure
