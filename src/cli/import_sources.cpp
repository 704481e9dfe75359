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

/// A file as the importers read it: text out of a gzip file or a database.
SourceContent unpacked(std::string bytes, const std::string& name) {
    try {
        if (archive::packing_of(bytes) == Packing::gzip) {
            bytes = archive::inflate_gzip(bytes, limits::import_bytes_max);
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

/// In a folder anything may be packed: weights, say. What is a packed result has a result's name.
bool is_packed_result(const std::string& path) {
    return std::ranges::any_of(std::array{".json.gz", ".jsonl.gz", ".csv.gz", ".md.gz"},
                               [&](const char* ending) { return path.ends_with(ending); });
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
    std::size_t total = 0;
    for (const std::string& path : group.paths) {
        files.push_back({path, read(path)});
        const std::size_t size = files.back().bytes.size();
        total += size;
        if (size > limits::joined_file_bytes_max || total > limits::import_bytes_max)
            throw Error(ErrorCode::invalid, name + " was not imported: " + path +
                                                " is too large for a part of a result.");
    }
    auto document = interchange::joined_document(group.joining, files);
    if (document) return {.text = std::move(*document)};
    throw Error(ErrorCode::invalid, name + " was not imported.", std::move(document.error()));
}

/// False if the walk ends.
bool take_groups(const std::string& root, const std::vector<std::string>& paths,
                 const ReadBytes& read, const std::function<SourceContent(const std::string&)>& one,
                 const TakeSource& take) {
    return std::ranges::all_of(interchange::group_files(paths), [&](const FileGroup& group) {
        const std::string name = (fs::path(root) / group.name).string();
        return take({.name = name, .of_folder = true, .read = [&] {
                         return group.joining == Joining::none ? one(group.paths[0])
                                                               : joined(group, name, read);
                     }});
    });
}

/// In the order of depth and name, as the files of a folder are.
void sort_for_import(std::vector<std::string>& paths) {
    std::ranges::sort(paths, {}, [](const std::string& path) {
        return std::pair(std::ranges::count(path, '/'), path);
    });
}

bool take_zip(const std::string& name, const std::string& bytes, const TakeSource& take) {
    std::map<std::string, std::string> files;
    std::vector<std::string> paths;
    try {
        for (auto& [path, content] : archive::unpack_zip(bytes, limits::import_bytes_max)) {
            paths.push_back(path);
            files.emplace(path, std::move(content));
        }
    } catch (const Error& error) {
        const Error why = not_imported(name, error);
        return take(
            {.name = name, .of_folder = false, .read = [&]() -> SourceContent { throw why; }});
    }
    sort_for_import(paths);
    const ReadBytes read = [&](const std::string& path) { return files.at(path); };
    const auto one = [&](const std::string& path) {
        const std::string& content = files.at(path);
        const std::string whole = (fs::path(name) / path).string();
        if (archive::packing_of(content) != Packing::none) throw nested(whole);
        return unpacked(content, whole);
    };
    return take_groups(name, paths, read, one, take);
}

bool is_zip(const std::string& path) {
    std::array<char, 4> start{};
    std::ifstream in(path, std::ios::binary);
    in.read(start.data(), start.size());
    return archive::packing_of({start.data(), static_cast<std::size_t>(in.gcount())}) ==
           Packing::zip;
}

bool take_file(const std::string& path, bool of_folder, const TakeSource& take) {
    if (!is_zip(path))
        return take(
            {.name = path, .of_folder = of_folder, .read = [&] { return read_file(path); }});
    std::string bytes;
    try {
        bytes = read_source(path);
    } catch (const Error& error) {
        return take({.name = path, .of_folder = of_folder, .read = [&]() -> SourceContent {
                         throw error;
                     }});
    }
    return take_zip(path, bytes, take);
}

void take_folder(const std::string& folder, const TakeSource& take) {
    std::vector<std::string> paths, archives;
    const auto whole = [&](const std::string& path) { return (fs::path(folder) / path).string(); };
    for (const fs::path& file : files_below(folder)) {
        const std::string path = file.lexically_relative(folder).generic_string();
        const bool archive = path.ends_with(".zip") && is_zip(file.string());
        (archive ? archives : paths).push_back(path);
    }
    const auto read = [&](const std::string& path) { return read_source(whole(path)); };
    const auto one = [&](const std::string& path) { return read_file_of_folder(whole(path)); };
    if (!take_groups(folder, paths, read, one, take)) return;
    std::ranges::all_of(
        archives, [&](const std::string& path) { return take_file(whole(path), true, take); });
}

}  // namespace

void for_each_source(const std::string& path, const TakeSource& take) {
    if (path == "-") {
        const std::string bytes = read_source(path);
        if (archive::packing_of(bytes) == Packing::zip)
            take_zip("input", bytes, take);
        else
            take({.name = path, .of_folder = false, .read = [&] { return unpacked(bytes, path); }});
    } else if (fs::is_directory(path)) {
        take_folder(path, take);
    } else {
        take_file(path, false, take);
    }
}

}  // namespace lem::cli
