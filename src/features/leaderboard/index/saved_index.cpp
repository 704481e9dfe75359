#include "features/leaderboard/index/saved_index.hpp"

#include "base/build_id.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "features/leaderboard/index/parts.hpp"
#include "platform/blob/durable.hpp"

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <sys/file.h>
#include <unistd.h>

namespace lem::leaderboard {
namespace {

/// The file is the build's id, these parts and the SHA-256 of all before it. Only the same build
/// reads it, so it has no other version.
struct Head {
    std::string build = build_id();
    std::int64_t change = 0, rows_change = 0;
    std::vector<std::string> owners;
    std::vector<std::int64_t> rows_of_owners;
    std::int64_t last_sequence = 0;
    std::string last_topic, last_value;
    std::uint64_t texts_bytes = 0;
    std::vector<std::string> texts_hashes;

    template <class Self>
    static auto parts(Self& self) {
        return std::tie(self.build, self.change, self.rows_change, self.owners, self.rows_of_owners,
                        self.last_sequence, self.last_topic, self.last_value, self.texts_bytes,
                        self.texts_hashes);
    }
};

constexpr std::size_t hash_bytes = 32;

class Writer {
public:
    explicit Writer(const std::filesystem::path& path)
        : path_(path), stream_(path, std::ios::binary | std::ios::trunc) {}
    void bytes(const void* start, std::size_t size) {
        const std::string_view piece(static_cast<const char*>(start), size);
        hash_.update(piece);
        stream_ << piece;
    }
    template <class List>
    void resize(const List&, std::uint64_t) {}
    /// Throws Error if anything of it could not be written.
    void finish() {
        stream_ << hash_.finish_bytes();
        stream_.close();
        if (!stream_) blob::fail_with_errno(path_);
        blob::make_durable(path_);
    }

private:
    std::filesystem::path path_;
    std::ofstream stream_;
    Sha256 hash_;
};

struct EndsEarly {};

class Reader {
public:
    explicit Reader(std::string_view rest) : rest_(rest) {}
    void bytes(void* start, std::size_t size) {
        if (size > rest_.size()) throw EndsEarly();
        if (size > 0) std::memcpy(start, rest_.data(), size);
        rest_.remove_prefix(size);
    }
    template <class List>
    void resize(List& list, std::uint64_t size) {
        if (size > rest_.size()) throw EndsEarly();  // an item is a byte at least
        list.resize(size);
    }

private:
    std::string_view rest_;
};

std::optional<SavedIndex> unusable(std::string_view why) {
    log::warn("saved_leaderboard_unusable", {{"why", std::string(why)}});
    return std::nullopt;
}

SavedIndex saved_index(Head&& head, RankingIndex&& index, std::vector<TextPlace>&& places) {
    SavedIndex saved{.index = std::move(index),
                     .state = {head.change, head.rows_change, {}},
                     .last = {head.last_sequence, head.last_topic, head.last_value},
                     .places = std::move(places),
                     .texts = {head.texts_bytes, std::move(head.texts_hashes)}};
    for (std::size_t i = 0; i < head.owners.size(); ++i)
        saved.state.rows_of_owner.emplace(head.owners[i], head.rows_of_owners.at(i));
    return saved;
}

}  // namespace

SavedIndexFolder::SavedIndexFolder(const std::filesystem::path& folder) : folder_(folder) {
    if (folder.empty()) return;
    try {
        file::create_private_folder(folder);
    } catch (const Error& error) {
        log::warn("leaderboard_not_saved", {{"why", error.message()}});
        return;
    }
    lock_ = open((folder / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    close(lock_);
    lock_ = -1;
    log::info("leaderboard_not_saved",
              {{"why", "another process keeps its index in " + folder.string()}});
}

SavedIndexFolder::~SavedIndexFolder() {
    if (lock_ >= 0) close(lock_);
}

std::filesystem::path SavedIndexFolder::texts_file() const {
    return keeps() ? folder_ / "rows" : std::filesystem::path();
}

std::optional<SavedIndex> SavedIndexFolder::read() const {
    std::error_code unknown;
    if (!keeps() || !std::filesystem::exists(index_file(), unknown)) return std::nullopt;
    try {
        const std::string content =
            file::read(index_file(), std::numeric_limits<std::size_t>::max());
        if (content.size() < hash_bytes) return unusable("it is cut short");
        const std::string_view body =
            std::string_view(content).substr(0, content.size() - hash_bytes);
        if (sha256_bytes(body) != content.substr(body.size())) return unusable("it is damaged");
        Reader reader(body);
        Head head;
        transfer(reader, head.build);
        if (head.build.empty() || head.build != build_id())
            return unusable("another build of lem wrote it");
        reader = Reader(body);
        transfer(reader, head);
        RankingIndex index;
        transfer(reader, index);
        std::vector<TextPlace> places;
        transfer(reader, places);
        return saved_index(std::move(head), std::move(index), std::move(places));
    } catch (const Error& error) {
        return unusable(error.message());
    } catch (const EndsEarly&) {
        return unusable("it is cut short");
    }
}

void SavedIndexFolder::write(const RankingIndex& index, const IndexState& state,
                             const sql::Change& last, const std::vector<TextPlace>& places,
                             const SavedTexts& texts) const {
    Head head{.change = state.change,
              .rows_change = state.rows_change,
              .owners = {},
              .rows_of_owners = {},
              .last_sequence = last.sequence,
              .last_topic = last.topic,
              .last_value = last.value,
              .texts_bytes = texts.bytes,
              .texts_hashes = texts.hashes};
    for (const auto& [owner, rows] : state.rows_of_owner) {
        head.owners.push_back(owner);
        head.rows_of_owners.push_back(rows);
    }
    const std::filesystem::path part = index_file().string() + ".part";
    Writer writer(part);
    transfer(writer, head);
    transfer(writer, index);
    transfer(writer, places);
    writer.finish();
    std::error_code failed;
    std::filesystem::rename(part, index_file(), failed);
    if (failed) blob::fail_with_errno(index_file());
    blob::make_durable(folder_);
}

void SavedIndexFolder::remove() const {
    std::error_code ignored;
    if (keeps()) std::filesystem::remove(index_file(), ignored);
}

}  // namespace lem::leaderboard
