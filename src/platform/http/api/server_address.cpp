#include "platform/http/api/server_address.hpp"

#include <algorithm>

namespace lem::http {

std::string server_address(const Request& request, const std::string& base_path) {
    const bool plain = !request.host.empty() && std::ranges::all_of(request.host, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view(".-:[]").find(c) != std::string_view::npos;
    });
    if (!plain) return base_path;
    return (request.uses_https ? "https://" : "http://") + request.host + base_path;
}

}  // namespace lem::http
