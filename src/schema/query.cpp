#include "schema/query.hpp"

namespace lem::schema {

tl::expected<Range, std::string> parse_range(std::string_view value) {
    constexpr std::string_view grammar = "must be a range such as 5..10, 5.., ..10 or 7";
    const auto wrong = [&] { return tl::unexpected(std::string(grammar)); };
    const std::size_t dots = value.find("..");
    if (dots == std::string_view::npos) {
        const auto exact = text::to_double(value);
        if (!exact) return wrong();
        return Range{exact, exact};
    }
    const std::string_view low = value.substr(0, dots), high = value.substr(dots + 2);
    if (low.empty() && high.empty()) return wrong();
    Range range;
    if (!low.empty() && !(range.minimum = text::to_double(low))) return wrong();
    if (!high.empty() && !(range.maximum = text::to_double(high))) return wrong();
    if (range.minimum && range.maximum && *range.minimum > *range.maximum) {
        return tl::unexpected("must not be empty: " + std::string(low) + " is above " +
                              std::string(high));
    }
    return range;
}

std::string to_text(const Range& range) {
    if (range.minimum && range.minimum == range.maximum) return text::number(*range.minimum);
    return (range.minimum ? text::number(*range.minimum) : "") + ".." +
           (range.maximum ? text::number(*range.maximum) : "");
}

}  // namespace lem::schema
