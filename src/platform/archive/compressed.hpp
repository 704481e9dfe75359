#pragma once
/// Files of strangers that are packed by gzip or zstd, or are in a zip or tar archive, opened in
/// memory under limits. Nothing is written. Throws Error(invalid) that says what is wrong.

#include <string>
#include <string_view>
#include <vector>

namespace lem::archive {

enum class Packing { none, gzip, zstd, zip, tar };

/// By the magic numbers in the first `packing_bytes`.
Packing packing_of(std::string_view first_bytes);
inline constexpr std::size_t packing_bytes = 262;

/// Whether several files are in it: in a zip or tar archive, or a tar packed by gzip or zstd, whose
/// first `archive_start_bytes` tell it.
bool is_archive(std::string_view first_bytes);
inline constexpr std::size_t archive_start_bytes = 256 * 1024;

/// Whether it is one file, or a tar archive, packed by gzip or zstd.
constexpr bool is_compressed(Packing packing) {
    return packing == Packing::gzip || packing == Packing::zstd;
}

/// The content of a compressed file, which may have several members. More than `bytes_max`, or so
/// much more than the file that no result file is packed so well, is refused.
std::string inflate(std::string_view bytes, std::size_t bytes_max);

struct PackedFile {
    std::string name;  // with its folders, without "./" before them
    std::string bytes;
};

/// The files of an archive, in its order; `bytes_max` is of all of them together. All of it is
/// refused for one entry that leads out of the archive, is a link or a device, is encrypted or is
/// there twice, and for more than limits::zip_files_max.
std::vector<PackedFile> unpack(std::string_view bytes, std::size_t bytes_max);

}  // namespace lem::archive
