#pragma once
/// The models of a question with what orders them, before a page of them is described. Pure.

#include "domain/explorer/model_list.hpp"
#include "features/leaderboard/index/snapshot.hpp"
#include "features/leaderboard/list_place.hpp"

#include <unordered_map>

namespace lem::leaderboard {

/// A best result, and its rank; 0: none.
struct RankedPick {
    Position position;
    bool ranked = false;
    std::int64_t rank = 0;
};

/// Results on one hardware, by its place in MeasuredModels::hardware.
struct OnHardware {
    std::size_t hardware = 0;
    std::int64_t results = 0;
};

/// Texts live as long as the snapshot, here and below.
struct MeasuredModel {
    std::string_view name, family;
    Key parameters_billions = missing_key;
    std::int64_t results = 0;
    Key newest = missing_key;
    std::vector<OnHardware> hardware;  // each once
    double spread = 0;                 // the highest ranked value to the lowest; 0: there is none
    std::vector<RankedPick> best;      // within the limits, in the list's order
};

struct MeasuredHardware {
    std::string_view name;
    std::int64_t results = 0;
    std::int64_t models = 0;
    Key newest = missing_key;
    Key highest = missing_key;  // ranked value
};

/// Texts are looked up by hash: there are tens of thousands of groups.
struct MeasuredModels {
    std::vector<MeasuredModel> models;
    std::vector<MeasuredHardware> hardware;
    std::unordered_map<std::string_view, std::size_t> place_of_model;
};

/// `every` are the groups of every match. Newest, spread and highest are known if they were asked
/// for.
MeasuredModels measured_models(const GroupAnswer& every);
/// Adds the best results of the models, the picks of a run of `query`.
void add_best(MeasuredModels& models, const SnapshotRun& run, const IndexQuery& query);

ListPlace place_of(const MeasuredModel& model, domain::ModelOrder order, bool reverse,
                   bool descending);

/// The value of a key that is not missing: the shortest decimal number that is this key.
double value_of(Key key);

}  // namespace lem::leaderboard
