#pragma once
/// How requests arrive.

#include "schema/record.hpp"

namespace lem::domain {

using schema::TextFormat;

struct ConcurrencyLoad {
    int streams = 4;
};
struct ConstantLoad {
    double requests_per_sec = 1;
    int in_flight_max = 256;
};
using Load = std::variant<ConcurrencyLoad, ConstantLoad>;

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::ConcurrencyLoad> {
    using T = domain::ConcurrencyLoad;
    static constexpr auto record = schema::record(
        "ConcurrencyLoad", "Closed loop: this many requests are always in flight.",
        field("streams", &T::streams,
              {.doc = "Requests in flight.", .minimum = 1, .maximum = 16384, .defaulted = true}));
};

template <>
struct description<domain::ConstantLoad> {
    using T = domain::ConstantLoad;
    static constexpr auto record = schema::record(
        "ConstantLoad",
        "Open loop: request i is sent at i / rate, whether or not earlier ones are done.",
        field("requests_per_sec", &T::requests_per_sec,
              {.doc = "Arrival rate.", .unit = "1/s", .minimum = 1e-3, .maximum = 1e5}),
        field("in_flight_max", &T::in_flight_max,
              {.doc = "Requests beyond this wait and count as lag.",
               .minimum = 1,
               .maximum = 16384,
               .defaulted = true}));
};

template <>
struct tagged_union<domain::Load> {
    static constexpr std::string_view name = "Load";
    static constexpr std::string_view tag = "mode";
    static constexpr std::array<std::string_view, 2> names{"concurrency", "constant"};
};

}  // namespace lem::schema
