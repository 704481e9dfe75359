#pragma once
/// What is known of one device, or of several together.

#include "domain/explorer/hardware_list.hpp"
#include "domain/explorer/model_detail.hpp"

namespace lem::domain {

/// Why hardware is easily taken for other hardware.
enum class Likeness { shared_name, other_count };

/// Hardware that is not the same, and never ranked as if it were.
struct OtherHardware {
    std::string id;
    std::string name;
    Likeness likeness = Likeness::shared_name;
    std::int64_t results = 0;
    NominalFigures nominal;
};

struct HardwareDetail {
    HardwareSummary summary;
    std::optional<HardwareProfile> profile;
    std::int64_t rows = 0;
    std::vector<ObservedQuantity> observed;
    std::vector<PowerHistogram> power;
    std::vector<LeaderboardRow> best;
    std::int64_t best_total = 0;
    std::vector<SubmittedName> names;
    std::int64_t names_counted = 0;
    std::vector<OtherHardware> others;
    std::string meaning;
    std::string data_version;
};

/// Results that observed figures are of, the newest.
inline constexpr std::size_t observed_results_max = 5'000;

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Likeness> {
    static constexpr std::string_view name = "Likeness";
    static constexpr std::array values{
        Enumerator{domain::Likeness::shared_name, "shared_name",
                   "submitted files call both by the same name"},
        Enumerator{domain::Likeness::other_count, "other_count", "another number of the device"},
    };
};

template <>
struct description<domain::OtherHardware> {
    using T = domain::OtherHardware;
    static constexpr auto record = schema::record(
        "OtherHardware", "Hardware that is easily taken for this, and is not the same.",
        field("id", &T::id, {.doc = "Its page is /hardware/{id}."}),
        field("name", &T::name, {.doc = "As it is shown."}),
        field("likeness", &T::likeness, {.doc = "Why it is easily taken for this."}),
        field("results", &T::results, {.doc = "Listed results on it."}),
        field("nominal", &T::nominal, {.doc = "By the maker."}));
};

template <>
struct description<domain::HardwareDetail> {
    using T = domain::HardwareDetail;
    static constexpr auto record = schema::record(
        "HardwareDetail", "What is known of hardware.",
        field("summary", &T::summary, {.doc = "As in the list of hardware."}),
        field("profile", &T::profile,
              {.doc = "Published figures of one device, with their source; null when it is not "
                      "known."}),
        field("rows", &T::rows,
              {.doc = "The newest results, of which `observed` and `power` are; at most 5,000."}),
        field("observed", &T::observed, {.doc = "What results show."}),
        field("power", &T::power,
              {.doc = "Mean power, by energy scope, that of the most results first."}),
        field("best", &T::best,
              {.doc = "The best result of each model within the limits, with its rank among them; "
                      "of each energy scope, if the metric is energy. At most `limit`."}),
        field("best_total", &T::best_total, {.doc = "How many there are."}),
        field("names", &T::names,
              {.doc = "What submitted files call one device, or all devices of several kinds; the "
                      "most frequent first."}),
        field("names_counted", &T::names_counted,
              {.doc = "The newest results that `names` counts; at most 5,000."}),
        field("others", &T::others, {.doc = "What is not the same hardware."}),
        field("meaning", &T::meaning, {.doc = "The question in words."}),
        field("data_version", &T::data_version, {.doc = "Changes with every change of the data."}));
};

}  // namespace lem::schema
