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

namespace lem::leaderboard {
namespace {

/// More than any index has.
constexpr std::size_t every_row = 1U << 31;

/// What is read of the models of a page only.
struct Closer {
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
        every.groups.emplace();
        models_ = measured_models(SnapshotRun(*snapshot_, every).run().groups);
        SnapshotRun run(*snapshot_, best_);
        add_best(models_, run.run().picks, best_);
        domain::ModelList list;
        describe(list);
        const auto [models, next_cursor] = page();
        list.next_cursor = next_cursor;
        look_closer(models);
        for (const MeasuredModel* model : models)
            list.items.push_back(summary_of(*model, list.hardware, run));
        return list;
    }

private:
    /// What is said of the whole list.
    void describe(domain::ModelList& list) {
        for (const auto& [name, model] : models_) {
            list.results += model.results;
            list.within_limits += model.best.empty() ? 0 : 1;
            list.cells_measured += std::ssize(model.hardware);
        }
        list.hardware = covered_hardware(models_);
        list.total = std::ssize(models_);
        list.hardware_total = std::ssize(list.hardware);
        list.cells = list.total * list.hardware_total;
        if (list.hardware.size() > domain::covered_hardware_max)
            list.hardware.resize(domain::covered_hardware_max);
        domain::LeaderboardQuery best = asked_;
        best.best_per = domain::BestPer::model;
        list.meaning = in_words(best);
        if (!asked_.facets.empty()) list.facets = board_.rows(without_limits(asked_), 0).facets;
        list.data_version = snapshot_->stats.data_version;
    }

    ListPage<MeasuredModel> page() const {
        std::vector<std::pair<ListPlace, const MeasuredModel*>> items;
        for (const auto& [name, model] : models_)
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
        every.groups = {.values = true, .nearest = limits_};
        auto& models = every.filters[static_cast<std::size_t>(Facet::model)];
        models.clear();
        for (const MeasuredModel* model : page)
            models.emplace_back(model->name);
        for (const GroupSummary& group : SnapshotRun(*snapshot_, every).run().groups) {
            Closer& closer = closer_[group.model];
            for (const ScopeValues& scope : group.scopes) {
                auto& values = closer.values[scope.scope];
                values.insert(values.end(), scope.values.begin(), scope.values.end());
            }
            if (group.nearest &&
                (!closer.nearest || group.nearest->distance < closer.nearest->distance))
                closer.nearest = group.nearest;
        }
    }

    domain::ModelSummary summary_of(const MeasuredModel& model,
                                    const std::vector<domain::CoveredHardware>& hardware,
                                    SnapshotRun& run) {
        domain::ModelSummary summary{.id = domain::page_id(model.name),
                                     .name = std::string(model.name),
                                     .family = std::string(model.family),
                                     .results = model.results,
                                     .hardware = std::ssize(model.hardware)};
        add_facts(model, names_->catalogue(), summary);
        for (const domain::CoveredHardware& covered : hardware) {
            const auto found = model.hardware.find(covered.name);
            summary.coverage.push_back(found == model.hardware.end() ? 0 : found->second);
        }
        if (model.newest != missing_key) summary.newest_at = date_time_of(model.newest);
        summary.best = rows_of(model.best, run);
        const Closer& closer = closer_[model.name];
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
    MeasuredModels models_;
    std::map<std::string_view, Closer> closer_;
};

}  // namespace

domain::ModelList list_models(const Leaderboard& board, const domain::ModelListQuery& query) {
    return ModelLister(board, query).list();
}

}  // namespace lem::leaderboard
