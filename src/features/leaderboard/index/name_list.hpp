#pragma once
/// The values of one facet by code, with exact and substring look-up. Immutable after construction;
/// safe from any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace lem::leaderboard {

/// Whether each code is chosen. Bytes keep the loops over groups simple.
using Choice = std::vector<std::uint8_t>;

class NameList {
public:
    NameList() = default;
    explicit NameList(std::vector<std::string> names);

    std::size_t size() const { return names_.size(); }
    const std::string& operator[](std::size_t code) const { return names_[code]; }
    /// The name case-folded (text::fold_case).
    std::string_view folded(std::size_t code) const {
        return std::string_view(lowered_).substr(offsets_[code],
                                                 offsets_[code + 1] - offsets_[code]);
    }

    std::optional<std::uint32_t> find(std::string_view name) const;
    Choice equal_to_any(const std::vector<std::string>& values) const;
    /// Names are lists, "E5,S2": those that have one of the values.
    Choice listing_any(const std::vector<std::string>& values) const;
    /// `word` must be case-folded (text::fold_case); names match in any case.
    Choice containing(std::string_view word) const;
    template <class Self>
    static auto parts(Self& self) {
        return std::tie(self.names_, self.sorted_, self.lowered_, self.offsets_);
    }

private:
    std::vector<std::string> names_;
    std::vector<std::uint32_t> sorted_;  // codes in the order of their names
    std::string lowered_;  // all names folded, one after another: one search finds all
    std::vector<std::uint32_t> offsets_;  // of each name in it, and its end
};

}  // namespace lem::leaderboard
