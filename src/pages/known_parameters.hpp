#pragma once
/// The parameters of a page's address that a query of the API has; others are of the page alone, or
/// nobody's. Pure.

#include "schema/query.hpp"

#include <algorithm>

namespace lem::pages {

template <class Query>
tl::expected<Query, Violations> read_known(const schema::Parameters& address) {
    schema::Parameters known;
    const schema::Names names = schema::field_names<Query>();
    for (const schema::Parameter& parameter : address)
        if (std::ranges::find(names, parameter.name) != names.end()) known.push_back(parameter);
    return schema::from_parameters<Query>(known);
}

}  // namespace lem::pages
