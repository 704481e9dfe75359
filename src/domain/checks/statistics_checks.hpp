#pragma once
/// Do the repetitions carry what the document says of them? What the grade judges is information
/// here, in the grade's own words. Pure, thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::statistics {

using Definition = CheckDefinition;

Check intervals_are_of_the_cycles(const CheckInput& input, const Definition& definition);
Check cycles_agree(const CheckInput& input, const Definition& definition);
Check cycles_differ(const CheckInput& input, const Definition& definition);
Check requests_are_enough(const CheckInput& input, const Definition& definition);
Check failures_are_stated(const CheckInput& input, const Definition& definition);
Check client_kept_its_schedule(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::statistics
