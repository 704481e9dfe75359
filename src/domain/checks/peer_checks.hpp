#pragma once
/// What only other results show: a copy, a device in two places, a figure far from its like. A
/// server asks; elsewhere they are not applicable.

#include "domain/checks/checks.hpp"

namespace lem::domain::peers {

Check is_no_copy(const CheckInput& input, const CheckDefinition& definition);
Check is_like_others(const CheckInput& input, const CheckDefinition& definition);
Check is_not_far_ahead(const CheckInput& input, const CheckDefinition& definition);

}  // namespace lem::domain::peers
