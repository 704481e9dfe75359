#pragma once
/// Endpoints, each declared in one chain that names its path, scope, limits, body and answer, and
/// the use case. The types in the chain give reading, violations, writing and the OpenAPI
/// operation:
///
///     api.get("/api/v1/results/{id}").path<ResultId>()
///         .named("get_result", "Everything about a result", "results")
///         .scope(anyone).cached("results")
///         .answers<ResultDetail>([&](auto&, const ResultId& id) { return results.detail(id); });

#include "platform/http/api/problem.hpp"
#include "platform/http/api/route.hpp"
#include "schema/json_schema.hpp"
#include "schema/query.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lem::http {

/// For an endpoint without query parameters or without a JSON body.
struct Nothing {};

/// The body kind of an endpoint whose body is streamed to a file. `Document` is the type of a JSON
/// body, for OpenAPI; Nothing if the file is never JSON.
template <class Document>
struct Upload {};

/// The first argument of a use case, before the path parameters.
template <class Query, class Body>
struct Call {
    Request& request;
    Query query;
    Body body;

    const blob::StagedFile& upload() const { return *request.upload; }
    /// The caller, as the application's own type, with the client's address if it has room for it.
    template <class Principal>
    Principal principal() const {
        auto known = request.caller.template as<Principal>();
        if constexpr (requires { known.address; }) known.address = request.remote_address;
        return known;
    }
};

/// An answer with the headers that only the use case knows.
template <class T>
struct Answer {
    T value;
    int status = 0;  // the documented success status when 0
    std::string cache_control = {};
    std::vector<Header> headers = {};
};

template <class T>
inline constexpr bool is_answer = false;
template <class T>
inline constexpr bool is_answer<Answer<T>> = true;
template <class T>
inline constexpr bool is_upload = false;
template <class T>
inline constexpr bool is_upload<Upload<T>> = true;

template <class Query, class Body, bool has_scope, class... Path>
class RouteBuilder;

/// What the callers of a server may do.
enum class Permitted { everything, reading };

/// Collects routes and, from the same entries, the OpenAPI document. Built once at start.
class Api {
public:
    /// `base_path` as read_base_path gives it. Routes that are not permitted are left out.
    explicit Api(std::string base_path = {}, Permitted permitted = Permitted::everything);

    using Start = RouteBuilder<Nothing, Nothing, false>;
    Start get(std::string pattern);
    Start post(std::string pattern);
    Start remove(std::string pattern);

    const RouteTable& routes() const { return routes_; }
    /// Complete once every feature has added its routes.
    schema::json openapi() const;

private:
    template <class Query, class Body, bool has_scope, class... Path>
    friend class RouteBuilder;

    /// The part of an operation that comes from the types of an endpoint.
    struct Operation {
        schema::json path_schemas = schema::json::array();
        schema::json query_parameters = schema::json::array();
        schema::json body_content;  // null: no body
        schema::json success_content;
    };

    void add(Route route, Operation operation);

    template <class T>
    schema::json content(const std::string& media_type) {
        schema::json media;
        media[media_type]["schema"] = schemas_.of<T>();
        return media;
    }

    template <class F>
    schema::json query_parameter(const F& f) {
        using Value = schema::field_value<F>;
        schema::FieldOptions options = f.options;
        options.doc = {};
        std::string doc(f.options.doc);
        if (std::is_same_v<Value, std::vector<std::string>>)
            doc += " A value's own comma is written \"\\,\".";
        schema::json parameter{{"name", f.name}, {"in", "query"}, {"description", std::move(doc)}};
        const bool required = !schema::is_optional<Value> && !f.options.defaulted;
        if (required) parameter["required"] = true;
        if constexpr (schema::is_optional<Value>) {
            parameter["schema"] = schemas_.of<typename Value::value_type>(options);
        } else {
            parameter["schema"] = schemas_.of<Value>(options);
        }
        if (schema::is_vector<Value>) {
            parameter["style"] = "form";
            parameter["explode"] = false;
        }
        return parameter;
    }

    RouteTable routes_;
    const Permitted permitted_;
    schema::SchemaSet schemas_{"#/components/schemas/"};
    schema::json paths_ = schema::json::object();
};

/// Throws Error(bad_request) for parameters with these names, or for any when there are none.
void refuse_parameters(const Request& request,
                       const std::optional<std::vector<std::string_view>>& names);

