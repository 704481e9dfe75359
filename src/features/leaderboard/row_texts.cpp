#include "features/leaderboard/row_texts.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace lem::leaderboard {
namespace {

struct Place {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

// Address space only; the file grows as rows come.
constexpr std::size_t texts_reserved_bytes = std::size_t{64} << 30;
constexpr std::size_t places_reserved_bytes = std::size_t{8} << 30;

}  // namespace

/// A file that only grows, mapped once at its largest size.
class RowTexts::Region {
public:
    explicit Region(std::size_t reserved_bytes) : reserved_bytes_(reserved_bytes) {
        std::string name = (std::filesystem::temp_directory_path() / "lem-rows-XXXXXX").string();
        descriptor_ = mkstemp(name.data());
        if (descriptor_ < 0) fail();
        unlink(name.c_str());
        void* mapped =
            mmap(nullptr, reserved_bytes, PROT_READ, MAP_SHARED | MAP_NORESERVE, descriptor_, 0);
        if (mapped == MAP_FAILED) fail();
        start_ = static_cast<const char*>(mapped);
    }
    ~Region() {
        munmap(const_cast<char*>(start_), reserved_bytes_);
        close(descriptor_);
    }
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;

    void write(std::uint64_t offset, std::string_view bytes) {
        if (offset + bytes.size() > reserved_bytes_)
            throw Error(ErrorCode::storage_full,
                        "There are more rows than the leaderboard can hold.");
        while (!bytes.empty()) {
            const ssize_t written =
                pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail();
            bytes.remove_prefix(static_cast<std::size_t>(written));
            offset += static_cast<std::uint64_t>(written);
        }
    }
    const char* at(std::uint64_t offset) const { return start_ + offset; }

private:
    [[noreturn]] static void fail() {
        throw Error(ErrorCode::storage_full,
                    "The leaderboard cannot write its temporary file; is the disk full?")
            .because(std::strerror(errno));
    }

    std::size_t reserved_bytes_;
    int descriptor_ = -1;
    const char* start_ = nullptr;
};

RowTexts::RowTexts()
    : texts_(std::make_unique<Region>(texts_reserved_bytes)),
      places_(std::make_unique<Region>(places_reserved_bytes)) {}

RowTexts::~RowTexts() = default;

void RowTexts::append(std::uint32_t number, std::string_view text) {
    texts_->write(end_, text);
    const Place place{end_, text.size()};
    places_->write(std::uint64_t{number} * sizeof place,
                   {reinterpret_cast<const char*>(&place), sizeof place});
    end_ += text.size();
}

std::string_view RowTexts::text(std::uint32_t number) const {
    Place place;
    std::memcpy(&place, places_->at(std::uint64_t{number} * sizeof place), sizeof place);
    return {texts_->at(place.offset), place.size};
}

}  // namespace lem::leaderboard
