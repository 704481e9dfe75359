#include "platform/power/energy_source.hpp"

#include <algorithm>
#include <thread>

namespace lem::power {
namespace {

/// A source without some of its counters.
class WithoutCounters final : public EnergySource {
public:
    WithoutCounters(std::unique_ptr<EnergySource> source, std::vector<bool> read)
        : source_(std::move(source)), read_(std::move(read)) {}

    std::string name() const override { return source_->name(); }
    Scope scope() const override { return source_->scope(); }
    const std::vector<DeviceInfo>& devices() const override { return source_->devices(); }
    std::vector<Reading> sample(double elapsed_s) override {
        std::vector<Reading> readings = source_->sample(elapsed_s);
        for (std::size_t i = 0; i < readings.size(); ++i) {
            if (!read_[i]) readings[i].counter_joules.reset();
        }
        return readings;
    }
    std::vector<Condition> conditions() override { return source_->conditions(); }

private:
    std::unique_ptr<EnergySource> source_;
    std::vector<bool> read_;
};

/// For each device: whether its counter moved, or there is none.
struct Movement {
    std::vector<Reading> first;
    std::vector<bool> moved;
    bool all() const { return std::ranges::find(moved, false) == moved.end(); }
};

Movement watch(EnergySource& source, const std::function<void()>& wait) {
    constexpr int waits = static_cast<int>(gap_s_max / 0.1);
    Movement movement{.first = source.sample(0), .moved = {}};
    for (const Reading& reading : movement.first)
        movement.moved.push_back(!reading.counter_joules.has_value());
    for (int waited = 0; waited < waits && !movement.all(); ++waited) {
        wait();
        const std::vector<Reading> now = source.sample(0);
        for (std::size_t i = 0; i < now.size(); ++i)
            movement.moved[i] =
                movement.moved[i] || (now[i].counter_joules &&
                                      now[i].counter_joules != movement.first[i].counter_joules);
    }
    return movement;
}

}  // namespace

void pause_100_ms() {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

Probe test_counters(Probe probe, const std::function<void()>& wait) {
    if (!probe.energy_source) return probe;
    EnergySource& source = *probe.energy_source;
    const Movement movement = watch(source, wait);
    if (movement.all()) return probe;
    std::string stalled;
    bool power_left = true, anything_left = false;
    for (std::size_t i = 0; i < movement.moved.size(); ++i) {
        const bool power = movement.first[i].power_watts.has_value();
        anything_left =
            anything_left || power || (movement.moved[i] && movement.first[i].counter_joules);
        if (movement.moved[i]) continue;
        stalled += (stalled.empty() ? "" : ", ") + source.devices()[i].name;
        power_left = power_left && power;
    }
    const std::string words = "the energy counter of " + stalled + " does not advance";
    if (!power_left) {
        // The energy of some devices must not count as that of all.
        probe.available = false;
        probe.finding +=
            "; " + words + (anything_left ? ", so the energy of all devices is not known" : "");
        probe.remedy =
            "reload or update the device's driver; virtual machines often show a counter that does "
            "not advance: measure on the machine itself";
        probe.energy_source.reset();
        return probe;
    }
    probe.left_out.push_back(words + ", and its power is read instead");
    probe.finding += "; " + probe.left_out.back();
    probe.energy_source =
        std::make_unique<WithoutCounters>(std::move(probe.energy_source), movement.moved);
    return probe;
}

}  // namespace lem::power
