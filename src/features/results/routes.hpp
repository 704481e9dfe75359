#pragma once
#include "features/results/results.hpp"
#include "platform/http/api/api.hpp"

namespace lem::results {

/// `results` must outlive the routes.
void add_routes(http::Api& api, Results& results);

}  // namespace lem::results
