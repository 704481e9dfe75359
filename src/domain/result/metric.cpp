#include "domain/result/metric.hpp"

#include "base/text.hpp"

namespace lem::domain {

bool version_at_most(std::string_view since, std::string_view version) {
    const auto numbers = [](std::string_view text) {
        std::vector<std::int64_t> all;
        for (const std::string_view part : text::split(text, '.'))
            all.push_back(text::to_int(part).value_or(0));
        return all;
    };
    return numbers(since) <= numbers(version);
}

}  // namespace lem::domain
