#pragma once
/// How a measurement is run and repeated.

#include "domain/experiment/load.hpp"

namespace lem::domain {

/// A named set of protocol settings. A setting in the configuration takes precedence.
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

/// A preset, in words and in settings.
struct PresetSpec {
    Preset preset;
    std::string_view name;
    std::string_view description;
    Protocol protocol;
};

inline constexpr std::array presets{
    PresetSpec{.preset = Preset::smoke,
               .name = "smoke",
               .description = "one cycle of 10 s: a quick test that is not ranked",
               .protocol = {.preset = Preset::smoke,
                            .cycles = 1,
                            .cycle_s = 10,
                            .warmup_s = 5,
                            .warmup_until_steady = false,
                            .cooldown_s = 0,
                            .cool_start_max_s = 0,
                            .idle_s = 5}},
    PresetSpec{.preset = Preset::standard,
               .name = "standard",
               .description = "three cycles of 60 s",
               .protocol = {.preset = Preset::standard}},
    PresetSpec{.preset = Preset::gold,
               .name = "gold",
               .description = "five cycles of 600 s with two restarts of the engine",
               .protocol = {.preset = Preset::gold,
                            .cycles = 5,
                            .cycle_s = 600,
                            .cooldown_s = 30,
                            .idle_s = 60,
                            .engine_restarts = 2}},
};

constexpr const Protocol& protocol_of(Preset preset) {
    for (const PresetSpec& spec : presets) {
        if (spec.preset == preset) return spec.protocol;
    }
    LEM_ASSERT(false);
}

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Preset> {
    static constexpr std::string_view name = "Preset";
    static constexpr auto values = [] {
        std::array<Enumerator<domain::Preset>, domain::presets.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = {domain::presets[i].preset, domain::presets[i].name,
                      domain::presets[i].description};
        return all;
    }();
};

template <>
struct description<domain::Protocol> {
    using T = domain::Protocol;
    static constexpr auto record = schema::record(
        "Protocol", "How the measurement is run.",
        field("preset", &T::preset,
              {.doc = "A named set of the settings below. A setting that is given explicitly takes "
                      "precedence.",
               .omit_null = true}),
        field("cycles", &T::cycles,
              {.doc = "Number of measured cycles; at least 3 for an interval.",
               .minimum = 1,
               .maximum = 1000,
               .defaulted = true}),
        field("cycle_s", &T::cycle_s,
              {.doc = "Measured time of each cycle.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}),
        field("warmup_s", &T::warmup_s,
              {.doc = "Shortest warm-up: load that is not measured, before the first cycle.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field("warmup_until_steady", &T::warmup_until_steady,
              {.doc = "Continue the warm-up until each stream has completed two requests, "
                      "throughput changes by less than 2 % over 30 s, and temperature by less "
                      "than 0.5 °C in 10 s.",
               .defaulted = true}),
        field("warmup_max_s", &T::warmup_max_s,
              {.doc = "Longest warm-up, steady or not; the result says which.",
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
              {.doc = "The measurement starts when every device is below this temperature, because "
                      "a hot device draws more power.",
               .unit = "°C",
               .minimum = 0,
               .maximum = 150,
               .defaulted = true}),
        field("cool_start_max_s", &T::cool_start_max_s,
              {.doc = "Longest wait for that temperature; the result says whether it was reached. "
                      "0: do not wait.",
               .unit = "s",
               .minimum = 0,
               .maximum = 7200,
               .defaulted = true}),
        field("idle_s", &T::idle_s,
              {.doc = "Length of the idle baseline, which is measured before the engine starts and "
                      "again when the model is loaded.",
               .unit = "s",
               .minimum = 0,
               .maximum = 3600,
               .defaulted = true}),
        field(
            "prefill_s", &T::prefill_s,
            {.doc = "Length of a phase between warm-up and cycles in which every request asks for "
                    "one token. It splits the energy into prefill and decode. 0: no prefill phase.",
             .unit = "s",
             .minimum = 0,
             .maximum = 86400,
             .defaulted = true}),
        field("engine_restarts", &T::engine_restarts,
              {.doc = "How often the engine is restarted between cycles, evenly spread. Each start "
                      "has its own warm-up.",
               .minimum = 0,
               .maximum = 100,
               .defaulted = true}),
        field("request_timeout_s", &T::request_timeout_s,
              {.doc = "A request that takes longer has failed.",
               .unit = "s",
               .minimum = 1,
               .maximum = 86400,
               .defaulted = true}),
        field("slo", &T::slo,
              {.doc = "Limits for each request; goodput counts the requests that meet them.",
               .omit_null = true}));
};

}  // namespace lem::schema

namespace lem::domain {

/// Fills in the preset's value for every setting that is missing in `written`, the protocol of the
/// document. Without a preset nothing changes.
inline void apply_preset(Protocol& protocol, const schema::json& written) {
    if (!protocol.preset) return;
    const Protocol& preset = protocol_of(*protocol.preset);
    std::apply(
        [&](const auto&... fields) {
            ((written.contains(fields.name) ? void()
                                            : void(fields.of(protocol) = fields.of(preset))),
             ...);
        },
        schema::description<Protocol>::record.fields);
}

}  // namespace lem::domain
