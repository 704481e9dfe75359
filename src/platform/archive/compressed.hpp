#pragma once
/// Files of strangers that are gzip'd or in a zip archive, inflated in memory
/// under limits. Nothing is written. Throws Error(invalid) that says what is
/// wrong.

#include <string>
#include <string_view>
#include <vector>

namespace lem::archive {

enum class Packing { none, gzip, zip };

/// By the magic numbers at the start.
Packing packing_of(std::string_view first_bytes);

/// The content of a gzip file, which may have several members.
/// More than `bytes_max`, or so much more than the file that no result file is
/// packed so well, is refused.
std::string inflate_gzip(std::string_view bytes, std::size_t bytes_max);

struct PackedFile {
    std::string name;  // with its folders, as the archive states it
    std::string bytes;
};

/// The regular files of a zip archive, in its order; `bytes_max` is of all of
/// them together. An encrypted archive is refused, and one with more files than
/// limits::zip_files_max.
std::vector<PackedFile> unpack_zip(std::string_view bytes, std::size_t bytes_max);

}  // namespace lem::archive
