#include "cli/import_files.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

namespace lem::cli {

namespace fs = std::filesystem;

namespace {

std::string read_all(std::istream& in, const std::string& name) {
    std::string bytes;
    std::array<char, 64 * limits::kib> piece{};
    while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
        bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > limits::import_bytes_max)
            throw Error(ErrorCode::too_large,
                        name + " is larger than " +
                            std::to_string(limits::import_bytes_max / limits::mib) + " MiB.");
    }
    if (in.bad()) throw Error(ErrorCode::bad_request, name + " cannot be read.");
    return bytes;
}

}  // namespace

std::string read_source(const std::string& path) {
    if (path == "-") return read_all(std::cin, "Standard input");
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(ErrorCode::bad_request, path + " cannot be opened.");
    return read_all(in, path);
}

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code unreadable;
    for (const auto& entry :
         fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied)) {
        if (entry.is_regular_file(unreadable)) files.push_back(entry.path());
    }
    std::ranges::sort(files, {}, [](const fs::path& file) {
        return std::pair(std::distance(file.begin(), file.end()), file.string());
    });
    return files;
}

void write_file(const fs::path& path, std::string_view bytes) {
    std::error_code failure;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), failure);
    if (failure)
        throw Error(ErrorCode::bad_request,
                    path.parent_path().string() + " cannot be created: " + failure.message() + ".");
    const fs::path unfinished = path.string() + ".part";
    std::ofstream out(unfinished, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        throw Error(ErrorCode::storage_full,
                    path.string() + " cannot be written: is the disk full, or the name too long?");
    }
    fs::rename(unfinished, path, failure);
    if (failure)
        throw Error(ErrorCode::bad_request,
                    path.string() + " cannot be written: " + failure.message() + ".");
}

}  // namespace lem::cli
