#include "features/compare/compare.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace lem::compare {

domain::ResultComparison Compare::compare(const domain::CompareQuery& query) const {
    if (Violations problems = domain::problems_of(query); !problems.empty())
        throw Error(ErrorCode::bad_request, "These results cannot be compared.",
                    std::move(problems));
    std::vector<domain::LoadedResult> results;
    Violations missing;
    for (std::size_t i = 0; i < query.ids.size(); ++i) {
        try {
            results.push_back(load_(query.ids[i]));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::not_found) throw;
            missing.push_back(
                {"/ids/" + std::to_string(i), "there is no result " + text::cut(query.ids[i], 60)});
        }
    }
    if (!missing.empty())
        throw Error(ErrorCode::not_found, "Not all of these results exist.", std::move(missing));
    const auto baseline =
        query.baseline ? std::ranges::find(query.ids, *query.baseline) - query.ids.begin() : 0;
    return domain::compare_published(results, static_cast<std::size_t>(baseline));
}

}  // namespace lem::compare
