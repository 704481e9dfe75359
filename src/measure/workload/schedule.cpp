#include "measure/workload/schedule.hpp"

#include "base/portable_random.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace lem::measure {
namespace {

constexpr std::size_t arrivals_max = 10'000'000;

/// Rounded to microseconds, because the logarithms of different libraries differ in the last bit.
double rounded(double seconds) {
    return std::round(seconds * 1e6) / 1e6;
}

/// Calls `next` for the due time of request 0, 1, ... up to the end.
template <class Next>
std::vector<double> until(double duration_s, Next next) {
    std::vector<double> due_s{0};
    while (true) {
        const double due = rounded(next(due_s.size()));
        if (!(due < duration_s)) return due_s;
        if (due_s.size() == arrivals_max)
            throw Error(ErrorCode::invalid,
                        "The load has more than " + std::to_string(arrivals_max) +
                            " requests in a cycle; lower its rate or protocol.cycle_s.");
        due_s.push_back(due);
    }
}

/// Request i is due when the integral of the rate reaches i.
double ramp_due_s(const domain::RampLoad& ramp, double duration_s, double i) {
    const double from = ramp.from_requests_per_sec, to = ramp.to_requests_per_sec;
    if (from == to) return i / from;
    if (ramp.form == domain::RampForm::exponential) {
        const double growth = std::log(to / from) / duration_s;
        const double inside = i * growth / from;
        return inside <= -1 ? duration_s : std::log1p(inside) / growth;
    }
    const double root = from * from + 2 * (to - from) * i / duration_s;
    return root < 0 ? duration_s : 2 * i / (from + std::sqrt(root));
}

struct Arrivals {
    std::int64_t seed;
    int cycle;
    double duration_s;
    std::span<const double> trace_due_s;

    PortableRandom random() const { return {seed, static_cast<std::uint64_t>(cycle)}; }

    std::vector<double> operator()(const domain::ConcurrencyLoad&) const { return {}; }
    std::vector<double> operator()(const domain::OfflineLoad& load) const {
        return std::vector<double>(static_cast<std::size_t>(load.requests), 0.0);
    }
    std::vector<double> operator()(const domain::ConstantLoad& load) const {
        return until(duration_s,
                     [&](std::size_t i) { return static_cast<double>(i) / load.requests_per_sec; });
    }
    std::vector<double> operator()(const domain::PoissonLoad& load) const {
        PortableRandom draw = random();
        double due = 0;
        return until(duration_s, [&](std::size_t) {
            return due += draw.exponential() / load.requests_per_sec;
        });
    }
    std::vector<double> operator()(const domain::GammaLoad& load) const {
        PortableRandom draw = random();
        const double scale = 1 / (load.requests_per_sec * load.burstiness);
        double due = 0;
        return until(duration_s,
                     [&](std::size_t) { return due += draw.gamma(load.burstiness) * scale; });
    }
    std::vector<double> operator()(const domain::RampLoad& load) const {
        return until(duration_s, [&](std::size_t i) {
            return ramp_due_s(load, duration_s, static_cast<double>(i));
        });
    }
    std::vector<double> operator()(const domain::TraceLoad& load) const {
        LEM_ASSERT(!trace_due_s.empty());
        return until(duration_s, [&](std::size_t i) {
            return i < trace_due_s.size() ? (trace_due_s[i] - trace_due_s.front()) * load.time_scale
                                          : duration_s;
        });
    }
    std::vector<double> operator()(const domain::SloSearchLoad& load) const {
        return std::visit(*this, load_at(load, load.lowest));
    }
};

}  // namespace

std::vector<double> arrivals_s(const domain::Load& load, std::int64_t seed, int cycle,
                               double duration_s, std::span<const double> trace_due_s) {
    return std::visit(Arrivals{seed, cycle, duration_s, trace_due_s}, load);
}

domain::Load load_at(const domain::SloSearchLoad& search, double value) {
    if (search.over == domain::SloSearchOver::rate)
        return domain::PoissonLoad{.requests_per_sec = value,
                                   .in_flight_max = search.in_flight_max};
    return domain::ConcurrencyLoad{.streams = std::max(1, static_cast<int>(std::lround(value)))};
}

}  // namespace lem::measure
