#include "cli/import_sources.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "cli/import_files.hpp"
#include "cli/localscore_database.hpp"
#include "interchange/results/file_groups.hpp"
#include "platform/archive/compressed.hpp"
#include "platform/sql/foreign_sqlite.hpp"
#include "platform/sql/sqlite_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;
using archive::Packing;
using interchange::FileGroup;
using interchange::Joining;

using ReadBytes = std::function<std::string(const std::string& path)>;

Error not_imported(const std::string& name, const Error& why) {
    return Error(why.code(), name + " was not imported. " + why.message()).because(why.cause());
}

Error nested(const std::string& name) {
    return Error(ErrorCode::invalid,
                 name + " was not imported. An archive within an archive is not read.");
}

/// A file as the importers read it: text out of a compressed file or a database.
SourceContent unpacked(std::string bytes, const std::string& name) {
    try {
        if (archive::is_compressed(archive::packing_of(bytes))) {
            bytes = archive::inflate(bytes, limits::import_bytes_max);
            if (archive::packing_of(bytes) != Packing::none) throw nested(name);
        }
        if (!sql::is_sqlite(bytes)) return {.text = std::move(bytes)};
        std::string text = localscore_documents(bytes);
        return {.text = std::move(text), .original = std::move(bytes)};
    } catch (const Error& error) {
        throw not_imported(name, error);
    }
}

/// A database whose last changes are in a file beside it would be read without them.
void require_closed(const std::string& path) {
    for (const fs::path& beside : sql::companions_of(path)) {
        if (!beside.string().ends_with("-shm"))
            throw Error(ErrorCode::conflict,
                        path + " was not imported: " + beside.filename().string() +
                            " beside it has changes. Close the program that writes it.");
    }
}

SourceContent read_file(const std::string& path) {
    std::string bytes = read_source(path);
    if (sql::is_sqlite(bytes) && path != "-") require_closed(path);
    return unpacked(std::move(bytes), path);
}

bool ends_with_one_of(std::string_view path, std::span<const char* const> endings) {
    return std::ranges::any_of(endings, [&](const char* ending) { return path.ends_with(ending); });
}

/// In a folder anything may be packed: weights, say. What is a packed result has a result's name.
bool is_packed_result(const std::string& path) {
    const fs::path file(path);
    const std::string packing = file.extension().string();
    return (packing == ".gz" || packing == ".zst") &&
           ends_with_one_of(file.stem().string(), std::array{".json", ".jsonl", ".csv", ".md"});
}

SourceContent read_file_of_folder(const std::string& path) {
    std::string bytes = read_source(path);
    if (archive::packing_of(bytes) != Packing::none && !is_packed_result(path))
        return {.text = std::move(bytes)};
    if (sql::is_sqlite(bytes)) require_closed(path);
    return unpacked(std::move(bytes), path);
}

/// The one document that the files of a group are.
SourceContent joined(const FileGroup& group, const std::string& name, const ReadBytes& read) {
    std::vector<interchange::NamedBytes> files;
    for (const std::string& path : group.paths) {
        if (const auto refused = interchange::add_part(files, {path, read(path)}))
            throw Error(ErrorCode::invalid, name + " was not imported: " + refused->pointer + " " +
                                                refused->message + ".");
    }
    auto document = interchange::joined_document(group.joining, files);
    if (document) return {.text = std::move(*document)};
    throw Error(ErrorCode::invalid, name + " was not imported.", std::move(document.error()));
}

bool all(const std::vector<std::string>&) {
    return true;
}

/// False if the walk ends.
bool take_groups(const std::string& root, const std::vector<std::string>& paths,
                 const ReadBytes& read, const std::function<SourceContent(const std::string&)>& one,
                 const TakeSource& take, const WantFiles& wanted) {
    return std::ranges::all_of(interchange::group_files(paths), [&](const FileGroup& group) {
        if (!wanted(group.paths)) return true;
        const std::string name = (fs::path(root) / group.name).string();
        return take({.name = name, .of_folder = true, .read = [group, name, read, one] {
                         return group.joining == Joining::none ? one(group.paths[0])
                                                               : joined(group, name, read);
                     }});
    });
}

