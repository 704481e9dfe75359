#include "base/error.hpp"
#include "measure/load/stream_reader.hpp"

#include <algorithm>

/// The same bytes in one piece and in small pieces give the same answer.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    lem::measure::StreamReader whole, pieces;
    whole.begin(10);
    pieces.begin(10);
    whole.feed(bytes, 1);
    whole.end_of_connection();
    for (std::size_t at = 0; at < size; at += 3)
        pieces.feed(bytes.substr(at, 3), 1);
    pieces.end_of_connection();
    const lem::measure::Answer a = whole.take_answer(), b = pieces.take_answer();
    LEM_ASSERT(a.status == b.status);
    LEM_ASSERT(a.chunk_times_ms.size() == b.chunk_times_ms.size());
    LEM_ASSERT(
        std::equal(a.chunk_times_ms.begin(), a.chunk_times_ms.end(), b.chunk_times_ms.begin()));
    LEM_ASSERT(a.reasoning_fields == b.reasoning_fields);
    LEM_ASSERT(a.record.hidden_tokens == b.record.hidden_tokens);
    LEM_ASSERT(a.record.unread_chunks == b.record.unread_chunks);
    LEM_ASSERT(a.tokens_by_chunk == b.tokens_by_chunk);
    LEM_ASSERT(a.record.error.has_value() == b.record.error.has_value());
    LEM_ASSERT(a.record.output_tokens == b.record.output_tokens);
    LEM_ASSERT(a.record.finish_reason == b.record.finish_reason);
    return 0;
}
