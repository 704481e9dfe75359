#include "cli/view_units.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

/// The files of one folder that was named, and what becomes of them.
class FolderUnits {
public:
    FolderUnits(std::string root, files::FileList list, UnitVisitor& visitor)
        : root_(std::move(root)), visitor_(visitor) {
        for (files::ListedFile& file : list.files)
            stamps_.emplace(std::move(file.path), file.stamp);
    }

    void visit() {
        find_own_folders();
        std::vector<std::string> others;
        for (const auto& [path, stamp] : stamps_) {
            if (own_folders_.contains(folder_of(path))) continue;
            if (path.ends_with(".lem"))
                visit_packable(path, {path});
            else
                others.push_back(path);
        }
        for (const std::string& folder : own_folders_)
            visit_own_folder(folder);
        for_each_source_of(
            root_, std::move(others),
            [&](const ImportSource& source) {
                current_->sources.push_back(source);
                return true;
            },
            [&](const std::vector<std::string>& paths) { return begin(unit_of(paths)); });
        finish();
    }

private:
    static std::string folder_of(const std::string& path) {
        const std::size_t slash = path.rfind('/');
        return slash == std::string::npos ? "" : path.substr(0, slash);
    }
    static std::string below(const std::string& folder, const char* name) {
        return folder.empty() ? name : folder + "/" + name;
    }
    std::string whole(const std::string& path) const { return (fs::path(root_) / path).string(); }

    /// Requests are in no result folder of another program.
    void find_own_folders() {
        for (const auto& [path, stamp] : stamps_) {
            if (text::file_name(path) != "result.json") continue;
            const std::string folder = folder_of(path);
            if (stamps_.contains(below(folder, "requests.jsonl"))) own_folders_.insert(folder);
        }
    }

    ViewUnit unit_of(const std::vector<std::string>& paths) const {
        ViewUnit unit{.name = whole(paths.front()), .files = {}, .stamps = {}};
        for (const std::string& path : paths) {
            unit.files.push_back(whole(path));
            unit.stamps.push_back(stamps_.at(path));
        }
        return unit;
    }

    /// While a run goes on, its manifest is missing for moments, and its document is all there is.
    void visit_own_folder(const std::string& folder) {
        std::vector<std::string> paths{below(folder, "result.json")};
        for (const char* name : {"manifest.json", "requests.jsonl", "power.csv"})
            if (stamps_.contains(below(folder, name))) paths.push_back(below(folder, name));
        if (stamps_.contains(below(folder, "manifest.json"))) return visit_packable(folder, paths);
        if (!begin(unit_of(paths))) return;
        for_each_source_of(
            root_, {paths.front()},
            [&](const ImportSource& source) {
                current_->sources.push_back(source);
                return true;
            },
            [](const std::vector<std::string>&) { return true; });
    }

    void visit_packable(const std::string& path, const std::vector<std::string>& files) {
        ViewUnit unit = unit_of(files);
        unit.packable = whole(path);
        begin(std::move(unit));
    }

    bool begin(ViewUnit unit) {
        finish();
        if (!visitor_.needs(unit)) return false;
        current_ = std::move(unit);
        return true;
    }

    void finish() {
        if (current_) visitor_.take(std::move(*current_));
        current_.reset();
    }

    const std::string root_;
    UnitVisitor& visitor_;
    std::map<std::string, files::FileStamp> stamps_;  // by path below the root
    std::set<std::string> own_folders_;
    std::optional<ViewUnit> current_;
};

void visit_file(const std::string& path, UnitVisitor& visitor) {
    const auto stamp = files::stamp_of(path);
    if (!stamp) {
        std::error_code ignored;
        visitor.unreadable({path, fs::exists(path, ignored) ? "is neither a file nor a folder."
                                                            : "is not there."});
        return;
    }
    ViewUnit unit{.name = path, .files = {path}, .stamps = {*stamp}};
    if (path.ends_with(".lem")) unit.packable = path;
    if (!visitor.needs(unit)) return;
    if (!unit.packable)
        for_each_source(path, [&](const ImportSource& source) {
            unit.sources.push_back(source);
            return true;
        });
    visitor.take(std::move(unit));
}

}  // namespace

void visit_units(const std::vector<std::string>& places, const files::ListOptions& options,
                 UnitVisitor& visitor) {
    std::vector<std::pair<std::string, std::optional<files::FileList>>> lists;
    std::size_t count = 0;
    for (const std::string& place : places) {
        std::error_code ignored;
        auto& [path, list] = lists.emplace_back(place, std::nullopt);
        if (fs::is_directory(place, ignored)) list = files::list_files(place, options);
        count += list ? list->files.size() : 1;
    }
    visitor.found(count);
    for (auto& [path, list] : lists) {
        if (!list) {
            visit_file(path, visitor);
            continue;
        }
        for (const auto& [below, reason] : list->unreadable)
            visitor.unreadable({below.empty() ? path : (fs::path(path) / below).string(),
                                "cannot be opened: " + reason + "."});
        if (!list->complete)
            visitor.left_out(path + " holds more than " +
                             figures::count(static_cast<std::int64_t>(options.entries_max)) +
                             " files and folders; the rest was not looked at. Name the folders "
                             "with results.");
        FolderUnits(path, std::move(*list), visitor).visit();
    }
}

}  // namespace lem::cli
