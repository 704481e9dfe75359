#include "features/leaderboard/index/name_list.hpp"

#include "base/fold_case.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <numeric>

namespace lem::leaderboard {

NameList::NameList(std::vector<std::string> names) : names_(std::move(names)) {
    offsets_.reserve(names_.size() + 1);
    for (const std::string& name : names_) {
        offsets_.push_back(static_cast<std::uint32_t>(lowered_.size()));
        lowered_ += text::fold_case(name);
    }
    offsets_.push_back(static_cast<std::uint32_t>(lowered_.size()));
    sorted_.resize(names_.size());
    std::iota(sorted_.begin(), sorted_.end(), 0U);
    std::sort(sorted_.begin(), sorted_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return names_[a] < names_[b]; });
}

std::optional<std::uint32_t> NameList::find(std::string_view name) const {
    const auto found =
        std::lower_bound(sorted_.begin(), sorted_.end(), name,
                         [&](std::uint32_t code, std::string_view n) { return names_[code] < n; });
    if (found == sorted_.end() || names_[*found] != name) return std::nullopt;
    return *found;
}

Choice NameList::equal_to_any(const std::vector<std::string>& values) const {
    Choice chosen(names_.size());
    for (const std::string& value : values) {
        if (const auto code = find(value)) chosen[*code] = 1;
    }
    return chosen;
}

Choice NameList::listing_any(const std::vector<std::string>& values) const {
    Choice chosen(names_.size());
    for (std::size_t code = 0; code < names_.size(); ++code) {
        for (const std::string_view item : text::split(names_[code], ',')) {
            if (std::ranges::find(values, item) != values.end()) chosen[code] = 1;
        }
    }
    return chosen;
}

Choice NameList::containing(std::string_view word) const {
    Choice chosen(names_.size());
    if (word.empty()) {
        std::fill(chosen.begin(), chosen.end(), std::uint8_t{1});
        return chosen;
    }
    const std::string_view all = lowered_;
    std::size_t from = 0;
    while (true) {
        const std::size_t at = all.find(word, from);
        if (at == std::string_view::npos) return chosen;
        const auto next = std::upper_bound(offsets_.begin(), offsets_.end(), at);
        if (at + word.size() <= *next) {
            chosen[static_cast<std::size_t>(next - offsets_.begin()) - 1] = 1;
            from = *next;
        } else {
            from = at + 1;  // runs over the end of a name
        }
    }
}

}  // namespace lem::leaderboard
