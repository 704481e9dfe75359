#include "platform/http/api/static_files.hpp"

#include "base/hash.hpp"
#include "platform/http/server/encode.hpp"

#include <fstream>
#include <sstream>

namespace lem::http {
namespace {

std::string_view media_type(std::string_view path) {
    struct Known {
        std::string_view suffix, type;
    };
    constexpr std::array known{Known{".html", "text/html; charset=utf-8"},
                               Known{".js", "text/javascript; charset=utf-8"},
                               Known{".css", "text/css; charset=utf-8"},
                               Known{".json", "application/json"},
                               Known{".svg", "image/svg+xml"},
                               Known{".png", "image/png"},
                               Known{".ico", "image/x-icon"},
                               Known{".wasm", "application/wasm"},
                               Known{".woff2", "font/woff2"},
                               Known{".txt", "text/plain; charset=utf-8"}};
    for (const auto& [suffix, type] : known) {
        if (path.ends_with(suffix)) return type;
    }
    return "application/octet-stream";
}

}  // namespace

StaticFiles::StaticFiles(std::span<const embedded::File> files) {
    for (const embedded::File& file : files)
        add(std::string(file.path), file.content);
}

StaticFiles::StaticFiles(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ostringstream content;
        content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        held_.push_back(std::make_unique<const std::string>(std::move(content).str()));
        add(std::filesystem::relative(entry.path(), folder).generic_string(), *held_.back());
    }
}

void StaticFiles::add(std::string path, std::string_view bytes) {
    files_.emplace(std::move(path), Entry{bytes, '"' + sha256_hex(bytes).substr(0, 24) + '"'});
}

std::optional<std::string_view> StaticFiles::content(std::string_view path) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::nullopt;
    return found->second.bytes;
}

std::optional<Response> StaticFiles::get(const Request& request, std::string_view path) const {
    const auto plain = files_.find(path);
    if (plain == files_.end()) return std::nullopt;
    const Coding coding = choose_coding(request.header("accept-encoding"));
    const std::string_view suffix = coding == Coding::brotli ? ".br"
                                    : coding == Coding::gzip ? ".gz"
                                                             : "";
    const auto packed =
        suffix.empty() ? files_.end() : files_.find(std::string(path) + std::string(suffix));
    const Entry& chosen = packed == files_.end() ? plain->second : packed->second;

    Response response;
    response.content_type = media_type(path);
    response.body = StaticBody{chosen.bytes};
    response.etag = chosen.etag;
    response.compressible = false;
    response.headers.push_back({"Vary", "Accept-Encoding"});
    if (packed != files_.end())
        response.headers.push_back({"Content-Encoding", std::string(coding_name(coding))});
    response.cache_control =
        path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    return response;
}

}  // namespace lem::http
