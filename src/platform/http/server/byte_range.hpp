#pragma once
#include <cstdint>
#include <string_view>

namespace lem::http {

struct ByteRange {
    std::uint64_t first;
    std::uint64_t count;
};

enum class RangeKind { none, satisfiable, unsatisfiable };

/// One range of bytes (RFC 9110, 14.1.2) of a body of `size` bytes; `range` is set when it is
/// satisfiable. Anything except one range is ignored, as the standard allows.
RangeKind parse_byte_range(std::string_view header, std::uint64_t size, ByteRange& range);

}  // namespace lem::http
