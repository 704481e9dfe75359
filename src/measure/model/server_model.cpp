#include "measure/model/server_model.hpp"

#include "measure/engine/server_version.hpp"

namespace lem::measure {
namespace {

using schema::json;

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

ServerModel ask_server_model(const Endpoint& endpoint, const std::string& name) {
    const auto page = server_page(endpoint, "/v1/models");
    return page ? parse_server_model(*page, name) : ServerModel{};
}

}  // namespace lem::measure
