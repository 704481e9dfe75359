#pragma once
/// Files that the build puts inside the binary (cmake/embed.cmake): the web application, the
/// migrations, the catalogue, the built-in prompts and the log of changes. Constant data, safe from any thread.

#include <span>
#include <string_view>
#include <vector>

namespace lem::embedded {

struct File {
    std::string_view path;  // relative to the embedded folder, '/' separated
    std::string_view content;
};

/// Sorted by path. Empty when the binary was built without the web application.
std::span<const File> web();
std::span<const File> migrations();
std::span<const File> catalogue();
std::span<const File> prompts();
/// What changed in the method (docs/changes).
std::span<const File> changes();

}  // namespace lem::embedded