/// A path parameter by its type. Throws Error(not_found) for an invalid name.
template <class T>
T read_path_parameter(const Request& request, std::string_view name) {
    T value{};
    schema::Findings findings;
    schema::read_parameter(request.path_parameter(name), value, {}, "", findings);
    if (!findings.empty())
        throw Error(ErrorCode::not_found,
                    "There is nothing at " + request.path.substr(0, 200) + ".");
    return value;
}

/// Builds one endpoint of the table; `answers` or `sends` completes it. Every step returns the
/// builder for the next one.
template <class Query, class Body, bool has_scope, class... Path>
class RouteBuilder {
public:
    RouteBuilder(Api& api, Route route) : api_(&api), route_(std::move(route)) {}

    /// Makes it part of the documented API: unknown query parameters are rejected.
    RouteBuilder named(std::string operation_id, std::string summary, std::string tag) && {
        route_.doc.operation_id = std::move(operation_id);
        route_.doc.summary = std::move(summary);
        route_.doc.tag = std::move(tag);
        return std::move(*this);
    }
    /// The success statuses; the first is used if the use case names none.
    RouteBuilder status(std::vector<int> success) && {
        route_.doc.success = std::move(success);
        return std::move(*this);
    }
    RouteBuilder<Query, Body, true, Path...> scope(RequiredScope required) && {
        route_.scope = required;
        return {*api_, std::move(route_), std::move(unused_)};
    }
    RouteBuilder rate(RateClass rate_class) && {
        route_.rate = rate_class;
        return std::move(*this);
    }
    /// Open to everybody even if the server is for its members only.
    RouteBuilder for_strangers() && {
        route_.for_strangers = true;
        return std::move(*this);
    }
    RouteBuilder in_memory() && {
        route_.in_memory = true;
        return std::move(*this);
    }
    /// Without topics: as long as the program runs.
    template <class... Topic>
    RouteBuilder cached(Topic... topics) && {
        route_.cached = std::vector<std::string>{std::string(topics)...};
        return std::move(*this);
    }
    template <std::size_t count>
    RouteBuilder cached(const std::array<std::string_view, count>& topics) && {
        route_.cached = std::vector<std::string>(topics.begin(), topics.end());
        return std::move(*this);
    }
    /// Cached answers are kept for each host that was asked for.
    RouteBuilder names_host() && {
        route_.names_host = true;
        return std::move(*this);
    }
    /// The use case draws a picture.
    RouteBuilder draws() && {
        route_.draws = true;
        return std::move(*this);
    }
    /// The types of the path's parameters, in their order.
    template <class... Parameter>
    RouteBuilder<Query, Body, has_scope, Parameter...> path() && {
        LEM_ASSERT(parameter_names(route_.pattern).size() == sizeof...(Parameter));
        return {*api_, std::move(route_), std::move(unused_)};
    }
    /// The fields named in `unused` are rejected.
    template <class NewQuery>
    RouteBuilder<NewQuery, Body, has_scope, Path...> query(
        std::vector<std::string_view> unused = {}) && {
        return {*api_, std::move(route_), std::move(unused)};
    }
    /// A JSON body.
    template <class NewBody>
    RouteBuilder<Query, NewBody, has_scope, Path...> body() && {
        route_.body_mode = BodyMode::buffered;
        route_.content_types = {"application/json"};
        return {*api_, std::move(route_), std::move(unused_)};
    }
    /// The body of an HTML form without files, as bytes in `call.request.body`.
    RouteBuilder form() && {
        route_.body_mode = BodyMode::buffered;
        route_.content_types = {"application/x-www-form-urlencoded"};
        return std::move(*this);
    }
    /// A body of these types that is streamed to a file. `is_bulky` decides by the file in which
    /// queue it waits.
    template <class Document>
    RouteBuilder<Query, Upload<Document>, has_scope, Path...> upload(
        std::vector<std::string> content_types, std::size_t bytes_max,
        std::function<bool(const blob::StagedFile&)> is_bulky) && {
        route_.body_mode = BodyMode::spooled;
        route_.body_bytes_max = bytes_max;
        route_.is_bulky = std::move(is_bulky);
        route_.content_types = std::move(content_types);
        return {*api_, std::move(route_), std::move(unused_)};
    }
    /// Renders errors for clients that asked for a page.
    RouteBuilder refuses_with(std::function<Response(const Request&, const Error&)> page) && {
        route_.refusal = std::move(page);
        return std::move(*this);
    }

