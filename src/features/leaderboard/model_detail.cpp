#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/stored_row.hpp"
#include "domain/explorer/observed.hpp"
#include "domain/explorer/page_id.hpp"
#include "features/leaderboard/limited_question.hpp"
#include "features/leaderboard/models.hpp"
#include "features/leaderboard/shown_name.hpp"
#include "features/leaderboard/submitted_names.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

constexpr int listed_at_once = 200;

/// The model's question: its filters and limits, of this model alone.
domain::LeaderboardQuery of_model(const Leaderboard& board, domain::LeaderboardQuery query,
                                  const std::string& name) {
    query = board.by_shown_names(std::move(query));
    query.model = {name};
    query.facets.clear();
    query.cursor.reset();
    query.limit = listed_at_once;
    return query;
}

std::string shown_model(const Leaderboard& board, const std::string& id) {
    if (auto shown = shown_at(board, Facet::model, id)) return std::move(*shown);
    for (const std::string& name : {domain::name_of_page(id).value_or(id), id}) {
        domain::ResolvedModel known = board.known_names()->model(name);
        if (known.standing == domain::NameStanding::known) return std::move(known.shown);
    }
    throw Error(ErrorCode::not_found,
                "No result is of this model, and the catalogue does not know it.");
}

/// Whether the weights fit; nullopt if a size is not known. Makers often count 2^30 bytes.
std::optional<bool> fits(std::optional<double> parameters, const std::string& precision,
                         const domain::NamedHardware& hardware) {
    const auto each = domain::bytes_per_weight(precision);
    const auto memory_gb = domain::nominal_figures(hardware).memory_gb;
    if (!parameters || !each || !memory_gb) return std::nullopt;
    return *parameters * *each <= *memory_gb * static_cast<double>(1U << 30);
}

/// Results by precision, the most first.
std::vector<ValueCount> precisions_of(const Snapshot& snapshot, IndexQuery query) {
    constexpr auto precision = static_cast<std::size_t>(Facet::precision);
    query.counted[precision] = true;
    std::vector<ValueCount> counts = SnapshotRun(snapshot, query).run().counts[precision];
    std::erase_if(counts, [](const ValueCount& value) { return value.count == 0; });
    std::ranges::sort(counts, [](const ValueCount& a, const ValueCount& b) {
        return a.count != b.count ? a.count > b.count : a.name < b.name;
    });
    return counts;
}

void add_cells(const Leaderboard& board, const IndexQuery& every, domain::ModelDetail& detail) {
    const auto snapshot = board.snapshot();
    const auto names = board.known_names();
    for (const ValueCount& precision : precisions_of(*snapshot, every))
        detail.precisions.emplace_back(precision.name);
    for (const domain::CoveredHardware& hardware : detail.hardware) {
        IndexQuery on_it = every;
        on_it.filters[static_cast<std::size_t>(Facet::hardware)] = {hardware.name};
        std::map<std::string_view, std::uint64_t> counts;
        for (const ValueCount& precision : precisions_of(*snapshot, on_it))
            counts.emplace(precision.name, precision.count);
        const auto devices = domain::named_hardware(hardware.name, names->catalogue());
        for (const std::string& precision : detail.precisions) {
            const auto results = static_cast<std::int64_t>(counts[precision]);
            const auto fit = fits(detail.summary.parameters_total, precision, devices);
            if (results > 0 || fit == false)
                detail.cells.push_back({precision, hardware.name, results, fit});
        }
    }
}

/// The best rows on each hardware of which none is within the limits.
void add_outside(const Leaderboard& board, const domain::LeaderboardQuery& query,
                 domain::ModelDetail& detail) {
    const std::vector<ColumnLimit> limits = limits_of(every_match(query));
    if (limits.empty()) return;
    for (domain::LeaderboardRow& row : board.query(without_limits(query)).items) {
        const bool is_within = std::ranges::any_of(detail.best, [&](const auto& within) {
            return within.hardware == row.hardware && within.energy_scope == row.energy_scope;
        });
        auto exceeded = exceeded_limits(row, limits);
        if (!is_within && !exceeded.empty())
            detail.outside.push_back({std::move(row), std::move(exceeded)});
    }
}

void add_facts(const domain::Catalogue& catalogue, domain::ModelDetail& detail) {
    domain::ModelSummary& summary = detail.summary;
    const domain::FoundModel found = catalogue.find_model(summary.name);
    if (found.facts == nullptr || found.names->name != summary.name) return;
    detail.facts = *found.facts;
    summary.known = true;
    summary.parameters_total = found.facts->parameters_total;
    summary.parameters_active = found.facts->parameters_active;
    summary.has_experts = domain::has_experts(*found.facts);
    constexpr double bytes_per_value = 2;
    if (found.facts->architecture)
        detail.kv_bytes_per_token = domain::kv_bytes_per_token(
            domain::shape_of(*found.facts->architecture, std::nullopt), bytes_per_value);
}

void add_related(const Leaderboard& board, domain::ModelDetail& detail) {
    domain::ModelListQuery family;
    family.model_family = {detail.summary.family};
    family.order = domain::ModelOrder::results;
    family.limit = domain::related_models_max + 1;
    for (const domain::ModelSummary& model : list_models(board, family).items) {
        if (model.name != detail.summary.name && detail.related.size() < domain::related_models_max)
            detail.related.push_back({model.id, model.name, model.parameters_total, model.results});
    }
}

}  // namespace

domain::ModelDetail model_detail(const Leaderboard& board, const std::string& id,
                                 const domain::LeaderboardQuery& asked) {
    const std::string name = shown_model(board, id);
    const domain::LeaderboardQuery query = of_model(board, asked, name);
    domain::ModelListQuery list_query;
    static_cast<domain::LeaderboardQuery&>(list_query) = query;
    domain::ModelList list = list_models(board, list_query);
    domain::ModelDetail detail;
    detail.summary = {.id = domain::page_id(name), .name = name, .family = domain::family_of(name)};
    if (!list.items.empty()) detail.summary = std::move(list.items.front());
    detail.hardware = std::move(list.hardware);
    detail.data_version = std::move(list.data_version);
    add_facts(board.known_names()->catalogue(), detail);
    domain::LeaderboardQuery on_each = query;
    on_each.best_per = domain::BestPer::model_and_hardware;
    domain::LeaderboardPage best = board.query(on_each);
    detail.best = std::move(best.items);
    detail.meaning = std::move(best.meaning);
    add_outside(board, on_each, detail);
    const IndexQuery every = every_match(without_limits(query));
    add_cells(board, every, detail);
    const auto numbers = newest_rows(board, every, domain::named_results_max);
    detail.names = submitted_names(board.database(), NameKind::model, numbers);
    detail.names_counted = std::ssize(numbers);
    add_related(board, detail);
    return detail;
}

domain::ResultColumns model_results(const Leaderboard& board, const std::string& id,
                                    const domain::LeaderboardQuery& query) {
    return result_columns(board, of_model(board, query, shown_model(board, id)));
}

}  // namespace lem::leaderboard
