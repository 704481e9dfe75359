#include "platform/power/energy_source.hpp"
#include "platform/power/trace_file.hpp"

#include <algorithm>

namespace lem::power {
namespace {

/// Plays a recorded trace, repeatedly if the run is longer.
class Replay final : public EnergySource {
public:
    explicit Replay(std::vector<TraceLine> lines) : lines_(std::move(lines)) {
        for (std::size_t i = 0; i < lines_.front().watts.size(); ++i) {
            devices_.push_back({.name = "replayed device " + std::to_string(i),
                                .kind = "gpu",
                                .uuid = {},
                                .memory_bytes = {},
                                .power_limit_watts = {},
                                .driver_version = {}});
        }
    }

    std::string name() const override { return "replay"; }
    Scope scope() const override { return Scope::gpu; }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    std::vector<Reading> sample(double elapsed_s) override {
        const double length_s = lines_.back().t_s - lines_.front().t_s;
        const double at_s =
            lines_.front().t_s +
            (length_s > 0 ? elapsed_s - length_s * static_cast<double>(static_cast<std::int64_t>(
                                                       elapsed_s / length_s))
                          : 0);
        const auto after =
            std::upper_bound(lines_.begin(), lines_.end(), at_s,
                             [](double t, const TraceLine& line) { return t < line.t_s; });
        const auto right = after == lines_.end() ? lines_.end() - 1 : after;
        const auto left = right == lines_.begin() ? right : right - 1;
        const double span_s = right->t_s - left->t_s,
                     share = span_s > 0 ? (at_s - left->t_s) / span_s : 0;
        std::vector<Reading> readings;
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            readings.push_back(
                {.counter_joules = {},
                 .power_watts = between(left->watts[i], right->watts[i], share, span_s > gap_s_max),
                 .memory_bytes = {}});
        }
        return readings;
    }

private:
    /// nullopt next to an empty cell or in a gap, except at the exact time of a full cell.
    static std::optional<double> between(std::optional<double> left, std::optional<double> right,
                                         double share, bool gap) {
        if (share <= 0) return left;
        if (share >= 1) return right;
        if (gap || !left || !right) return std::nullopt;
        return *left + share * (*right - *left);
    }

    std::vector<TraceLine> lines_;
    std::vector<DeviceInfo> devices_;
};

}  // namespace

std::unique_ptr<EnergySource> open_replay(const std::filesystem::path& csv) {
    return std::make_unique<Replay>(read_trace(csv));
}

}  // namespace lem::power
