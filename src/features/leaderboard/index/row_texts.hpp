#pragma once
/// The JSON text of every row, by its number: written once by the schema's writer, sliced into
/// answers. The texts are in an unlinked, memory-mapped temporary file: some 700 MB for a million
/// rows, which the system may drop from the page cache, unlike heap memory; reading them from SQL
/// would cost a query per page. One thread appends; any thread may read texts that were appended
/// before the index that names them was published. Appending a row again replaces its text. Throws
/// Error when the disk is full.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

namespace lem::leaderboard {

class RowTexts {
public:
    /// Throws Error when the temporary file cannot be created.
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
