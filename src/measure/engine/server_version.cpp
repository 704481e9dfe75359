#include "measure/engine/server_version.hpp"

#include "base/error.hpp"
#include "platform/http/client.hpp"
#include "schema/json.hpp"

namespace lem::measure {

std::optional<std::string> server_version(const Endpoint& endpoint, std::string_view page,
                                          std::string_view member) {
    http::ClientRequest request{.url = endpoint.url() + std::string(page)};
    request.timeout = std::chrono::seconds(5);
    request.response_bytes_max = 4 << 20;
    request.ca_file = endpoint.ca_file;
    if (!endpoint.api_key.empty())
        request.headers.push_back({"Authorization", "Bearer " + endpoint.api_key});
    try {
        const auto response = http::fetch(request);
        const auto document = schema::parse(response.body);
        const bool known = response.status == 200 && document && document->is_object() &&
                           document->contains(member) && (*document)[member].is_string();
        if (known) return (*document)[member].get<std::string>().substr(0, 100);
    } catch (const Error&) {
        // It answers slowly or oddly; the version is not worth the run.
    }
    return std::nullopt;
}

}  // namespace lem::measure
