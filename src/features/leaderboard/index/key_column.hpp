#pragma once
/// A metric of all rows: order-preserving 32-bit keys, kept as two columns of 16 bits. The high
/// halves decide a range, except for the few rows whose high half equals that of one of its ends,
/// so it reads half the memory. (PDX and bit-sliced stores split values for the same reason.)

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

namespace lem::leaderboard {

using Key = std::int32_t;
inline constexpr Key missing_key = -1;

class KeyColumn {
public:
    /// High halves; that of a missing key is the largest.
    using Half = std::uint16_t;

    KeyColumn() = default;
    /// A multiple of 64 keys.
    explicit KeyColumn(const std::vector<Key>& keys) {
        high_.reserve(keys.size());
        low_.reserve(keys.size());
        for (const Key key : keys) {
            high_.push_back(static_cast<Half>(static_cast<std::uint32_t>(key) >> 16));
            low_.push_back(static_cast<Half>(key));
        }
        for (auto word = high_.begin(); word != high_.end(); word += 64) {
            const auto [smallest, largest] = std::minmax_element(word, word + 64);
            smallest_.push_back(*smallest);
            largest_.push_back(*largest);
        }
        smallest_.shrink_to_fit();
        largest_.shrink_to_fit();
    }

    Key operator[](std::size_t place) const {
        return static_cast<Key>(std::uint32_t{high_[place]} << 16 | low_[place]);
    }
    const Half* high() const { return high_.data(); }
    const Half* low() const { return low_.data(); }
    /// The smallest and largest high half of each 64 rows: neighbours are similar, so many words
    /// are decided without reading their rows.
    const Half* smallest() const { return smallest_.data(); }
    const Half* largest() const { return largest_.data(); }
    template <class Self>
    static auto parts(Self& self) {
        return std::tie(self.high_, self.low_, self.smallest_, self.largest_);
    }

private:
    std::vector<Half> high_, low_, smallest_, largest_;
};

}  // namespace lem::leaderboard
