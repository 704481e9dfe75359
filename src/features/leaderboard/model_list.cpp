#include "domain/board/stored_row.hpp"
#include "domain/explorer/observed.hpp"
#include "domain/explorer/page_id.hpp"
#include "features/leaderboard/index/index_row.hpp"
#include "features/leaderboard/limited_question.hpp"
#include "features/leaderboard/measured_models.hpp"
#include "features/leaderboard/models.hpp"
#include "features/leaderboard/question.hpp"
#include "features/leaderboard/standings.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace lem::leaderboard {
namespace {

/// More than any index has.
constexpr std::size_t every_row = 1U << 31;

/// What is read of the models of a page only.
struct Closer {
    Key newest = missing_key;
    std::map<std::string_view, std::vector<Key>> values;  // by energy scope
    std::optional<NearestRow> nearest;
};

void add_facts(const MeasuredModel& model, const domain::Catalogue& catalogue,
               domain::ModelSummary& summary) {
    const domain::FoundModel found = catalogue.find_model(model.name);
    summary.known =
        found.standing == domain::NameStanding::known && found.names->name == model.name;
    // Of a model that the catalogue does not know, what its results say.
    if (model.parameters_billions != missing_key)
        summary.parameters_total = std::round(value_of(model.parameters_billions) * 1e6) * 1e3;
    if (!summary.known) return;
    if (found.facts->parameters_total) summary.parameters_total = found.facts->parameters_total;
    summary.parameters_active = found.facts->parameters_active;
    summary.has_experts = domain::has_experts(*found.facts);
}

void add_ranges(const Closer& closer, domain::ModelSummary& summary) {
    for (const auto& [scope, values] : closer.values) {
        const auto [lowest, highest] = std::ranges::minmax(values);
        summary.ranges.push_back({.energy_scope = schema::value_of<domain::EnergyScope>(scope),
                                  .results = std::ssize(values),
                                  .lowest = value_of(lowest),
                                  .median = median_of(values),
                                  .highest = value_of(highest)});
    }
    std::ranges::sort(summary.ranges, [](const auto& a, const auto& b) {
        return a.results != b.results ? a.results > b.results : a.energy_scope < b.energy_scope;
    });
}

/// The places of the hardware of the most results.
std::vector<std::size_t> most_covered(const std::vector<MeasuredHardware>& hardware) {
    std::vector<std::size_t> places(hardware.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::sort(places, [&](std::size_t a, std::size_t b) {
        return hardware[a].results != hardware[b].results
                   ? hardware[a].results > hardware[b].results
                   : hardware[a].name < hardware[b].name;
    });
    places.resize(std::min(places.size(), domain::covered_hardware_max));
    return places;
}

class ModelLister {
public:
    ModelLister(const Leaderboard& board, const domain::ModelListQuery& query)
        : board_(board),
          query_(query),
          asked_(board.by_shown_names(query)),
          snapshot_(board.snapshot()),
          names_(board.known_names()) {
        require_ranked_metric(asked_);
        best_ = index_query(asked_);
        best_.best_per = domain::BestPer::model;
        best_.limit = every_row;
        best_.counted = {};
        limits_ = limits_of(best_);
        every_ = every_match(without_limits(asked_));
    }

    domain::ModelList list() {
        IndexQuery every = every_;
        every.groups = {.newest = query_.order == domain::ModelOrder::newest,
                        .ranges = query_.order == domain::ModelOrder::spread};
        measured_ = measured_models(SnapshotRun(*snapshot_, every).run().groups);
        SnapshotRun run(*snapshot_, best_);
        run.run();
        add_best(measured_, run, best_);
        domain::ModelList list;
        describe(list);
        const auto [models, next_cursor] = page();
        list.next_cursor = next_cursor;
        look_closer(models);
        for (const MeasuredModel* model : models)
            list.items.push_back(summary_of(*model, run));
        return list;
    }

private:
    /// What is said of the whole list.
    void describe(domain::ModelList& list) {
        for (const MeasuredModel& model : measured_.models) {
            list.results += model.results;
            list.within_limits += model.best.empty() ? 0 : 1;
            list.cells_measured += std::ssize(model.hardware);
        }
        list.total = std::ssize(measured_.models);
        list.hardware_total = std::ssize(measured_.hardware);
        list.cells = list.total * list.hardware_total;
        covered_ = most_covered(measured_.hardware);
        for (const std::size_t place : covered_) {
            const MeasuredHardware& hardware = measured_.hardware[place];
            list.hardware.push_back({.id = domain::page_id(hardware.name),
                                     .name = std::string(hardware.name),
                                     .results = hardware.results,
                                     .models = hardware.models});
        }
        domain::LeaderboardQuery best = asked_;
        best.best_per = domain::BestPer::model;
        list.meaning = in_words(best);
        if (!asked_.facets.empty()) list.facets = board_.rows(without_limits(asked_), 0).facets;
        list.data_version = snapshot_->stats.data_version;
    }

    ListPage<MeasuredModel> page() const {
        std::vector<std::pair<ListPlace, const MeasuredModel*>> items;
        for (const MeasuredModel& model : measured_.models)
            items.emplace_back(place_of(model, query_.order, query_.reverse, best_.descending),
                               &model);
        return list_page(std::move(items), query_,
                         query_.order == domain::ModelOrder::name && query_.reverse);
    }

    /// Reads the values of the page's models and, of those without a result within the limits, the
    /// nearest one.
    void look_closer(const std::vector<const MeasuredModel*>& page) {
        if (page.empty()) return;
        IndexQuery every = every_;
        every.groups = {.newest = true, .values = true, .nearest = limits_};
        auto& names = every.filters[static_cast<std::size_t>(Facet::model)];
        names.clear();
        for (const MeasuredModel* model : page)
            names.emplace_back(model->name);
        const GroupAnswer found = SnapshotRun(*snapshot_, every).run().groups;
        for (const GroupSummary& group : found.groups) {
            Closer& closer = closer_[group.model];
            closer.newest = std::max(closer.newest, group.newest);
            if (group.nearest &&
                (!closer.nearest || group.nearest->distance < closer.nearest->distance))
                closer.nearest = group.nearest;
        }
        for (const GroupRange& range : found.ranges) {
            auto& values = closer_[found.groups[range.group].model].values[range.scope];
            const auto first =
                found.values.begin() + static_cast<std::ptrdiff_t>(range.first_value);
            values.insert(values.end(), first, first + static_cast<std::ptrdiff_t>(range.count));
        }
    }

    domain::ModelSummary summary_of(const MeasuredModel& model, SnapshotRun& run) {
        domain::ModelSummary summary{.id = domain::page_id(model.name),
                                     .name = std::string(model.name),
                                     .family = std::string(model.family),
                                     .results = model.results,
                                     .hardware = std::ssize(model.hardware)};
        add_facts(model, names_->catalogue(), summary);
        for (const std::size_t place : covered_) {
            const auto found = std::ranges::find(model.hardware, place, &OnHardware::hardware);
            summary.coverage.push_back(found == model.hardware.end() ? 0 : found->results);
        }
        summary.best = rows_of(model.best, run);
        const Closer& closer = closer_[model.name];
        if (closer.newest != missing_key) summary.newest_at = date_time_of(closer.newest);
        add_ranges(closer, summary);
        if (model.best.empty() && closer.nearest) {
            if (auto row = domain::read_stored_row(board_.row_text(closer.nearest->number))) {
                auto exceeded = exceeded_limits(*row, limits_);
                summary.nearest = {std::move(*row), std::move(exceeded)};
            }
        }
        return summary;
    }

    std::vector<domain::LeaderboardRow> rows_of(const std::vector<RankedPick>& picks,
                                                SnapshotRun& run) const {
        std::vector<PlacedRow> placed;
        for (const RankedPick& pick : picks)
            placed.push_back(
                {pick.position, Members(board_.row_text(pick.position.number)), pick.rank});
        const std::vector<Standing> all = standings(run, best_, placed);
        std::vector<domain::LeaderboardRow> rows;
        for (std::size_t i = 0; i < placed.size(); ++i) {
            auto row = domain::read_stored_row(board_.row_text(placed[i].position.number));
            if (!row) continue;
            row->rank = all[i].rank;
            row->rank_best = all[i].rank_best;
            row->rank_worst = all[i].rank_worst;
            row->not_ranked = all[i].not_ranked;
            rows.push_back(std::move(*row));
        }
        return rows;
    }

    const Leaderboard& board_;
    const domain::ModelListQuery& query_;
    const domain::LeaderboardQuery asked_;
    const std::shared_ptr<const Snapshot> snapshot_;
    const std::shared_ptr<const domain::KnownNames> names_;
    IndexQuery best_, every_;
    std::vector<ColumnLimit> limits_;
    MeasuredModels measured_;
    std::vector<std::size_t> covered_;  // hardware that has a column
    std::map<std::string_view, Closer> closer_;
};

}  // namespace

domain::ModelList list_models(const Leaderboard& board, const domain::ModelListQuery& query) {
    return ModelLister(board, query).list();
}

}  // namespace lem::leaderboard
