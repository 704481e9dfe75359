#include "base/error.hpp"
#include "measure/stream_reader.hpp"

/// The same bytes in one piece and in small pieces give the same answer.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    lem::measure::StreamReader whole, pieces;
    whole.feed(bytes, 1);
    whole.end_of_connection();
    for (std::size_t at = 0; at < size; at += 3)
        pieces.feed(bytes.substr(at, 3), 1);
    pieces.end_of_connection();
    LEM_ASSERT(whole.status() == pieces.status());
    LEM_ASSERT(whole.chunk_times_ms().size() == pieces.chunk_times_ms().size());
    LEM_ASSERT(whole.error().has_value() == pieces.error().has_value());
    return 0;
}
