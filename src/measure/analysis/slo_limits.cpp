#include "measure/analysis/slo_limits.hpp"

#include "domain/result/request_latency.hpp"

namespace lem::measure {

bool keeps_limits(const domain::RequestLimits& limits, const domain::RequestRecord& request) {
    const auto within = [](const std::optional<double>& limit, double value) {
        return !limit || value <= *limit;
    };
    const double first_ms = *request.first_token_ms, last_ms = *request.last_token_ms;
    const auto per_token_ms = domain::latency_per_token_ms(request);
    return within(limits.time_to_first_token_ms, first_ms - request.sent_ms) &&
           within(limits.e2e_latency_ms, last_ms - request.sent_ms) &&
           (!per_token_ms || within(limits.latency_per_token_ms, *per_token_ms));
}

}  // namespace lem::measure
