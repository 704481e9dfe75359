#pragma once
/// The models of a question with what orders them, before a page of them is described. Pure.

#include "domain/explorer/model_list.hpp"
#include "features/leaderboard/index/snapshot.hpp"
#include "features/leaderboard/list_place.hpp"

namespace lem::leaderboard {

/// A best result, and its rank; 0: none.
struct RankedPick {
    Position position;
    bool ranked = false;
    std::int64_t rank = 0;
};

/// Texts live as long as the snapshot.
struct MeasuredModel {
    std::string_view name, family;
    Key parameters_billions = missing_key;
    std::int64_t results = 0;
    Key newest = missing_key;
    std::map<std::string_view, std::int64_t> hardware;  // results
    double spread = 0;             // the highest ranked value to the lowest; 0: there is none
    std::vector<RankedPick> best;  // within the limits, in the list's order
};
using MeasuredModels = std::map<std::string_view, MeasuredModel>;

/// `every` are the groups of every match.
MeasuredModels measured_models(const std::vector<GroupSummary>& every);
/// Adds the best results of the models; `query` is theirs.
void add_best(MeasuredModels& models, std::vector<Pick> picks, const IndexQuery& query);

ListPlace place_of(const MeasuredModel& model, domain::ModelOrder order, bool reverse,
                   bool descending);

/// All of their hardware, that of the most results first.
std::vector<domain::CoveredHardware> covered_hardware(const MeasuredModels& models);

/// The value of a key that is not missing: the shortest decimal number that is this key.
double value_of(Key key);

}  // namespace lem::leaderboard
