#include "platform/http/api/api.hpp"

#include "base/text.hpp"
#include "base/version.hpp"

namespace lem::http {

Api::Api(std::string base_path) : routes_(std::move(base_path)) {
    schemas_.of<Problem>();
}

void Api::refuse_parameters(const Request& request,
                            const std::optional<std::vector<std::string_view>>& names) {
    Violations violations;
    for (const auto& [name, value] : request.query) {
        if (!names)
            violations.push_back({"/" + name, "is not a known parameter; this endpoint has none"});
        else if (std::find(names->begin(), names->end(), name) != names->end())
            violations.push_back({"/" + name, "is not a parameter of this endpoint"});
    }
    if (!violations.empty())
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    std::move(violations));
}

Handler Api::refusing(std::optional<std::vector<std::string_view>> names, Handler handler) {
    return [names = std::move(names), handler = std::move(handler)](Request& request) {
        refuse_parameters(request, names);
        return handler(request);
    };
}

schema::json& Api::describe(const Route& route) {
    schema::json& operation = paths_[route.pattern][text::lower(route.method)];
    operation["operationId"] = route.doc.operation_id;
    operation["summary"] = route.doc.summary;
    operation["tags"] = {route.doc.tag};
    if (!route.scope.is_none()) {
        operation["security"] = schema::json::array({{{"token", {route.scope.name()}}}});
    }
    for (const std::string_view segment :
         text::split(std::string_view(route.pattern).substr(1), '/')) {
        if (segment.size() < 3 || segment.front() != '{') continue;
        operation["parameters"].push_back({{"name", segment.substr(1, segment.size() - 2)},
                                           {"in", "path"},
                                           {"required", true},
                                           {"schema", {{"type", "string"}}}});
    }
    operation["responses"]["default"] = {
        {"description", "An error"},
        {"content",
         {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    return operation;
}

void Api::add_success(schema::json& operation, const RouteDoc& doc, schema::json content) {
    schema::json responses;
    for (const int status : doc.success)
        responses[std::to_string(status)] = {{"description", doc.summary}, {"content", content}};
    responses["default"] = operation["responses"]["default"];
    operation["responses"] = std::move(responses);
}

void Api::add_body(schema::json& operation, const Route& route) {
    if (route.body_mode == BodyMode::none) return;
    schema::json content = schema::json::object();
    for (const std::string& type : route.content_types)
        content[type] = schema::json::object();
    operation["requestBody"] = {{"required", true}, {"content", std::move(content)}};
}

void Api::add_raw(Route route, const std::string& media_type, bool documented) {
    if (documented) {
        route.handler = refusing(std::nullopt, std::move(route.handler));
        schema::json& operation = describe(route);
        schema::json content;
        content[media_type] = schema::json::object();
        add_success(operation, route.doc, std::move(content));
        add_body(operation, route);
    }
    routes_.add(std::move(route));
}

schema::json Api::openapi() const {
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "lem"},
              {"version", "1"},
              {"description",
               "Energy efficiency of LLM inference: measured results, checked and comparable."},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", schema::json::array(
                            {{{"url", routes_.base_path().empty() ? "/" : routes_.base_path()}}})},
            {"paths", paths_},
            {"components",
             {{"schemas", schemas_.definitions()},
              {"securitySchemes",
               {{"token",
                 {{"type", "http"},
                  {"scheme", "bearer"},
                  {"description", "A token of `lem admin token create`."}}}}}}}};
}

}  // namespace lem::http
