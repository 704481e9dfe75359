#include "features/leaderboard/index/row_texts.hpp"

#include "base/hash.hpp"
#include "base/storage_error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <future>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace lem::leaderboard {
namespace {

constexpr unsigned size_bits = 24;
constexpr std::uint64_t size_mask = (std::uint64_t{1} << size_bits) - 1;

// Address space only; the file grows as rows come.
constexpr std::size_t texts_reserved_bytes = std::size_t{64} << 30;
constexpr std::size_t places_reserved_bytes = std::size_t{32} << 30;  // 2^32 numbers
constexpr std::size_t growth_bytes = std::size_t{1} << 20;
constexpr std::uint64_t piece_bytes = std::uint64_t{4} << 20;  // hashed at once

int open_temporary() {
    std::string name = (std::filesystem::temp_directory_path() / "lem-rows-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor >= 0) unlink(name.c_str());
    return descriptor;
}

}  // namespace

/// A file that grows while it is read, mapped once at its largest size.
class RowTexts::Region {
public:
    Region(std::size_t reserved_bytes, const std::filesystem::path& file)
        : reserved_bytes_(reserved_bytes),
          descriptor_(file.empty() ? open_temporary()
                                   : open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0) fail(errno);
        void* mapped = mmap(nullptr, reserved_bytes, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_NORESERVE, descriptor_, 0);
        if (mapped == MAP_FAILED) {
            const int failure = errno;
            close(descriptor_);
            fail(failure);
        }
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

    /// Not through the mapping either. Fewer bytes than asked for if the file ends before.
    std::string read(std::uint64_t offset, std::uint64_t bytes) const {
        std::string content(bytes, '\0');
        std::size_t done = 0;
        while (done < bytes) {
            const ssize_t got = pread(descriptor_, content.data() + done, bytes - done,
                                      static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail(errno);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        content.resize(done);
        return content;
    }
    void truncate(std::uint64_t bytes) const {
        if (ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) fail(errno);
    }
    void make_durable() const {
        if (fdatasync(descriptor_) != 0) fail(errno);
    }

private:
    [[noreturn]] static void refuse() {
        throw Error(ErrorCode::storage_full, "There are more rows than the leaderboard can hold.");
    }
    [[noreturn]] static void fail(int failure) {
        throw storage_error(failure, "The leaderboard's file of rows");
    }

    std::size_t reserved_bytes_;
    int descriptor_;
    char* start_ = nullptr;
    std::uint64_t size_ = 0;
};

RowTexts::RowTexts(const std::filesystem::path& file)
    : texts_(std::make_unique<Region>(texts_reserved_bytes, file)),
      places_(std::make_unique<Region>(places_reserved_bytes, std::filesystem::path())) {}

RowTexts::~RowTexts() = default;

void RowTexts::append(std::uint32_t number, std::string_view text) {
    LEM_ASSERT(text.size() <= size_mask);
    texts_->write(end_, text);
    places_->grow_to((std::uint64_t{number} + 1) * sizeof(TextPlace));
    place_of(number).store(end_ << size_bits | text.size(), std::memory_order_release);
    end_ += text.size();
}

std::string_view RowTexts::text(std::uint32_t number) const {
    const TextPlace place = place_of(number).load(std::memory_order_acquire);
    return {texts_->at(place >> size_bits), place & size_mask};
}

std::atomic_ref<TextPlace> RowTexts::place_of(std::uint32_t number) const {
    char* bytes = places_->at(std::uint64_t{number} * sizeof(TextPlace));
    return std::atomic_ref(*reinterpret_cast<TextPlace*>(bytes));
}

std::vector<TextPlace> RowTexts::places(const std::vector<std::uint32_t>& numbers) const {
    std::vector<TextPlace> found;
    found.reserve(numbers.size());
    for (const std::uint32_t number : numbers)
        found.push_back(place_of(number).load(std::memory_order_acquire));
    return found;
}

/// Of a piece of the first `bytes` of the file.
std::string RowTexts::hash_of(std::uint64_t piece, std::uint64_t bytes) const {
    const std::uint64_t from = piece * piece_bytes;
    return sha256_bytes(texts_->read(from, std::min(piece_bytes, bytes - from)));
}

void RowTexts::clear() {
    texts_->truncate(0);
}

const SavedTexts& RowTexts::save(std::uint64_t bytes) {
    texts_->make_durable();
    // Whole pieces stay as they are; the last one may have grown.
    saved_.hashes.resize(std::min<std::size_t>(saved_.hashes.size(), saved_.bytes / piece_bytes));
    for (std::uint64_t piece = saved_.hashes.size(); piece * piece_bytes < bytes; ++piece)
        saved_.hashes.push_back(hash_of(piece, bytes));
    saved_.bytes = bytes;
    return saved_;
}

/// Hashed by several threads: this is most of the time of a start.
bool RowTexts::are_intact(const SavedTexts& saved) const {
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> intact{true};
    const auto check = [&] {
        for (std::uint64_t piece = next++; piece < saved.hashes.size(); piece = next++) {
            if (hash_of(piece, saved.bytes) != saved.hashes[piece]) intact = false;
        }
    };
    std::vector<std::future<void>> checks;
    const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
    for (unsigned i = 0; i < threads; ++i)
        checks.push_back(std::async(std::launch::async, check));
    for (auto& one : checks) {
        try {
            one.get();
        } catch (const Error&) {
            intact = false;  // unreadable bytes are damage, too
        }
    }
    return intact;
}

bool RowTexts::restore(const SavedTexts& saved, const std::vector<std::uint32_t>& numbers,
                       const std::vector<TextPlace>& places) {
    std::uint64_t used = 0;
    for (const TextPlace place : places)
        used += place & size_mask;
    if (numbers.size() != places.size() || used < saved.bytes / 2 || !are_intact(saved))
        return false;
    texts_->truncate(saved.bytes);  // what came later was not made durable
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        places_->grow_to((std::uint64_t{numbers[i]} + 1) * sizeof(TextPlace));
        place_of(numbers[i]).store(places[i], std::memory_order_release);
    }
    end_ = saved.bytes;
    saved_ = saved;
    return true;
}

}  // namespace lem::leaderboard
