#include "features/results/result_store.hpp"

/// Which results are to be derived again: those that are marked, and all after a change of the
/// catalogue.
namespace lem::results::result_store {
namespace {

constexpr sql::Query mark_one{
    "mark_result_to_derive",
    "UPDATE result_derived SET derivation = 0, failed_derivation = NULL WHERE result_id = :p1"};
constexpr sql::Query mark_all{"mark_results_to_derive",
                              "UPDATE result_derived SET derivation = 0, failed_derivation = NULL"};
constexpr sql::Query mark_model{
    "mark_results_of_model",
    "UPDATE result_derived SET derivation = 0, failed_derivation = NULL WHERE model = :p1"};
constexpr sql::Query mark_hardware{"mark_results_of_hardware",
                                   "UPDATE result_derived SET derivation = 0, failed_derivation = "
                                   "NULL WHERE REPLACE(hardware, :p1, '') <> hardware"};
constexpr sql::Query select_catalogue{"find_used_catalogue", "SELECT sha256 FROM used_catalogue"};
constexpr sql::Query upsert_catalogue{
    "set_used_catalogue",
    "INSERT INTO used_catalogue (id, sha256) VALUES (1, :p1) ON CONFLICT (id) DO UPDATE SET sha256 "
    "= excluded.sha256"};

}  // namespace

void mark_to_derive(sql::Transaction& transaction, const std::optional<std::string>& id) {
    if (id)
        transaction.execute(mark_one, *id);
    else
        transaction.execute(mark_all);
}

void mark_model_to_derive(sql::Transaction& transaction, const std::string& model) {
    transaction.execute(mark_model, model);
}

void mark_hardware_to_derive(sql::Transaction& transaction, const std::string& device) {
    transaction.execute(mark_hardware, device);
}

std::string used_catalogue(sql::Reader& reader) {
    auto found = reader.row<std::string>(select_catalogue);
    return found ? std::move(std::get<0>(*found)) : "";
}

void set_used_catalogue(sql::Transaction& transaction, const std::string& sha256) {
    transaction.execute(upsert_catalogue, sha256);
}

}  // namespace lem::results::result_store
