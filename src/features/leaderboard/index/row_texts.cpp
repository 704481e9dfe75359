#include "features/leaderboard/index/row_texts.hpp"

#include "base/storage_error.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace lem::leaderboard {
namespace {

// A place is one word, so that a reader sees either the old text or the new one.
constexpr unsigned size_bits = 24;
using Place = std::uint64_t;

// Address space only; the file grows as rows come.
constexpr std::size_t texts_reserved_bytes = std::size_t{64} << 30;
constexpr std::size_t places_reserved_bytes = std::size_t{32} << 30;  // 2^32 numbers
constexpr std::size_t growth_bytes = std::size_t{1} << 20;

}  // namespace

/// A file that only grows, mapped once at its largest size.
class RowTexts::Region {
public:
    explicit Region(std::size_t reserved_bytes) : reserved_bytes_(reserved_bytes) {
        std::string name = (std::filesystem::temp_directory_path() / "lem-rows-XXXXXX").string();
        descriptor_ = mkstemp(name.data());
        if (descriptor_ < 0) fail(errno);
        unlink(name.c_str());
        void* mapped = mmap(nullptr, reserved_bytes, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_NORESERVE, descriptor_, 0);
        if (mapped == MAP_FAILED) fail(errno);
        start_ = static_cast<char*>(mapped);
    }
    ~Region() {
        munmap(start_, reserved_bytes_);
        close(descriptor_);
    }
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;

    /// Not through the mapping, so that unread texts stay out of the resident set.
    void write(std::uint64_t offset, std::string_view bytes) {
        if (offset + bytes.size() > reserved_bytes_) refuse();
        while (!bytes.empty()) {
            const ssize_t written =
                pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail(errno);
            bytes.remove_prefix(static_cast<std::size_t>(written));
            offset += static_cast<std::uint64_t>(written);
        }
    }

    /// Allocates the bytes up to `end`: a full disk is an error here, not a signal on a later
    /// store.
    void grow_to(std::uint64_t end) {
        if (end <= size_) return;
        if (end > reserved_bytes_) refuse();
        const std::uint64_t size = (end + growth_bytes - 1) / growth_bytes * growth_bytes;
        const int failure = posix_fallocate(descriptor_, static_cast<off_t>(size_),
                                            static_cast<off_t>(size - size_));
        if (failure != 0) fail(failure);
        size_ = size;
    }
    char* at(std::uint64_t offset) const { return start_ + offset; }

private:
    [[noreturn]] static void refuse() {
        throw Error(ErrorCode::storage_full, "There are more rows than the leaderboard can hold.");
    }
    [[noreturn]] static void fail(int failure) {
        throw storage_error(failure, "The leaderboard's temporary file");
    }

    std::size_t reserved_bytes_;
    int descriptor_ = -1;
    char* start_ = nullptr;
    std::uint64_t size_ = 0;
};

RowTexts::RowTexts()
    : texts_(std::make_unique<Region>(texts_reserved_bytes)),
      places_(std::make_unique<Region>(places_reserved_bytes)) {}

RowTexts::~RowTexts() = default;

void RowTexts::append(std::uint32_t number, std::string_view text) {
    LEM_ASSERT(text.size() < std::size_t{1} << size_bits);
    texts_->write(end_, text);
    places_->grow_to((std::uint64_t{number} + 1) * sizeof(Place));
    place_of(number).store(end_ << size_bits | text.size(), std::memory_order_release);
    end_ += text.size();
}

std::string_view RowTexts::text(std::uint32_t number) const {
    const Place place = place_of(number).load(std::memory_order_acquire);
    return {texts_->at(place >> size_bits), place & ((Place{1} << size_bits) - 1)};
}

std::atomic_ref<std::uint64_t> RowTexts::place_of(std::uint32_t number) const {
    char* bytes = places_->at(std::uint64_t{number} * sizeof(Place));
    return std::atomic_ref(*reinterpret_cast<Place*>(bytes));
}

}  // namespace lem::leaderboard
