/// Compares the energy of a window with the integral of the power that a stub simulates: every
/// shape of power with every kind of source.

#include "measure/energy/counter_at.hpp"
#include "support/folder.hpp"
#include "support/stub_library.hpp"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <iomanip>

namespace lem::measure {
namespace {

constexpr double pi = 3.14159265358979;

/// A power curve with its exact integral.
struct Curve {
    const char* name;
    double (*watts)(double t_s);
    double (*joules)(double t_s);
};

double sine(double watts, double hertz, double t_s) {
    return watts * std::sin(2 * pi * hertz * t_s);
}
double sine_joules(double watts, double hertz, double t_s) {
    return -watts / (2 * pi * hertz) * std::cos(2 * pi * hertz * t_s);
}

const std::vector<Curve> curves{
    {"constant", [](double) { return 250.0; }, [](double t) { return 250 * t; }},
    {"ramp", [](double t) { return 100 + 5 * t; }, [](double t) { return 100 * t + 2.5 * t * t; }},
    {"step", [](double t) { return t < 12 ? 80.0 : 400.0; },
     [](double t) { return t < 12 ? 80 * t : 80 * 12 + 400 * (t - 12); }},
    {"burst", [](double t) { return std::fmod(t, 3) < 0.5 ? 500.0 : 90.0; },
     [](double t) {
         return std::floor(t / 3) * (0.5 * 500 + 2.5 * 90) + 500 * std::min(std::fmod(t, 3), 0.5) +
                90 * std::max(0.0, std::fmod(t, 3) - 0.5);
     }},
    {"wave", [](double t) { return 300 + sine(100, 0.16, t); },
     [](double t) { return 300 * t + sine_joules(100, 0.16, t); }},
    {"fast wave", [](double t) { return 300 + sine(100, 3, t); },
     [](double t) { return 300 * t + sine_joules(100, 3, t); }},
    {"noise",
     [](double t) { return 300 + sine(60, 7.3, t) + sine(40, 17.1, t) + sine(30, 41.7, t); },
     [](double t) {
         return 300 * t + sine_joules(60, 7.3, t) + sine_joules(40, 17.1, t) +
                sine_joules(30, 41.7, t);
     }},
};

/// A kind of source, read at a time of the script.
class Door {
public:
    virtual ~Door() = default;
    virtual std::vector<power::Reading> at(double t_s) = 0;
    double power_mean_of_s() const { return probe_.energy_source->devices()[0].power_mean_of_s; }

protected:
    power::Probe probe_;
};

template <class Library, class Script>
class StubDoor : public Door {
public:
    explicit StubDoor(const Script& played) : script(played) { library_.play(script); }
    std::vector<power::Reading> at(double t_s) override {
        script.now_s = t_s;
        library_.play(script);
        return probe_.energy_source->sample(t_s);
    }

