#include "measure/engine/server_version.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace lem::measure {

http::ClientRequest page_request(const Endpoint& endpoint, std::string_view page) {
    http::ClientRequest request{.url = endpoint.url() + std::string(page)};
    request.timeout = std::chrono::seconds(5);
    request.response_bytes_max = 4 << 20;
    request.ca_file = endpoint.ca_file;
    for (const Header& header : endpoint.headers)
        request.headers.push_back({header.name, header.value});
    return request;
}

std::optional<schema::json> server_page(const Endpoint& endpoint, std::string_view page) {
    try {
        const auto response = http::fetch(page_request(endpoint, page));
        auto document = schema::parse(response.body);
        if (response.status == 200 && document && document->is_object()) return *document;
    } catch (const Error&) {
        // The page is optional: its absence must not end the run.
    }
    return std::nullopt;
}

std::optional<std::string> server_version(const Endpoint& endpoint, std::string_view page,
                                          std::string_view member) {
    const auto document = server_page(endpoint, page);
    if (!document || !document->contains(member) || !(*document)[member].is_string())
        return std::nullopt;
    return text::cut((*document)[member].get<std::string>(), 100);
}

}  // namespace lem::measure
