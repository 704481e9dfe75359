#include "cli/repeat.hpp"

#include "cli/tell.hpp"
#include "platform/http/client.hpp"

namespace lem::cli {
namespace {

/// The address of the result's document on its server.
std::string document_address(const std::string& address) {
    const std::string_view place = std::string_view(address).substr(0, address.find_first_of("?#"));
    const std::size_t id = place.rfind("/res_");
    const bool web = place.starts_with("http://") || place.starts_with("https://");
    if (!web || id == std::string_view::npos || place.find('/', id + 1) != std::string_view::npos)
        throw Error(
            ErrorCode::bad_request,
            "--from needs the address of a result, for example https://HOST/results/res_...");
    std::string_view server = place.substr(0, id);
    for (const std::string_view list : {"/api/v1/results", "/results"}) {
        if (!server.ends_with(list)) continue;
        server.remove_suffix(list.size());
        break;
    }
    return std::string(server) + "/api/v1/results" + std::string(place.substr(id)) +
           "/files/result.json";
}

}  // namespace

schema::json published_configuration(const std::string& address) {
    const auto answer = http::fetch({.url = document_address(address)});
    if (answer.status == 404) throw Error(ErrorCode::not_found, "There is no result " + address);
    if (answer.status != 200)
        throw Error(ErrorCode::unavailable,
                    address + " answered " + std::to_string(answer.status) + ".");
    const auto document = schema::parse(answer.body);
    const schema::json::json_pointer place("/experiment/config");
    if (!document || !document->contains(place))
        throw Error(ErrorCode::bad_request, address + " is not the address of a result of lem.");
    if (!(*document)[place].is_object())
        throw Error(ErrorCode::bad_request,
                    "That result was measured by another program, so there is no configuration to "
                    "repeat it with.");
    return (*document)[place];
}

schema::json repeated_configuration(schema::json published, const schema::json& target) {
    const auto name_of = [](const schema::json& config) {
        const schema::json::json_pointer place("/engine/name");
        return config.contains(place) && config[place].is_string()
                   ? config[place].get<std::string>()
                   : std::string("another engine");
    };
    if (name_of(published) != name_of(target))
        tell(
            "The result was measured with {}, this machine uses {}: it is not the same "
            "configuration.\n",
            name_of(published), name_of(target));
    for (const char* part : {"engine", "model"})
        if (target.contains(part)) published[part] = target[part];
    return published;
}

}  // namespace lem::cli