    /// `use_case(call, path parameters...)` returns an Out, an Answer<Out>, or a Response whose
    /// body is an Out as JSON. Violations of the query answer 400, of the body 422, with pointers.
    template <class Out, class UseCase>
    void answers(UseCase use_case) && {
        std::move(*this).add(api_->template content<Out>("application/json"), std::move(use_case));
    }
    /// `use_case` returns a Response of that type.
    template <class UseCase>
    void sends(const std::string& media_type, UseCase use_case) && {
        std::move(*this).add({{media_type, schema::json::object()}}, std::move(use_case));
    }

private:
    template <class Q, class B, bool s, class... P>
    friend class RouteBuilder;
    RouteBuilder(Api& api, Route route, std::vector<std::string_view> unused)
        : api_(&api), route_(std::move(route)), unused_(std::move(unused)) {}

    template <class UseCase>
    void add(schema::json success_content, UseCase use_case) && {
        static_assert(has_scope, "say who may call it: .scope(anyone) or .scope(Scope::...)");
        Api::Operation operation = describe();
        operation.success_content = std::move(success_content);
        const bool strict = !route_.doc.operation_id.empty();
        route_.handler = [use_case = std::move(use_case), success = route_.doc.success.front(),
                          names = parameter_names(route_.pattern), unused = unused_,
                          strict](Request& request) {
            if (!unused.empty()) refuse_parameters(request, unused);
            Call<Query, Body> call{request, read_query(request, strict), read_body(request)};
            return invoke(use_case, call, names, success, std::index_sequence_for<Path...>{});
        };
        api_->add(std::move(route_), std::move(operation));
    }

    Api::Operation describe() {
        Api::Operation operation;
        (operation.path_schemas.push_back(api_->schemas_.template of<Path>()), ...);
        if constexpr (!std::is_same_v<Query, Nothing>) {
            schema::for_each_field<Query>([&](const auto& f) {
                if (std::find(unused_.begin(), unused_.end(), f.name) == unused_.end())
                    operation.query_parameters.push_back(api_->query_parameter(f));
            });
        }
        if constexpr (is_upload<Body>) {
            for (const std::string& type : route_.content_types)
                operation.body_content[type] = schema::json::object();
            document(operation, Body{});
        } else if constexpr (!std::is_same_v<Body, Nothing>) {
            operation.body_content = api_->template content<Body>("application/json");
        }
        return operation;
    }

    template <class Document>
    void document(Api::Operation& operation, Upload<Document>) {
        if constexpr (!std::is_same_v<Document, Nothing>)
            operation.body_content.update(api_->template content<Document>("application/json"));
    }

    static Query read_query(const Request& request, bool strict) {
        if constexpr (std::is_same_v<Query, Nothing>) {
            if (strict) refuse_parameters(request, std::nullopt);
            return {};
        } else {
            auto query = schema::from_parameters<Query>(request.query);
            if (!query)
                throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                            std::move(query.error()));
            return std::move(*query);
        }
    }

    static Body read_body(const Request& request) {
        if constexpr (std::is_same_v<Body, Nothing> || is_upload<Body>) {
            return {};
        } else {
            auto body = schema::from_text<Body>(request.body);
            if (!body)
                throw Error(ErrorCode::invalid, "The body does not match its schema.",
                            std::move(body.error()));
            return std::move(*body);
        }
    }

    template <class UseCase, std::size_t... I>
    static Response invoke(const UseCase& use_case, Call<Query, Body>& call,
                           const std::vector<std::string>& names, int success,
                           std::index_sequence<I...>) {
        return to_response(use_case(call, read_path_parameter<Path>(call.request, names[I])...),
                           success);
    }

    template <class Out>
    static Response to_response(Out answer, int success) {
        if constexpr (std::is_same_v<Out, Response>) {
            return answer;
        } else if constexpr (is_answer<Out>) {
            Response response = json_response(answer.status == 0 ? success : answer.status,
                                              schema::to_text(answer.value));
            response.cache_control = std::move(answer.cache_control);
            response.headers = std::move(answer.headers);
            return response;
        } else {
            return json_response(success, schema::to_text(answer));
        }
    }

    Api* api_;
    Route route_;
    std::vector<std::string_view> unused_;  // fields of Query
};

}  // namespace lem::http
