#pragma once
/// The JSON text of every row, by its number: written once by the schema's writer, sliced into
/// answers. The texts lie in an unlinked temporary file that is mapped into memory: at a million
/// rows that is some 700 MB of page cache that the system may drop, where the heap would hold it
/// for good, and reading them back from SQL would cost a query for each page. One thread appends;
/// any thread reads what was appended before the index that names it was published. A row that is
/// appended again has its new text from then on. Throws Error when the disk is full.

#include <atomic>
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
    std::atomic_ref<std::uint64_t> place_of(std::uint32_t number) const;

    std::unique_ptr<Region> texts_;
    std::unique_ptr<Region> places_;  // offset and size by number
    std::uint64_t end_ = 0;
};

}  // namespace lem::leaderboard
