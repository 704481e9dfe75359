#pragma once
/// What the token counts of a server say beside the events that it streamed. Pure.

#include "measure/load/stream_reader.hpp"

namespace lem::measure {

/// Sets the hidden tokens and the unread chunks of an answer whose counts are known, as far as they
/// can be. `reasoning_tokens` are of its output tokens; `unread_chunks` had content in unknown
/// fields only.
void derive_from_counts(Answer& answer, std::optional<std::int64_t> reasoning_tokens,
                        int unread_chunks);

}  // namespace lem::measure
