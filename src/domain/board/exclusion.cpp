#include "domain/board/exclusion.hpp"

namespace lem::domain {
namespace {

/// Calls each(field) for the filters by values.
template <class Each>
void for_each_filter(Each each) {
    const auto visit = [&](const auto& field) {
        using Value = schema::field_value<std::decay_t<decltype(field)>>;
        if constexpr (schema::is_vector<Value>) {
            if (field.name != "slo") each(field);
        }
    };
    std::apply([&](const auto&... fields) { (visit(fields), ...); },
               schema::description<LeaderboardQuery>::filters);
}

}  // namespace

tl::expected<Exclusion, std::string> read_exclusion(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size())
        return tl::unexpected(
            "must be a filter, a colon and a value, such as precision:fp16, found \"" +
            std::string(text) + "\"");
    const Exclusion read{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
    std::vector<std::string_view> names;
    bool known = false;
    schema::Findings findings;
    for_each_filter([&](const auto& field) {
        names.push_back(field.name);
        if (field.name != read.filter) return;
        known = true;
        typename schema::field_value<std::decay_t<decltype(field)>>::value_type value{};
        schema::read_parameter(read.value, value, field.options, "", findings);
    });
    if (!known) return tl::unexpected("names a filter that " + schema::one_of(names, read.filter));
    if (!findings.empty())
        return tl::unexpected(read.filter + " " + std::move(findings).take().front().message);
    return read;
}

}  // namespace lem::domain
