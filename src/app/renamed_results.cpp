#include "app/renamed_results.hpp"

#include "features/results/result_store.hpp"

namespace lem::app {

void mark_renamed_results(sql::Transaction& transaction, names::AliasKind kind,
                          const std::string& alias) {
    if (kind == names::AliasKind::model)
        results::result_store::mark_model_to_derive(transaction, alias);
    else
        results::result_store::mark_hardware_to_derive(transaction, alias);
}

}  // namespace lem::app
