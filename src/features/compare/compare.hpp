#pragma once
/// Compares published results. Thread-safe; calls block.

#include "domain/compare/result_comparison.hpp"

#include <functional>

namespace lem::compare {

/// A published result by its id. Throws Error(not_found) if there is none.
using LoadResult = std::function<domain::LoadedResult(const std::string& id)>;

class Compare {
public:
    explicit Compare(LoadResult load) : load_(std::move(load)) {}

    /// Throws Error(bad_request) with what is wrong with the query, and Error(not_found) with every
    /// id that no shown result has.
    domain::ResultComparison compare(const domain::CompareQuery& query) const;

private:
    LoadResult load_;
};

}  // namespace lem::compare
