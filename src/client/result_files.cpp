#include "client/result_files.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/limits.hpp"
#include "client/stored_result.hpp"

#include <algorithm>
#include <unistd.h>

namespace lem::client {
namespace {

archive::Files read_folder(const std::filesystem::path& folder) {
    archive::Files files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[entry.path().filename().string()] =
                file::read(entry.path(), limits::bundle_inflated_bytes_max);
    }
    if (!files.contains("result.json") || !files.contains("manifest.json")) {
        throw Error(
            ErrorCode::bad_request,
            folder.string() + " is not a result folder: it lacks result.json or manifest.json.");
    }
    // Other files are not part of the result: a log that was still being written, a note.
    const domain::Manifest manifest = read_manifest(files["manifest.json"], folder);
    std::erase_if(files, [&](const auto& file) {
        return file.first != "manifest.json" &&
               std::ranges::none_of(manifest.files, [&](const domain::FileReference& listed) {
                   return listed.name == file.first;
               });
    });
    return files;
}

}  // namespace

ResultFiles read_result_files(const std::filesystem::path& path) {
    if (std::filesystem::is_directory(path))
        return {.form = ResultForm::folder, .files = read_folder(path), .original = {}};
    ResultFiles result{.original = file::read(path, limits::bundle_inflated_bytes_max)};
    if (archive::is_bundle(result.original)) {
        result.form = ResultForm::bundle;
        result.files = archive::unpack(path);
    } else {
        result.files["result.json"] = result.original;
    }
    return result;
}

std::string packed(const archive::Files& files) {
    std::string name = (std::filesystem::temp_directory_path() / "lem-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0)
        throw Error(ErrorCode::unavailable, "Cannot write to the temporary folder.");
    close(descriptor);
    archive::pack(files, name);
    std::string bytes = file::read(name, limits::bundle_inflated_bytes_max);
    std::filesystem::remove(name);
    return bytes;
}

}  // namespace lem::client