bool take_archive(const std::string& name, const std::string& bytes, const TakeSource& take) {
    const auto files = std::make_shared<std::map<std::string, std::string>>();
    std::vector<std::string> paths;
    try {
        for (auto& [path, content] : archive::unpack(bytes, limits::import_bytes_max)) {
            paths.push_back(path);
            files->emplace(path, std::move(content));
        }
    } catch (const Error& error) {
        const Error why = not_imported(name, error);
        return take(
            {.name = name, .of_folder = false, .read = [why]() -> SourceContent { throw why; }});
    }
    interchange::sort_for_import(paths);
    const ReadBytes read = [files](const std::string& path) { return files->at(path); };
    const auto one = [files, name](const std::string& path) {
        const std::string& content = files->at(path);
        const std::string whole = (fs::path(name) / path).string();
        if (archive::packing_of(content) != Packing::none) throw nested(whole);
        return unpacked(content, whole);
    };
    return take_groups(name, paths, read, one, take, all);
}

bool is_archive(const std::string& path) {
    std::string start(archive::archive_start_bytes, '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(start.data(), static_cast<std::streamsize>(start.size()));
    return archive::is_archive({start.data(), static_cast<std::size_t>(in.gcount())});
}

/// Other files of a folder may be archives too: documents of an office, say, and bundles.
bool is_archive_of_results(const std::string& path) {
    constexpr std::array endings{".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst"};
    return ends_with_one_of(path, endings) && is_archive(path);
}

bool take_file(const std::string& path, bool of_folder, const TakeSource& take) {
    if (path.ends_with(".lem"))
        return take({.name = path, .of_folder = of_folder, .read = [path]() -> SourceContent {
                         throw Error(ErrorCode::invalid,
                                     path +
                                         " was not imported. It is a bundle of lem, "
                                         "which lem submit publishes as it is.");
                     }});
    if (!is_archive(path))
        return take(
            {.name = path, .of_folder = of_folder, .read = [path] { return read_file(path); }});
    std::string bytes;
    try {
        bytes = read_source(path);
    } catch (const Error& error) {
        return take({.name = path, .of_folder = of_folder, .read = [error]() -> SourceContent {
                         throw error;
                     }});
    }
    return take_archive(path, bytes, take);
}

}  // namespace

void for_each_source(const std::string& path, const TakeSource& take) {
    if (path == "-") {
        const std::string bytes = read_source(path);
        if (archive::is_archive(bytes))
            take_archive("input", bytes, take);
        else
            take({.name = path, .of_folder = false, .read = [bytes, path] {
                      return unpacked(bytes, path);
                  }});
    } else if (fs::is_directory(path)) {
        std::vector<std::string> paths;
        for (const fs::path& file : files_below(path))
            paths.push_back(file.lexically_relative(path).generic_string());
        for_each_source_of(path, paths, take, all);
    } else {
        take_file(path, false, take);
    }
}

void for_each_source_of(const std::string& folder, std::vector<std::string> paths,
                        const TakeSource& take, const WantFiles& wanted) {
    interchange::sort_for_import(paths);
    const auto whole = [folder](const std::string& path) {
        return (fs::path(folder) / path).string();
    };
    std::vector<std::string> files, archives;
    for (std::string& path : paths) {
        const bool archive = is_archive_of_results(whole(path));
        (archive ? archives : files).push_back(std::move(path));
    }
    const auto read = [whole](const std::string& path) { return read_source(whole(path)); };
    const auto one = [whole](const std::string& path) { return read_file_of_folder(whole(path)); };
    if (!take_groups(folder, files, read, one, take, wanted)) return;
    std::ranges::all_of(archives, [&](const std::string& path) {
        return !wanted({path}) || take_file(whole(path), true, take);
    });
}

}  // namespace lem::cli
