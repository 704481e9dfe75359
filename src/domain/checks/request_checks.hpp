#pragma once
/// Does the document agree with the requests of its bundle? Pure, thread-safe.

#include "domain/checks/checks.hpp"

namespace lem::domain::arithmetic {

using Definition = CheckDefinition;

Check latencies_add_up(const CheckInput& input, const Definition& definition);
Check tokens_match_requests(const CheckInput& input, const Definition& definition);
Check chunks_match_tokens(const CheckInput& input, const Definition& definition);
Check caches_hold_what_was_sent(const CheckInput& input, const CheckDefinition& definition);
Check littles_law_holds(const CheckInput& input, const Definition& definition);
Check answers_have_the_length_asked_for(const CheckInput& input, const Definition& definition);

}  // namespace lem::domain::arithmetic
