#include "client/log_place.hpp"

#include "base/file.hpp"
#include "base/limits.hpp"
#include "client/answer.hpp"
#include "client/credentials.hpp"
#include "domain/signing/account_key.hpp"

#include <filesystem>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

/// nullopt for 404. Throws Error for any other refusal.
std::optional<std::string> fetch(const std::string& url, std::size_t bytes_max) {
    const http::ClientRequest request{.url = url, .response_bytes_max = bytes_max};
    http::ClientResponse response = http::fetch(request);
    if (response.status == 404) return std::nullopt;
    if (response.status != 200) throw read_refusal(request, response, 0).error;
    return std::move(response.body);
}

std::size_t bytes_max_of(const domain::TileName& name) {
    const std::size_t each =
        name.entries ? limits::log_entry_bytes_max + 2 : domain::tree_hash_bytes;
    return static_cast<std::size_t>(name.width) * each;
}

}  // namespace

LogPlace::LogPlace(const std::string& typed) {
    std::error_code none;
    is_folder_ = fs::is_directory(typed, none);
    name_ = is_folder_ ? fs::weakly_canonical(typed).string() : server_address(typed);
}

std::optional<std::string> LogPlace::read(const std::string& path, std::size_t bytes_max) const {
    if (!is_folder_) return fetch(name_ + "/log/" + path, bytes_max);
    const fs::path file = fs::path(name_) / path;
    std::error_code none;
    if (!fs::is_regular_file(file, none)) return std::nullopt;
    return file::read(file, bytes_max);
}

std::string LogPlace::text(const std::string& path) const {
    auto found = read(path, limits::checkpoint_bytes_max);
    if (!found)
        throw Error(ErrorCode::not_found, "There is no log at " + name_ + ": it has no " +
                                              (is_folder_ ? path : "/log/" + path) + ".");
    return std::move(*found);
}

std::optional<std::string> LogPlace::cut_from_full(const domain::TileName& name) const {
    domain::TileName full = name;
    full.width = domain::tile_width;
    auto bytes = read(path_of(full), bytes_max_of(full));
    if (!bytes) return std::nullopt;
    if (!name.entries) return bytes->substr(0, name.width * domain::tree_hash_bytes);
    auto entries = domain::read_entry_bundle(*bytes, full.width);
    if (!entries) return std::nullopt;
    return domain::entry_bundle(std::span(*entries).first(name.width));
}

std::optional<std::string> LogPlace::tile(const domain::TileName& name) {
    const std::string path = path_of(name);
    if (const auto known = tiles_.find(path); known != tiles_.end()) return known->second;
    auto bytes = read(path, bytes_max_of(name));
    if (!bytes && name.width < domain::tile_width) bytes = cut_from_full(name);
    if (bytes) tiles_[path] = *bytes;
    return bytes;
}

std::optional<std::uint64_t> LogPlace::find(const std::string& document_sha256,
                                            std::uint64_t size) {
    if (!is_folder_) {
        const std::string url = name_ + "/api/v1/log?document_sha256=" + document_sha256;
        const auto answer = fetch(url, limits::checkpoint_bytes_max);
        const auto position = schema::from_text<domain::LogPosition>(
            answer.value_or(""), schema::UnknownMembers::ignored);
        if (!position)
            throw Error(ErrorCode::bad_request, url + " did not answer as a lem server does.",
                        position.error());
        if (!position->index) return std::nullopt;
        return static_cast<std::uint64_t>(*position->index);
    }
    for (std::uint64_t end = size; end > 0;) {
        domain::TileName name = *domain::tile_of(size, 0, end - 1);
        name.entries = true;
        const auto bundle = tile(name);
        const auto entries = domain::read_entry_bundle(bundle.value_or(""), name.width);
        if (!entries)
            throw Error(ErrorCode::invalid,
                        name_ + " has no whole " + path_of(name) + ", which its checkpoint needs.");
        tiles_.clear();  // a long log does not fit
        for (std::uint64_t i = name.width; i-- > 0;) {
            if ((*entries)[i].find(document_sha256) != std::string::npos)
                return name.index * domain::tile_width + i;
        }
        end = name.index * domain::tile_width;
    }
    return std::nullopt;
}

}  // namespace lem::client
