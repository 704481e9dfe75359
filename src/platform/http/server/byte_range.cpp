#include "platform/http/server/byte_range.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::http {

RangeKind parse_byte_range(std::string_view header, std::uint64_t size, ByteRange& range) {
    if (!header.starts_with("bytes=") || header.find(',') != std::string_view::npos)
        return RangeKind::none;
    const auto parts = text::split(header.substr(6), '-');
    if (parts.size() != 2) return RangeKind::none;
    const auto first = text::to_int(parts[0]), last = text::to_int(parts[1]);
    const auto total = static_cast<std::int64_t>(size);
    if (parts[0].empty()) {
        if (!last || *last < 0) return RangeKind::none;
        if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
        const std::int64_t count = std::min(*last, total);
        range = {static_cast<std::uint64_t>(total - count), static_cast<std::uint64_t>(count)};
        return RangeKind::satisfiable;
    }
    if (!first || *first < 0 || (!parts[1].empty() && (!last || *last < *first)))
        return RangeKind::none;
    if (*first >= total) return RangeKind::unsatisfiable;
    const std::int64_t end = last ? std::min(*last, total - 1) : total - 1;
    range = {static_cast<std::uint64_t>(*first), static_cast<std::uint64_t>(end - *first + 1)};
    return RangeKind::satisfiable;
}

}  // namespace lem::http
