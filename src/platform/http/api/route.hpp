#pragma once
/// The route table: method, path, scope, limits, documentation and handler of an endpoint are one
/// entry. Dispatch, authorization and OpenAPI come from it.

#include "base/limits.hpp"
#include "platform/http/api/message.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lem::http {

/// Requests of one class share one rate limit per client.
enum class RateClass { read, check, submit, sign_in, credential };

enum class BodyMode { none, buffered, spooled };

/// The scope that a caller needs, by its name in the application, or none (`anyone`). Has no
/// default, so a route without a scope does not compile.
class RequiredScope {
public:
    template <schema::Enumerated Scope>
    constexpr RequiredScope(Scope scope) : name_(schema::name_of(scope)) {}
    static constexpr RequiredScope none() { return RequiredScope(); }

    constexpr std::string_view name() const { return name_; }
    constexpr bool is_none() const { return name_.empty(); }

private:
    constexpr RequiredScope() = default;
    std::string_view name_;
};
inline constexpr RequiredScope anyone = RequiredScope::none();

struct RouteDoc {
    std::string operation_id;  // empty: a page or for operators, not part of the API
    std::string summary;
    std::string tag;
    std::vector<int> success = {200};  // the first if the use case names none
};

using Handler = std::function<Response(Request&)>;

struct Route {
    std::string method;
    /// "/api/v1/results/{id}"; {rest...} at the end takes all that follows, "{id}.csv" what ends
    /// so.
    std::string pattern;
    RequiredScope scope;
    RateClass rate = RateClass::read;
    /// Also on a server that is for its members only: what signing in needs.
    bool for_strangers = false;
    /// The handler takes well under a millisecond and does no I/O: it runs on the event thread.
    bool in_memory = false;
    /// Answers to anonymous callers depend on path, query, Accept and these topics only, so they
    /// are cached until one of the topics changes. For GET without a scope only.
    std::optional<std::vector<std::string>> cached;
    BodyMode body_mode = BodyMode::none;
    std::size_t body_bytes_max = limits::http_body_bytes_max;
    /// Whether a spooled body needs much memory and processor time; if not set, none does.
    std::function<bool(const blob::StagedFile&)> is_bulky;
    /// Answers also depend on the host that was asked for, which they name.
    bool names_host = false;
    /// The handler draws a picture: it waits in a queue of its own.
    bool draws = false;
    std::vector<std::string> content_types;  // accepted; empty accepts any
    RouteDoc doc;
    Handler handler;
    /// Renders errors for clients that asked for a page; problem documents if not set.
    std::function<Response(const Request&, const Error&)> refusal;
};

/// The names of a pattern's parameters, in their order.
std::vector<std::string> parameter_names(std::string_view pattern);

struct Match {
    const Route* route = nullptr;  // null: no such path, or another method
    std::size_t index = 0;         // of the route in the table
    schema::Parameters path_parameters;
    std::set<std::string> allowed_methods;  // of the path, when the method does not fit
};

/// Built once, then constant; lookups are safe from any thread. Routes are matched in order.
class RouteTable {
public:
    /// `base_path` as read_base_path gives it: answers are moved below it (base_path.hpp).
    explicit RouteTable(std::string base_path = {}) : base_path_(std::move(base_path)) {}

    const std::string& base_path() const { return base_path_; }
    void add(Route route);
    const std::vector<Route>& routes() const { return routes_; }
    /// HEAD finds the route of GET.
    Match find(std::string_view method, std::string_view path) const;

private:
    struct Pattern {
        std::vector<std::string> segments;
        bool takes_rest = false;
    };
    static bool fits(const Pattern& pattern, const std::vector<std::string_view>& segments,
                     schema::Parameters& parameters);

    std::string base_path_;
    std::vector<Route> routes_;
    std::vector<Pattern> patterns_;
};

}  // namespace lem::http
