#pragma once
/// A request and a response as handlers see them: plain values, no Asio, no Beast.

#include "platform/blob/staged_file.hpp"
#include "platform/http/api/event_stream.hpp"
#include "schema/query.hpp"

#include <any>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lem::http {

/// The caller, as far as the server needs it: the account for limits, the scopes for routes. The
/// application's own data about the account is passed through.
struct Caller {
    std::string account_id;                // empty: anonymous
    std::vector<std::string_view> scopes;  // names that outlive all requests
    std::any principal;                    // of the application's own type

    bool is_known() const { return !account_id.empty(); }
    bool may(std::string_view scope) const;
    /// The application's own type; its default for an anonymous caller.
    template <class Principal>
    Principal as() const {
        const auto* held = std::any_cast<Principal>(&principal);
        return held != nullptr ? *held : Principal{};
    }
};

struct Request {
    std::string method;
    std::string path;
    std::string raw_query;
    schema::Parameters path_parameters;
    schema::Parameters query;
    schema::Parameters headers;
    std::string body;
    std::unique_ptr<blob::StagedFile> upload;  // only on routes with BodyMode::spooled
    Caller caller;
    std::string request_id;
    std::string remote_address;  // of the client, also behind a trusted proxy
    bool uses_https = false;     // as reported by a trusted proxy
    std::string host;            // that the client asked for, the same way; as it wrote it

    /// Empty when absent. Names compare without case.
    std::string_view header(std::string_view name) const;
    std::string_view path_parameter(std::string_view name) const;
    /// The media type of the body, lower case, without parameters.
    std::string content_type() const;
    bool prefers_html() const;
};

struct FileBody {
    std::filesystem::path path;
    std::uint64_t size_bytes = 0;
};

/// Bytes that outlive every request: files inside the binary.
struct StaticBody {
    std::string_view bytes;
};

using Body = std::variant<std::string, std::shared_ptr<const std::string>, StaticBody, FileBody>;

struct Header {
    std::string name;
    std::string value;
};

struct Response {
    int status = 200;
    std::string content_type;
    Body body;
    std::vector<Header> headers;
    std::string etag;           // with quotes, W/ for a weak one; of the body's bytes when empty
    std::string cache_control;  // "no-store" when empty, and then without a tag
    std::string content_security_policy;  // the default policy when empty
    bool compressible = true;
    /// Instead of a body: the connection then follows these events.
    std::shared_ptr<EventStream> events = {};
};

Response json_response(int status, std::string body);
Response text_response(int status, std::string body,
                       std::string content_type = "text/plain; charset=utf-8");
Response html_response(int status, std::string body);
Response event_response(std::shared_ptr<EventStream> events);

/// True if an If-None-Match list contains this tag. Compares weakly (RFC 9110, 13.1.2).
bool etag_matches(std::string_view if_none_match, std::string_view etag);

std::string percent_decode(std::string_view text, bool plus_is_space);
schema::Parameters parse_query(std::string_view raw_query);

}  // namespace lem::http
