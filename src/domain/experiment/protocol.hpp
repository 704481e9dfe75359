#pragma once
/// How a measurement is run and repeated.

#include "domain/experiment/load.hpp"

namespace lem::domain {

/// Settings that belong together; whatever the configuration says itself takes their place.
enum class Preset { smoke, standard, gold };

struct Protocol {
    std::optional<Preset> preset;
    int cycles = 3;
    double cycle_s = 60;
    double warmup_s = 30;
    bool warmup_until_steady = true;
    double warmup_max_s = 300;
    double cooldown_s = 10;
    double cool_start_celsius = 60;
    double cool_start_max_s = 300;
    double idle_s = 30;
    double prefill_s = 0;
    int engine_restarts = 0;
    double request_timeout_s = 120;
    std::optional<RequestLimits> slo;
};

constexpr Protocol protocol_of(Preset preset) {
    Protocol protocol{.preset = preset};
    if (preset == Preset::smoke) {
        protocol.cycles = 1;
        protocol.cycle_s = 10;
        protocol.warmup_s = 5;
        protocol.warmup_until_steady = false;
        protocol.cooldown_s = 0;
        protocol.cool_start_max_s = 0;
        protocol.idle_s = 5;
    } else if (preset == Preset::gold) {
        protocol.cycles = 5;
        protocol.cycle_s = 600;
        protocol.cooldown_s = 30;
        protocol.idle_s = 60;
        protocol.engine_restarts = 2;
    }
    return protocol;
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Preset> {
    static constexpr std::string_view name = "Preset";
    static constexpr std::array values{
        Enumerator{domain::Preset::smoke, "smoke", "one cycle of 10 s: does it run? Not ranked"},
        Enumerator{domain::Preset::standard, "standard", "three cycles of 60 s"},
        Enumerator{domain::Preset::gold, "gold",
                   "five cycles of 600 s with two restarts of the engine"},
    };
};

template <>
struct description<domain::Protocol> {
    using T = domain::Protocol;
    static constexpr auto record = schema::record(
        "Protocol", "How the measurement is run.",
        field("preset", &T::preset,
              {.doc = "Settings that belong together; a field beside it takes the place of the "
                      "preset's.",
               .omit_null = true}),
        field("cycles", &T::cycles,
              {.doc = "Repetitions; at least 3 for an interval.",
               .minimum = 1,
               .maximum = 1000,
               .defaulted = true}),
        field("cycle_s", &T::cycle_s,
              {.doc = "Measured time of a cycle.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}),
        field("warmup_s", &T::warmup_s,
              {.doc = "Least load before the first cycle that is not measured.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("warmup_until_steady", &T::warmup_until_steady,
              {.doc = "Go on with the warm-up until two requests a stream are done, throughput "
                      "moves by less than 2 % over 30 s and temperature by less than 0.5 °C in "
                      "10 s.",
               .defaulted = true}),
        field("warmup_max_s", &T::warmup_max_s,
              {.doc = "The warm-up ends here, steady or not; the result says which.",
               .unit = "s",
               .minimum = 0,
               .maximum = 7200,
               .defaulted = true}),
        field("cooldown_s", &T::cooldown_s,
              {.doc = "Pause between cycles.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("cool_start_celsius", &T::cool_start_celsius,
              {.doc = "Nothing starts before every device is cooler than this, for a hot one draws "
                      "more power.",
               .unit = "°C",
               .minimum = 0,
               .maximum = 150,
               .defaulted = true}),
        field("cool_start_max_s", &T::cool_start_max_s,
              {.doc = "How long to wait for that; the result says whether it came. 0: not at all.",
               .unit = "s",
               .minimum = 0,
               .maximum = 7200,
               .defaulted = true}),
        field("idle_s", &T::idle_s,
              {.doc = "Idle baseline, taken before the engine starts and again once it is loaded.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field(
            "prefill_s", &T::prefill_s,
            {.doc =
                 "Load that asks for one token a request, after the warm-up and before the cycles: "
                 "splits the energy into prefill and decode. 0 leaves it out.",
             .unit = "s",
             .minimum = 0,
             .maximum = 86400,
             .defaulted = true}),
        field("engine_restarts", &T::engine_restarts,
              {.doc = "How often the engine is started anew between cycles, spread evenly; each "
                      "start is warmed up.",
               .minimum = 0,
               .maximum = 100,
               .defaulted = true}),
        field("request_timeout_s", &T::request_timeout_s,
              {.doc = "A request that takes longer is an error.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}),
        field("slo", &T::slo,
              {.doc = "Limits for each request; goodput counts those that keep them.",
               .omit_null = true}));
};

}  // namespace lem::schema

namespace lem::domain {

/// Fills what `written`, the protocol as it stands in the file, does not say itself from the
/// preset, if it names one.
inline void apply_preset(Protocol& protocol, const schema::json& written) {
    if (!protocol.preset) return;
    const Protocol preset = protocol_of(*protocol.preset);
    std::apply(
        [&](const auto&... fields) {
            ((written.contains(fields.name)
                  ? void()
                  : void(fields.of(protocol) = fields.of(preset))),
             ...);
        },
        schema::description<Protocol>::record.fields);
}

}  // namespace lem::domain
