#include "measure/analysis/slo_limits.hpp"

namespace lem::measure {

bool keeps_limits(const domain::RequestLimits& limits, const domain::RequestRecord& request) {
    const auto within = [](const std::optional<double>& limit, double value) {
        return !limit || value <= *limit;
    };
    const double first_ms = *request.first_token_ms, last_ms = *request.last_token_ms;
    const auto tokens = static_cast<double>(request.output_tokens.value_or(0));
    return within(limits.time_to_first_token_ms, first_ms - request.sent_ms) &&
           within(limits.e2e_latency_ms, last_ms - request.sent_ms) &&
           (tokens < 2 || within(limits.latency_per_token_ms, (last_ms - first_ms) / (tokens - 1)));
}

}  // namespace lem::measure
