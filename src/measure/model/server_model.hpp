#pragma once
/// What a running server says of its model on GET /v1/models: vLLM and SGLang give max_model_len,
/// llama.cpp a `meta` with n_params and n_ctx_train. Used where the model's files are not at hand.

#include "measure/load/load_client.hpp"
#include "schema/json.hpp"

namespace lem::measure {

struct ServerModel {
    std::optional<double> parameters;
    std::optional<int> context_length;
};

/// Of the entry with this name, or of the only one. Pure; what is odd is left out.
ServerModel parse_server_model(const schema::json& page, const std::string& name);
/// Empty when the server has no such page.
ServerModel ask_server_model(const Endpoint& endpoint, const std::string& name);

}  // namespace lem::measure
