#include "features/leaderboard/measured_models.hpp"

#include "domain/explorer/page_id.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

namespace lem::leaderboard {
namespace {

struct Ends {
    Key lowest = std::numeric_limits<Key>::max(), highest = missing_key;

    double spread() const { return lowest > 0 ? value_of(highest) / value_of(lowest) : 0; }
};

}  // namespace

double value_of(Key key) {
    std::array<char, 32> text{};
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), std::bit_cast<float>(key));
    double value = 0;
    std::from_chars(text.data(), end, value);
    return value;
}

MeasuredModels measured_models(const std::vector<GroupSummary>& every) {
    MeasuredModels models;
    std::map<std::pair<std::string_view, std::string_view>, Ends> ends;  // by model and scope
    for (const GroupSummary& group : every) {
        MeasuredModel& model = models[group.model];
        model.name = group.model;
        model.family = group.family;
        model.parameters_billions = std::max(model.parameters_billions, group.parameters_billions);
        model.results += static_cast<std::int64_t>(group.count);
        model.newest = std::max(model.newest, group.newest);
        model.hardware[group.hardware] += static_cast<std::int64_t>(group.count);
        for (const ScopeValues& values : group.scopes) {
            Ends& of_scope = ends[{group.model, values.scope}];
            of_scope.lowest = std::min(of_scope.lowest, values.lowest);
            of_scope.highest = std::max(of_scope.highest, values.highest);
        }
    }
    for (const auto& [of, both] : ends)
        models[of.first].spread = std::max(models[of.first].spread, both.spread());
    return models;
}

void add_best(MeasuredModels& models, std::vector<Pick> picks, const IndexQuery& query) {
    std::ranges::sort(picks, [&](const Pick& a, const Pick& b) {
        return comes_before(a.position, b.position, query.descending);
    });
    std::map<std::string_view, std::int64_t> ranks;  // by energy scope
    for (const Pick& pick : picks) {
        const std::string_view scope = is_energy(query.sort_column) ? pick.scope : "";
        const std::int64_t rank = pick.ranked ? ++ranks[scope] : 0;
        models[pick.model].best.push_back({pick.position, pick.ranked, rank});
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

std::vector<domain::CoveredHardware> covered_hardware(const MeasuredModels& models) {
    std::map<std::string_view, domain::CoveredHardware> by_name;
    for (const auto& [name, model] : models) {
        for (const auto& [hardware, results] : model.hardware) {
            domain::CoveredHardware& covered = by_name[hardware];
            covered.results += results;
            ++covered.models;
        }
    }
    std::vector<domain::CoveredHardware> hardware;
    for (auto& [name, covered] : by_name) {
        covered.name = name;
        covered.id = domain::page_id(name);
        hardware.push_back(std::move(covered));
    }
    std::ranges::sort(hardware, [](const auto& a, const auto& b) {
        return a.results != b.results ? a.results > b.results : a.name < b.name;
    });
    return hardware;
}

}  // namespace lem::leaderboard
