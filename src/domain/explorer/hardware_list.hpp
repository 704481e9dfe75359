#pragma once
/// The hardware that results are of: what its makers state beside the power that results show.

#include "domain/explorer/model_list.hpp"
#include "domain/explorer/observed.hpp"

namespace lem::domain {

/// What orders a list of hardware; each in its usual direction.
enum class HardwareOrder { results, name, models, power, newest };

struct HardwareListQuery : LeaderboardQuery {
    HardwareOrder order = HardwareOrder::results;
    bool reverse = false;
};

/// The mean power of the results of an energy scope.
struct PowerRange {
    EnergyScope energy_scope = EnergyScope::none;
    std::int64_t results = 0;
    double lowest_watts = 0;
    double median_watts = 0;
    double highest_watts = 0;
};

struct HardwareSummary {
    std::string id;
    std::string name;
    bool known = false;
    std::string device;
    int count = 1;
    std::int64_t results = 0;
    std::int64_t models = 0;
    std::optional<std::string> newest_at;
    NominalFigures nominal;
    std::vector<PowerRange> power;
};

struct HardwareList {
    std::vector<HardwareSummary> items;
    std::optional<std::string> next_cursor;
    std::int64_t total = 0;
    std::int64_t results = 0;
    std::string data_version;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::HardwareOrder> {
    static constexpr std::string_view name = "HardwareOrder";
    static constexpr std::array values{
        Enumerator{domain::HardwareOrder::results, "results", "the most results first"},
        Enumerator{domain::HardwareOrder::name, "name", "by name"},
        Enumerator{domain::HardwareOrder::models, "models", "the most models first"},
        Enumerator{domain::HardwareOrder::power, "power",
                   "by the highest mean power of a result, the highest first"},
        Enumerator{domain::HardwareOrder::newest, "newest", "the newest result first"},
    };
};

template <>
struct description<domain::HardwareListQuery> {
    using T = domain::HardwareListQuery;
    using Board = description<domain::LeaderboardQuery>;
    static constexpr bool is_selection = true;
    static constexpr auto record = schema::record_of(
        "HardwareListQuery", "Which hardware to list, and in which order.",
        std::tuple_cat(Board::filters, Board::limits, Board::rest,
                       std::tuple(field("order", &T::order,
                                        {.doc = "What orders the hardware.", .defaulted = true}),
                                  field("reverse", &T::reverse,
                                        {.doc = "The other way round.", .defaulted = true}))));
};

template <>
struct description<domain::PowerRange> {
    using T = domain::PowerRange;
    static constexpr auto record = schema::record(
        "PowerRange", "The mean power of the results of an energy scope.",
        field("energy_scope", &T::energy_scope, {.doc = "What the power covers."}),
        field("results", &T::results, {.doc = "Ranked results with a power."}),
        field("lowest_watts", &T::lowest_watts, {.doc = "The lowest.", .unit = "W"}),
        field("median_watts", &T::median_watts, {.doc = "Of all of them.", .unit = "W"}),
        field("highest_watts", &T::highest_watts, {.doc = "The highest.", .unit = "W"}));
};

template <>
struct description<domain::HardwareSummary> {
    using T = domain::HardwareSummary;
    static constexpr auto record = schema::record(
        "HardwareSummary", "Hardware that results are of.",
        field("id", &T::id, {.doc = "Its page is /hardware/{id}."}),
        field("name", &T::name,
              {.doc = "Devices by the catalogue's names, or as submitted if it does not know "
                      "them."}),
        field("known", &T::known, {.doc = "Whether the catalogue knows the device."}),
        field("device", &T::device,
              {.doc = "The name of one device; empty if there are several kinds."}),
        field("count", &T::count, {.doc = "How many of them."}),
        field("results", &T::results, {.doc = "Results that match."}),
        field("models", &T::models, {.doc = "Models that they are of."}),
        field("newest_at", &T::newest_at,
              {.doc = "When the newest of them was submitted, UTC, to the minute.",
               .format = TextFormat::date_time}),
        field("nominal", &T::nominal, {.doc = "By the maker."}),
        field("power", &T::power, {.doc = "By energy scope, that of the most results first."}));
};

template <>
struct description<domain::HardwareList> {
    using T = domain::HardwareList;
    static constexpr auto record = schema::record(
        "HardwareList", "A page of the hardware.",
        field("items", &T::items, {.doc = "The hardware."}),
        field("next_cursor", &T::next_cursor, {.doc = "null on the last page."}),
        field("total", &T::total, {.doc = "Hardware of the whole list."}),
        field("results", &T::results, {.doc = "Results on all of it."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
