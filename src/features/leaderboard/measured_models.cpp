#include "features/leaderboard/measured_models.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <map>

namespace lem::leaderboard {
namespace {

/// Numbers names in the order of their first use.
class Places {
public:
    std::pair<std::size_t, bool> of(std::string_view name) {
        const auto [at, is_new] = places_.try_emplace(name, places_.size());
        return {at->second, is_new};
    }
    std::unordered_map<std::string_view, std::size_t> take() && { return std::move(places_); }

private:
    std::unordered_map<std::string_view, std::size_t> places_;
};

/// Where the model at hand has its results on each hardware.
struct Seen {
    std::size_t model = std::numeric_limits<std::size_t>::max();
    std::size_t at = 0;
};

void add_ranges(const GroupAnswer& every, const std::vector<std::size_t>& model_of,
                const std::vector<std::size_t>& hardware_of, MeasuredModels& measured) {
    struct Ends {
        Key lowest = std::numeric_limits<Key>::max(), highest = missing_key;
    };
    std::map<std::pair<std::size_t, std::string_view>, Ends> ends;  // by model and scope
    for (const GroupRange& range : every.ranges) {
        Ends& of_scope = ends[{model_of[range.group], range.scope}];
        of_scope.lowest = std::min(of_scope.lowest, range.lowest);
        of_scope.highest = std::max(of_scope.highest, range.highest);
        Key& highest = measured.hardware[hardware_of[range.group]].highest;
        highest = std::max(highest, range.highest);
    }
    for (const auto& [of, both] : ends) {
        double& spread = measured.models[of.first].spread;
        if (both.lowest > 0)
            spread = std::max(spread, value_of(both.highest) / value_of(both.lowest));
    }
}

}  // namespace

double value_of(Key key) {
    std::array<char, 32> text{};
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), std::bit_cast<float>(key));
    double value = 0;
    std::from_chars(text.data(), end, value);
    return value;
}

MeasuredModels measured_models(const GroupAnswer& every) {
    MeasuredModels measured;
    Places models, hardware;
    std::vector<Seen> seen;  // by hardware
    std::vector<std::size_t> model_of, hardware_of;
    for (const GroupSummary& group : every.groups) {
        const auto [m, is_new_model] = models.of(group.model);
        const auto [h, is_new_hardware] = hardware.of(group.hardware);
        if (is_new_model) measured.models.push_back({.name = group.model, .family = group.family});
        if (is_new_hardware) {
            measured.hardware.push_back({.name = group.hardware});
            seen.emplace_back();
        }
        model_of.push_back(m);
        hardware_of.push_back(h);
        const auto results = static_cast<std::int64_t>(group.count);
        MeasuredModel& model = measured.models[m];
        model.parameters_billions = std::max(model.parameters_billions, group.parameters_billions);
        model.results += results;
        model.newest = std::max(model.newest, group.newest);
        MeasuredHardware& device = measured.hardware[h];
        device.results += results;
        device.newest = std::max(device.newest, group.newest);
        // Groups of a model follow one another, except that newer rows come after all of them.
        if (seen[h].model != m) {
            const auto known = std::ranges::find(model.hardware, h, &OnHardware::hardware) -
                               model.hardware.begin();
            seen[h] = {m, static_cast<std::size_t>(known)};
            if (seen[h].at == model.hardware.size()) {
                model.hardware.push_back({.hardware = h});
                ++device.models;
            }
        }
        model.hardware[seen[h].at].results += results;
    }
    add_ranges(every, model_of, hardware_of, measured);
    measured.place_of_model = std::move(models).take();
    return measured;
}

void add_best(MeasuredModels& measured, const SnapshotRun& run, const IndexQuery& query) {
    std::vector<Pick> picks = run.picks();
    std::ranges::sort(picks, [&](const Pick& a, const Pick& b) {
        return comes_before(a.position, b.position, query.descending);
    });
    std::map<std::uint32_t, std::int64_t> ranks;  // by energy scope
    for (const Pick& pick : picks) {
        const std::int64_t rank = pick.ranked ? ++ranks[run.scope_of_rank(pick)] : 0;
        const std::size_t model = measured.place_of_model.at(run.name(Facet::model, pick.model));
        measured.models[model].best.push_back({pick.position, pick.ranked, rank});
    }
}

ListPlace place_of(const MeasuredModel& model, domain::ModelOrder order, bool reverse,
                   bool descending) {
    using enum domain::ModelOrder;
    const auto by = [&](int group, double key) {
        return ListPlace{group, reverse ? -key : key, std::string(model.name)};
    };
    const auto largest_first = [&](double value, bool known) {
        return known ? by(0, -value) : by(1, 0);
    };
    switch (order) {
        case best: {
            if (model.best.empty()) return by(3, -static_cast<double>(model.results));
            const auto& [position, ranked, rank] = model.best.front();
            if (position.key == missing_key) return by(2, -static_cast<double>(model.results));
            const double value = value_of(position.key);
            return by(ranked ? 0 : 1, descending ? -value : value);
        }
        case parameters:
            return largest_first(value_of(model.parameters_billions),
                                 model.parameters_billions != missing_key);
        case results:
            return largest_first(static_cast<double>(model.results), true);
        case spread:
            return largest_first(model.spread, model.spread > 0);
        case newest:
            return largest_first(value_of(model.newest), model.newest != missing_key);
        case name:
            break;
    }
    return by(0, 0);
}

}  // namespace lem::leaderboard
