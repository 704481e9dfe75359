#include "platform/files/file_list.hpp"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace lem::files {
namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

constexpr std::size_t unreadable_max = 100;

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileStamp stamp_from(const struct stat& status) {
    return {.device = status.st_dev,
            .inode = status.st_ino,
            .size_bytes = static_cast<std::uint64_t>(status.st_size),
            .written_ns = nanoseconds(status.st_mtim),
            .changed_ns = nanoseconds(status.st_ctim)};
}

class Lister {
public:
    Lister(const std::filesystem::path& root, const ListOptions& options)
        : root_(root), options_(options) {}

    FileList run() && {
        std::vector<std::string> folders{""};
        while (!folders.empty() && list_.complete) {
            if (options_.stopped && options_.stopped()) break;
            const std::string folder = std::move(folders.back());
            folders.pop_back();
            read(folder, folders);
        }
        return std::move(list_);
    }

private:
    void read(const std::string& path, std::vector<std::string>& folders) {
        const std::filesystem::path whole = path.empty() ? root_ : root_ / path;
        if (options_.enter) options_.enter(whole);
        const Folder folder(opendir(whole.c_str()));
        if (!folder) {
            if (errno != ENOENT) note_unreadable(path);
            return;
        }
        const std::string start = path.empty() ? "" : path + "/";
        while (const dirent* entry = readdir(folder.get())) {
            if (entry->d_name[0] == '.') continue;
            if (++entries_ > options_.entries_max) {
                list_.complete = false;
                return;
            }
            take(dirfd(folder.get()), entry->d_name, start, folders);
        }
    }

    void take(int folder, const char* name, const std::string& start,
              std::vector<std::string>& folders) {
        struct stat status{};
        if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
        if (S_ISDIR(status.st_mode)) return folders.push_back(start + name);
        if (S_ISLNK(status.st_mode) && fstatat(folder, name, &status, 0) != 0) return;
        if (S_ISREG(status.st_mode)) list_.files.push_back({start + name, stamp_from(status)});
    }

    void note_unreadable(const std::string& path) {
        if (list_.unreadable.size() < unreadable_max)
            list_.unreadable.push_back({path, std::strerror(errno)});
    }

    const std::filesystem::path& root_;
    const ListOptions& options_;
    FileList list_;
    std::size_t entries_ = 0;
};

}  // namespace

std::optional<FileStamp> stamp_of(const std::filesystem::path& file) {
    struct stat status{};
    if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return stamp_from(status);
}

FileList list_files(const std::filesystem::path& folder, const ListOptions& options) {
    return Lister(folder, options).run();
}

}  // namespace lem::files
