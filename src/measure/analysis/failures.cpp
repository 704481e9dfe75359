#include "measure/analysis/failures.hpp"

#include <map>

namespace lem::measure {
namespace {

struct Failures {
    std::size_t ended = 0, failed = 0;
    std::map<std::string, std::size_t> by_error;
    /// The most frequent; not for no failure.
    const std::pair<const std::string, std::size_t>& usual() const {
        return *std::ranges::max_element(by_error, {}, [](const auto& one) { return one.second; });
    }
};

Failures failures_of(const PhaseResult& phase) {
    Failures found;
    for (const Exchange& exchange : phase.exchanges) {
        if (exchange.cut) continue;
        ++found.ended;
        if (!exchange.record.error) continue;
        ++found.failed;
        ++found.by_error[*exchange.record.error];
    }
    return found;
}

}  // namespace

std::optional<std::string> usual_error(const PhaseResult& phase) {
    const Failures found = failures_of(phase);
    if (found.failed == 0) return std::nullopt;
    return found.usual().first;
}

std::optional<std::string> describe_failures(const PhaseResult& phase) {
    const Failures found = failures_of(phase);
    if (found.failed == 0) return std::nullopt;
    const auto& [words, count] = found.usual();
    const std::string share =
        count == found.failed ? ", each with: " : ", " + std::to_string(count) + " of them with: ";
    return std::to_string(found.failed) + " of " + std::to_string(found.ended) +
           " requests failed" + share + words;
}

}  // namespace lem::measure
