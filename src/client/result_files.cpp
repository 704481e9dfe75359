#include "client/result_files.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "client/stored_result.hpp"

#include <algorithm>
#include <unistd.h>

namespace lem::client {
namespace {

archive::Files read_folder(const std::filesystem::path& folder) {
    const auto lacking = [&](const char* name) {
        return !std::filesystem::is_regular_file(folder / name);
    };
    if (lacking("result.json") || lacking("manifest.json")) {
        throw Error(
            ErrorCode::bad_request,
            folder.string() + " is not a result folder: it lacks result.json or manifest.json.");
    }
    archive::Files files;
    const auto add = [&](const std::string& name) {
        files[name] = file::read(folder / name, limits::bundle_inflated_bytes_max);
    };
    add("manifest.json");
    // Other files are not part of the result: a log that was still being written, a note.
    const domain::Manifest manifest = read_manifest(files["manifest.json"], folder);
    for (const domain::FileReference& listed : manifest.files) {
        // A folder from elsewhere must not name files of this machine.
        const bool inside = text::file_name(listed.name) == listed.name;
        if (inside && std::filesystem::is_regular_file(folder / listed.name)) add(listed.name);
    }
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
