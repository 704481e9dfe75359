#pragma once
/// The built web application: from inside the binary, or from a folder during development. Chooses
/// the precompressed sibling (NAME.br, NAME.gz) that the client accepts.

#include "base/embedded.hpp"
#include "platform/http/api/message.hpp"

#include <map>

namespace lem::http {

/// Constant after construction; thread-safe.
class StaticFiles {
public:
    explicit StaticFiles(std::span<const embedded::File> files);
    /// Reads the folder once; every file stays in memory.
    explicit StaticFiles(const std::filesystem::path& folder);

    bool empty() const { return files_.empty(); }
    /// nullopt if there is no such file.
    std::optional<Response> get(const Request& request, std::string_view path) const;
    std::optional<std::string_view> content(std::string_view path) const;

private:
    struct Entry {
        std::string_view bytes;
        std::string etag;
    };
    void add(std::string path, std::string_view bytes);

    std::map<std::string, Entry, std::less<>> files_;
    std::vector<std::unique_ptr<const std::string>> held_;
};

}  // namespace lem::http
