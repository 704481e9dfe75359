#include "measure/model/server_model.hpp"

#include "base/error.hpp"
#include "measure/engine/server_version.hpp"

#include <set>

namespace lem::measure {
namespace {

using schema::json;

constexpr std::string_view models_page = "/v1/models";

std::optional<double> number(const json& holder, std::string_view key, double most) {
    const auto found = holder.find(key);
    if (found == holder.end() || !found->is_number()) return std::nullopt;
    const double value = found->get<double>();
    return value >= 1 && value <= most ? std::optional(value) : std::nullopt;
}

}  // namespace

ServerModel parse_server_model(const json& page, const std::string& name) {
    ServerModel model;
    const auto data = page.find("data");
    if (data == page.end() || !data->is_array()) return model;
    for (const json& entry : *data) {
        if (!entry.is_object()) continue;
        if (data->size() > 1 && entry.value("id", json()) != json(name)) continue;
        constexpr double context_max = 1e9, parameters_max = 1e15;
        auto context = number(entry, "max_model_len", context_max);
        const auto meta = entry.find("meta");
        if (meta != entry.end() && meta->is_object()) {
            model.parameters = number(*meta, "n_params", parameters_max);
            if (!context) context = number(*meta, "n_ctx_train", context_max);
        }
        if (context) model.context_length = static_cast<int>(*context);
        break;
    }
    return model;
}

std::vector<std::string> parse_server_models(const json& page) {
    std::vector<std::string> ids;
    std::set<std::string_view> seen;
    const auto data = page.find("data");
    if (data == page.end() || !data->is_array()) return ids;
    for (const json& entry : *data) {
        if (!entry.is_object() || !entry.contains("id") || !entry["id"].is_string()) continue;
        const auto& id = entry["id"].get_ref<const std::string&>();
        if (seen.insert(id).second) ids.push_back(id);
    }
    return ids;
}

std::vector<std::string> list_server_models(const Endpoint& endpoint) {
    const http::ClientResponse response = http::fetch(page_request(endpoint, models_page));
    if (response.status == 401 || response.status == 403)
        throw Error(ErrorCode::forbidden,
                    endpoint.url() + std::string(models_page) + " answers with status " +
                        std::to_string(response.status) +
                        ". Put the key into an environment variable, and name it: --set "
                        "engine.api_key_env=VARIABLE");
    const auto document = schema::parse(response.body);
    if (response.status != 200 || !document || !document->is_object()) return {};
    return parse_server_models(*document);
}

ServerModel ask_server_model(const Endpoint& endpoint, const std::string& name) {
    const auto page = server_page(endpoint, models_page);
    return page ? parse_server_model(*page, name) : ServerModel{};
}

}  // namespace lem::measure
