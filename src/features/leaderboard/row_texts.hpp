#pragma once
/// The JSON text of every row, by its number: written once, sliced into answers. The texts lie in
/// an unlinked temporary file that is mapped into memory, so at a million rows they are page cache
/// that the system may drop, not heap. One thread appends; any thread reads what was appended
/// before the index that names it was published.

#include <cstdint>
#include <memory>
#include <string_view>

namespace lem::leaderboard {

class RowTexts {
public:
    /// Throws Error when the temporary file cannot be made.
    RowTexts();
    ~RowTexts();
    RowTexts(const RowTexts&) = delete;
    RowTexts& operator=(const RowTexts&) = delete;

    void append(std::uint32_t number, std::string_view text);
    std::string_view text(std::uint32_t number) const;

private:
    class Region;
    std::unique_ptr<Region> texts_;
    std::unique_ptr<Region> places_;  // {offset, size} by number
    std::uint64_t end_ = 0;
};

}  // namespace lem::leaderboard
