#include "features/compare/routes.hpp"

#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/compare/compare.hpp"
#include "platform/http/api/api.hpp"

namespace lem::compare {

void add_routes(http::Api& api, const Compare& compare) {
    api.get("/api/v1/compare")
        .named("compare_results",
               "Two to six results beside each other: figures with differences from a baseline, or "
               "why they are not comparable, facts, and latencies of single requests",
               "results")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .query<domain::CompareQuery>()
        .cached(domain::topics::shown_rows)
        .answers<domain::ResultComparison>([&compare](auto& call) {
            return http::Answer<domain::ResultComparison>{.value = compare.compare(call.query),
                                                          .cache_control = "public, max-age=15"};
        });
}

}  // namespace lem::compare
