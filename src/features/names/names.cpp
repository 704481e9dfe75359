#include "features/names/names.hpp"

#include "base/text.hpp"

namespace lem::names {
namespace {

constexpr std::size_t similar_count = 3;

// A result counts while it is listed. Names that an alias explains need no review, even before the
// results are derived again.
constexpr sql::Query select_models{
    "models_to_review",
    "SELECT model, model_standing, COUNT(*), MIN(submitted_at_ms) FROM result_derived JOIN result "
    "ON result.id = result_id WHERE model_standing IN ('ambiguous', 'unknown') AND NOT EXISTS "
    "(SELECT 1 FROM name_alias WHERE kind = 'model' AND alias = model) AND (SELECT state FROM "
    "result_state WHERE result_state.result_id = result_derived.result_id ORDER BY change DESC "
    "LIMIT 1) = 'listed' GROUP BY model, model_standing ORDER BY 3 DESC, model LIMIT :p1"};
constexpr sql::Query select_devices{
    "devices_to_review",
    "SELECT device, hardware_standing, COUNT(*), MIN(submitted_at_ms) FROM result_derived JOIN "
    "result ON result.id = result_id WHERE hardware_standing IN ('ambiguous', 'unknown') AND "
    "device NOT IN ('unknown device', 'unknown GPU') AND NOT EXISTS (SELECT 1 FROM name_alias "
    "WHERE kind = 'hardware' "
    "AND (alias = device OR alias = hardware)) AND (SELECT state FROM result_state WHERE "
    "result_state.result_id = result_derived.result_id ORDER BY change DESC LIMIT 1) = 'listed' "
    "GROUP BY device, hardware_standing ORDER BY 3 DESC, device LIMIT :p1"};

}  // namespace

Names::Names(sql::Database& database, domain::Catalogue catalogue)
    : database_(database), catalogue_(std::move(catalogue)) {
    reload();
}

void Names::reload() {
    const std::lock_guard lock(reloading_);
    domain::OperatorAliases aliases;
    for (Alias& alias : aliases_in(database_)) {
        auto& of_kind = alias.kind == AliasKind::model ? aliases.models : aliases.hardware;
        of_kind.emplace(std::move(alias.alias), std::move(alias.name));
    }
    std::atomic_store(&known_,
                      std::make_shared<const domain::KnownNames>(catalogue_, std::move(aliases)));
}

NameReview Names::review(const NameReviewQuery& query) const {
    NameReview review;
    const auto add = [&](sql::Reader& reader, AliasKind kind, const sql::Query& names) {
        for (auto& [name, standing, results, first_seen_ms] :
             reader.rows<std::string, std::string, std::int64_t, std::int64_t>(names,
                                                                               query.limit)) {
            ReviewedName reviewed{.kind = kind,
                                  .name = std::move(name),
                                  .results = results,
                                  .first_seen = text::rfc3339(first_seen_ms)};
            reviewed.standing = schema::value_of<domain::NameStanding>(standing).value_or(
                domain::NameStanding::unknown);
            review.items.push_back(std::move(reviewed));
        }
    };
    database_.read([&](sql::Reader& reader) {
        review.items.clear();
        if (query.kind != AliasKind::hardware) add(reader, AliasKind::model, select_models);
        if (query.kind != AliasKind::model) add(reader, AliasKind::hardware, select_devices);
    });
    for (ReviewedName& name : review.items)
        name.similar = name.kind == AliasKind::model
                           ? catalogue_.similar_models(name.name, similar_count)
                           : catalogue_.similar_hardware(name.name, similar_count);
    return review;
}

}  // namespace lem::names
