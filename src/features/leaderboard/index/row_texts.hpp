#pragma once
/// The JSON text of every row, by its number: written once by the schema's writer, sliced into
/// answers. The texts are in a memory-mapped file: some 700 MB for a million rows, which the system
/// may drop from the page cache, unlike heap memory; reading them from SQL would cost a query per
/// page. One thread at a time appends; any thread may read texts that were appended before the
/// index that names them was published. Appending a row again replaces its text. Throws Error when
/// the disk is full.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lem::leaderboard {

/// Where a text is: its offset and size in one word, so that a reader sees either the old text or
/// the new one.
using TextPlace = std::uint64_t;

/// The first bytes of the file of texts, and the SHA-256 of each piece of them.
struct SavedTexts {
    std::uint64_t bytes = 0;
    std::vector<std::string> hashes;
};

class RowTexts {
public:
    /// In this file, or a temporary one if the path is empty. Throws Error when it cannot be
    /// opened.
    explicit RowTexts(const std::filesystem::path& file = {});
    ~RowTexts();
    RowTexts(const RowTexts&) = delete;
    RowTexts& operator=(const RowTexts&) = delete;

    void append(std::uint32_t number, std::string_view text);
    std::string_view text(std::uint32_t number) const;

    /// Before anything is appended: takes the texts that the file has from an earlier process, for
    /// the rows with these numbers. False if they are damaged, or more than half of them were
    /// replaced.
    bool restore(const SavedTexts& saved, const std::vector<std::uint32_t>& numbers,
                 const std::vector<TextPlace>& places);
    /// Instead: removes what the file has from an earlier process.
    void clear();
    /// Where the texts of the rows with these numbers are, in any thread.
    std::vector<TextPlace> places(const std::vector<std::uint32_t>& numbers) const;
    /// The end of what was appended, for the thread that appends.
    std::uint64_t end() const { return end_; }
    /// Makes the first bytes durable and hashes them. One thread at a time; others may append.
    const SavedTexts& save(std::uint64_t bytes);

private:
    class Region;
    std::atomic_ref<TextPlace> place_of(std::uint32_t number) const;
    std::string hash_of(std::uint64_t piece, std::uint64_t bytes) const;
    bool are_intact(const SavedTexts& saved) const;

    std::unique_ptr<Region> texts_;
    std::unique_ptr<Region> places_;  // offset and size by number
    std::uint64_t end_ = 0;
    SavedTexts saved_;
};

}  // namespace lem::leaderboard