    Script script;

protected:
    Library library_;
};

struct Nvml : StubDoor<test::StubNvmlLibrary, StubNvml> {
    explicit Nvml(const StubNvml& played) : StubDoor(played) {
        probe_ = power::probe_nvml(library_.path());
    }
};
struct Amdsmi : StubDoor<test::StubAmdsmiLibrary, StubAmdsmi> {
    explicit Amdsmi(StubAmdsmi played) : StubDoor(played) {
        // The test of the counter takes true time.
        played.real_time = true;
        library_.play(played);
        probe_ = power::probe_amdsmi(library_.path(), std::chrono::milliseconds(5));
    }
};
/// No power, and a counter that moves every millisecond.
class Rapl : public Door {
public:
    explicit Rapl(const Curve& curve) : curve_(curve) {
        tree_.put("class/powercap/intel-rapl:0/name", "package-0\n");
        counter_.open(tree_.path() / "class/powercap/intel-rapl:0/energy_uj");
        put(0);
        probe_ = power::probe_rapl(tree_.path());
    }
    std::vector<power::Reading> at(double t_s) override {
        put(t_s);
        return probe_.energy_source->sample(t_s);
    }

private:
    /// Overwrites in place with a fixed length, because truncating the file each time is slow.
    void put(double t_s) {
        const double joules = 100 + curve_.joules(std::floor(t_s * 1e3) / 1e3);
        counter_.seekp(0);
        counter_ << std::setw(15) << std::setfill('0') << std::llround(joules * 1e6) << std::endl;
    }
    const Curve& curve_;
    test::Folder tree_;
    std::ofstream counter_;
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<Door>(const Curve&)> open;
    bool counts = true;
    bool exact = true;  // its counter moves at least every 100 ms, its power is instant
};

Kind nvml(const std::string& name, double counter_period_ms, bool instant = true) {
    return {name,
            [=](const Curve& curve) {
                StubNvml script;
                script.watts = curve.watts;
                script.joules = curve.joules;
                script.has_counter = counter_period_ms >= 0;
                script.counter_period_ms = std::max(0.0, counter_period_ms);
                script.has_instant_power = instant;
                return std::make_unique<Nvml>(script);
            },
            counter_period_ms >= 0, counter_period_ms <= 100 && instant};
}

const std::vector<Kind> kinds{
    nvml("NVML, counter of 20 ms", 20),
    nvml("NVML, counter of 100 ms", 100),
    nvml("NVML, counter of 330 ms", 330),
    nvml("NVML, counter of 100 ms, power as the mean of a second", 100, false),
    nvml("NVML, power alone", -1),
    nvml("NVML, power alone, as the mean of a second", -1, false),
    {"NVML, counter in steps of half a joule",
     [](const Curve& curve) {
         StubNvml script;
         script.watts = curve.watts;
         script.joules = curve.joules;
         script.counter_quantum_joules = 0.5;
         return std::make_unique<Nvml>(script);
     }},
    {"AMD SMI, power in whole watts",
     [](const Curve& curve) {
         StubAmdsmi script;
         script.watts = curve.watts;
         script.joules = curve.joules;
         script.counter_period_ms = 1;
         return std::make_unique<Amdsmi>(script);
     }},
    {"RAPL, no power", [](const Curve& curve) { return std::make_unique<Rapl>(curve); }},
};

struct Recording {
    std::vector<Sample> samples;
    Sampling sampling{.period_ms = 100};
};

/// Samples of 30 s as the meter takes them: every 100 ms, and every millisecond at the start and,
/// when the edges are followed, from a little after each edge until the counter has moved three
/// times, for a second at most.
Recording record(Door& door, std::vector<double> followed_s) {
    constexpr double follow_s_max = 1, noticed_late_s = 0.0077;
    Recording recording;
    std::vector<Sample>& samples = recording.samples;
    double t_s = 0.0001, followed_from_s = t_s;
    int moves = 0, ticks = 0;
    while (t_s < 30.2) {
        samples.push_back({.at_ms = t_s * 1000, .devices = door.at(t_s)});
        const auto counter = [](const Sample& sample) { return sample.devices[0].counter_joules; };
        const bool moved =
            samples.size() > 1 && counter(samples.back()) != counter(*(samples.end() - 2));
        moves += moved ? 1 : 0;
        if (counter(samples.back()) && moves < 3 && t_s < followed_from_s + follow_s_max) {
            t_s += 0.001;
            continue;
        }
        while (0.0371 + ticks * 0.1001 <= t_s)
            ++ticks;
        t_s = 0.0371 + ticks * 0.1001;
        if (!followed_s.empty() && followed_s.front() + noticed_late_s < t_s) {
            t_s = followed_from_s = followed_s.front() + noticed_late_s;
            followed_s.erase(followed_s.begin());
            moves = 0;
        }
    }
    recording.sampling.counters = {
        {.period_ms = counter_period_of(samples, 0), .power_mean_of_s = door.power_mean_of_s()}};
    return recording;
}

using Window = std::pair<double, double>;
const std::vector<Window> windows{{3.04, 27.03}, {5.0, 15.5}, {8.97, 29.1}, {11.97, 14.5}};
const std::vector<double> edges_s{3.04, 5.0, 8.97, 11.97, 14.5, 15.5, 27.03, 29.1};

TEST(EnergyAccuracy, WithFollowedEdgesACounterIsWithinAThousandthAndItsUncertaintyCoversTheError) {
    constexpr double long_s = 20;  // in less, one period of the counter is more than a thousandth
    for (const Kind& kind : kinds) {
        if (!kind.counts) continue;
        for (const Curve& curve : curves) {
            const auto door = kind.open(curve);
            const Recording recording = record(*door, edges_s);
            for (const auto& [start_s, end_s] : windows) {
                SCOPED_TRACE(kind.name + ", " + curve.name + ", from " + std::to_string(start_s));
                const WindowEnergy energy = window_energy(recording.samples, 1, start_s * 1000,
                                                          end_s * 1000, recording.sampling);
                const double truth = curve.joules(end_s) - curve.joules(start_s);
                ASSERT_TRUE(energy.reading.energy_joules);
                EXPECT_TRUE(energy.from_counter);
                EXPECT_EQ(energy.reading.invalid_reasons, std::vector<std::string>());
                const double error = std::abs(*energy.reading.energy_joules - truth);
                EXPECT_LE(error, *energy.reading.uncertainty_joules + 1e-3);
                if (kind.exact && end_s - start_s >= long_s) EXPECT_LE(error, 1e-3 * truth);
            }
        }
    }
}

TEST(EnergyAccuracy, UncertaintyCoversTheErrorWithoutFollowedEdgesToo) {
    for (const Kind& kind : kinds) {
        for (const Curve& curve : curves) {
            const auto door = kind.open(curve);
            const Recording recording = record(*door, {});
            for (const auto& [start_s, end_s] : windows) {
                SCOPED_TRACE(kind.name + ", " + curve.name + ", from " + std::to_string(start_s));
                const domain::EnergyReading reading =
                    window_energy(recording.samples, 1, start_s * 1000, end_s * 1000,
                                  recording.sampling)
                        .reading;
                const double truth = curve.joules(end_s) - curve.joules(start_s);
                ASSERT_TRUE(reading.energy_joules);
                EXPECT_LE(std::abs(*reading.energy_joules - truth),
                          *reading.uncertainty_joules + 1e-3);
            }
        }
    }
}

TEST(EnergyAccuracy, SlicesOfATenthOfASecondAddUpToTheirWindow) {
    for (const Kind& kind : kinds) {
        for (const Curve& curve : curves) {
            SCOPED_TRACE(kind.name + ", " + curve.name);
            const auto door = kind.open(curve);
            const Recording recording = record(*door, {3.04, 27.04});
            const auto joules = [&](double start_ms, double end_ms) {
                return *window_energy(recording.samples, 1, start_ms, end_ms, recording.sampling)
                            .reading.energy_joules;
            };
            double sum = 0;
            for (int i = 0; i < 240; ++i)
                sum += joules(3040 + i * 100, 3040 + (i + 1) * 100);
            const double whole = joules(3040, 27'040);
            EXPECT_NEAR(sum, whole, (kind.counts ? 1e-6 : 1e-3) * whole);
        }
    }
}

TEST(EnergyAccuracy, FollowedEdgesShrinkTheUncertainty) {
    const Kind kind = nvml("NVML", 100);
    const Curve& curve = curves[0];
    const auto uncertainty = [&](const std::vector<double>& followed_s) {
        const auto door = kind.open(curve);
        const Recording recording = record(*door, followed_s);
        return *window_energy(recording.samples, 1, 3040, 27'030, recording.sampling)
                    .reading.uncertainty_joules;
    };
    // A move within 100 ms, against one within a millisecond and 10 % of the power until it.
    EXPECT_NEAR(uncertainty({}), 25, 10);
    EXPECT_LT(uncertainty({3.04, 27.03}), 6);
}

TEST(EnergyAccuracy, MeansLagBehindOnAllDevicesAtOnce) {
    const auto uncertainty = [](bool instant) {
        StubNvml script;
        script.devices = 4;
        script.watts = curves[0].watts;
        script.joules = curves[0].joules;
        script.has_counter = false;
        script.has_instant_power = instant;
        Nvml door(script);
        const Recording recording = record(door, {});
        Sampling sampling = recording.sampling;
        sampling.counters.resize(4, sampling.counters[0]);
        return *window_energy(recording.samples, 4, 3040, 27'030, sampling)
                    .reading.uncertainty_joules;
    };
    EXPECT_NEAR(uncertainty(true), 0, 1e-6);
    EXPECT_NEAR(uncertainty(false), 250 + 251 + 252 + 253, 1) << "a second of each board's power";
}

TEST(EnergyAccuracy, SampledPowerIsTheIntegralOfWhatItsPeriodCanSee) {
    struct Case {
        std::size_t curve;
        double tolerance;  // error of samples every 100 ms
    };
    for (const Case& one : {Case{0, 1e-6}, Case{1, 1e-5}, Case{2, 1e-2}, Case{3, 5e-2},
                            Case{4, 1e-3}, Case{5, 1e-2}}) {
        const Curve& curve = curves[one.curve];
        const auto door = nvml("", -1).open(curve);
        const Recording recording = record(*door, {});
        for (const auto& [start_s, end_s] : windows) {
            const double truth = curve.joules(end_s) - curve.joules(start_s);
            const auto integral =
                integral_joules(recording.samples, 0, start_s * 1000, end_s * 1000);
            ASSERT_TRUE(integral);
            EXPECT_NEAR(integral->joules, truth, one.tolerance * truth) << curve.name;
        }
    }
}

TEST(EnergyAccuracy, ReadingThatTookLongSaysNothingOfAnEdge) {
    const Curve& curve = curves[0];
    const auto door = nvml("NVML", 0).open(curve);
    Recording recording = record(*door, {});
    // Asked at 2.9 s, answered at 3.4 s with what the counter was then; nothing in between.
    std::erase_if(recording.samples,
                  [](const Sample& sample) { return sample.at_ms > 2900 && sample.at_ms < 3400; });
    recording.samples.insert(
        std::ranges::lower_bound(recording.samples, 3150.0, {}, &Sample::at_ms),
        {.at_ms = 3150, .devices = door->at(3.4), .read_ms = 500});
    const domain::EnergyReading reading =
        window_energy(recording.samples, 1, 3150, 27'030, recording.sampling).reading;
    const double truth = curve.joules(27.03) - curve.joules(3.15);
    EXPECT_NEAR(*reading.energy_joules, truth, 5) << "62 J if its middle were used";
    EXPECT_NEAR(*reading.energy_joules, truth, *reading.uncertainty_joules);
}

TEST(EnergyAccuracy, CounterThatIsResetIsNamedAndPowerTakesOver) {
    StubNvml script;
    script.reset_at_s = 15;
    Nvml door(script);
    const Recording recording = record(door, {});
    const WindowEnergy energy =
        window_energy(recording.samples, 1, 3040, 27'030, recording.sampling);
    EXPECT_FALSE(energy.from_counter);
    EXPECT_EQ(energy.reading.invalid_reasons, std::vector<std::string>{"counter_reset"});
    EXPECT_NEAR(*energy.reading.energy_joules, 250 * 23.99, 1e-3);
}

TEST(EnergyAccuracy, ResetBesideTheWindowIsSeenWhereItsEdgeIsReadFrom) {
    for (const double reset_at_s : {2.96, 27.12}) {
        StubNvml script;
        script.reset_at_s = reset_at_s;
        Nvml door(script);
        const Recording recording = record(door, {});
        const WindowEnergy energy =
            window_energy(recording.samples, 1, 3040, 27'030, recording.sampling);
        EXPECT_EQ(energy.reading.invalid_reasons, std::vector<std::string>{"counter_reset"})
            << reset_at_s;
        EXPECT_NEAR(*energy.reading.energy_joules, 250 * 23.99, 1e-3) << reset_at_s;
        EXPECT_TRUE(window_energy(recording.samples, 1, 5000, 25'000, recording.sampling)
                        .reading.invalid_reasons.empty());
    }
}

TEST(EnergyAccuracy, DeviceLostInMidRunLeavesNoNumber) {
    Nvml door(StubNvml{});
    Recording recording = record(door, {});
    door.script.device_lost = true;
    for (Sample& sample : recording.samples) {
        if (sample.at_ms > 15'000) sample.devices = door.at(sample.at_ms / 1000);
    }
    const domain::EnergyReading reading =
        window_energy(recording.samples, 1, 3040, 27'030, recording.sampling).reading;
    EXPECT_EQ(reading.energy_joules, std::nullopt);
    EXPECT_EQ(reading.invalid_reasons, std::vector<std::string>{"device_missing"});
    EXPECT_TRUE(
        window_energy(recording.samples, 1, 3040, 14'030, recording.sampling).reading.energy_joules)
        << "what was before is kept";
}

}  // namespace
}  // namespace lem::measure
