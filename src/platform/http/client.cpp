#include "platform/http/client.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "platform/http/url.hpp"

#include <cstdio>
#include <curl/curl.h>

namespace lem::http {
namespace {

struct Receiver {
    std::string body;
    std::size_t bytes_max = 0;
    std::size_t head_bytes = 0;
    std::size_t head_bytes_max = 0;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* target) {
    auto& receiver = *static_cast<Receiver*>(target);
    if (receiver.body.size() + size * count > receiver.bytes_max) return 0;
    receiver.body.append(data, size * count);
    return size * count;
}

std::size_t count_head(char*, std::size_t size, std::size_t count, void* target) {
    auto& receiver = *static_cast<Receiver*>(target);
    receiver.head_bytes += size * count;
    return receiver.head_bytes > receiver.head_bytes_max ? 0 : size * count;
}

int ask_whether_to_go_on(void* request, curl_off_t, curl_off_t, curl_off_t total, curl_off_t sent) {
    const auto& go_on = static_cast<const ClientRequest*>(request)->go_on;
    const UploadProgress progress{.sent_bytes = static_cast<std::uint64_t>(sent),
                                  .total_bytes = static_cast<std::uint64_t>(total)};
    return go_on(progress) ? 0 : 1;
}

struct Closers {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};

void require_global_init() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    LEM_ASSERT(done == CURLE_OK);
}

ErrorCode code_of(CURLcode outcome) {
    switch (outcome) {
        case CURLE_ABORTED_BY_CALLBACK:
            return ErrorCode::cancelled;
        case CURLE_OPERATION_TIMEDOUT:
            return ErrorCode::timed_out;
        // A retry would fail the same way.
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WRITE_ERROR:
        case CURLE_WEIRD_SERVER_REPLY:
            return ErrorCode::bad_request;
        default:
            return ErrorCode::unavailable;
    }
}

/// What to do about a call without an answer; begins with a space, or is empty.
std::string advice_for(CURLcode outcome, CURL* curl) {
    curl_off_t sent = 0;
    curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &sent);
    switch (outcome) {
        case CURLE_COULDNT_CONNECT:
            return " Is the server running, and is the address right?";
        case CURLE_COULDNT_RESOLVE_HOST:
            return " Is the host name right?";
        case CURLE_SSL_CONNECT_ERROR:
            return " If the server has no TLS, its address starts with http://.";
        case CURLE_PEER_FAILED_VERIFICATION:
            return " Its certificate is not trusted by this machine.";
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_UNSUPPORTED_PROTOCOL:  // TLS is taken for "HTTP/0.9"
            return " If the server has TLS, its address starts with https://.";
        case CURLE_WRITE_ERROR:
            return " The answer is larger than allowed.";
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
            if (sent > 64 * 1024)
                return " The connection was closed after " + std::to_string(sent) +
                       " bytes were sent; a proxy may reject bodies of this size.";
            return "";
        default:
            return "";
    }
}

[[noreturn]] void fail(CURLcode outcome, CURL* curl, const ClientRequest& request) {
    const ErrorCode code = code_of(outcome);
    if (code == ErrorCode::cancelled) throw Error(code, "The request was cancelled.");
    const std::string& name = request.spoken_name.empty() ? request.url : request.spoken_name;
    throw Error(code, "No answer from " + name + ": " + curl_easy_strerror(outcome) + "." +
                          advice_for(outcome, curl));
}

std::vector<Header> headers_of(CURL* curl) {
    std::vector<Header> headers;
    curl_header* next = nullptr;
    while ((next = curl_easy_nextheader(curl, CURLH_HEADER, -1, next)) != nullptr &&
           headers.size() < limits::http_header_fields_max)
        headers.push_back({next->name, next->value});
    return headers;
}

/// Makes libcurl connect to the given addresses only. The list must live as long as the handle.
std::unique_ptr<curl_slist, Closers> pin_addresses(CURL* curl, const ClientRequest& request) {
    const auto url = parse_url(request.url);
    if (request.connect_to.empty() || !url) return nullptr;
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (url->host.starts_with('[')) return nullptr;  // it is the address
    const std::string port =
        url->port.empty() ? std::to_string(default_port(url->scheme)) : url->port;
    std::string line = url->host + ":" + port + ":";
    for (const std::string& address : request.connect_to) {
        if (line.back() != ':') line += ',';
        line += address.find(':') == std::string::npos ? address : "[" + address + "]";
    }
    std::unique_ptr<curl_slist, Closers> list(curl_slist_append(nullptr, line.c_str()));
    curl_easy_setopt(curl, CURLOPT_RESOLVE, list.get());
    return list;
}

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const {
    for (const Header& header : headers) {
        if (text::iequals(header.name, name)) return header.value;
    }
    return {};
}

ClientResponse fetch(const ClientRequest& request) {
    require_global_init();
    const std::unique_ptr<CURL, Closers> curl(curl_easy_init());
    LEM_ASSERT(curl != nullptr);
    Receiver receiver{.bytes_max = request.response_bytes_max,
                      .head_bytes_max = request.head_bytes_max};
    curl_slist* raw_headers = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : request.headers)
        raw_headers = curl_slist_append(raw_headers, (name + ": " + value).c_str());
    const std::unique_ptr<curl_slist, Closers> headers(raw_headers);
    const std::unique_ptr<curl_slist, Closers> addresses = pin_addresses(curl.get(), request);
    std::unique_ptr<std::FILE, Closers> file;

    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    if (!request.ca_file.empty())
        curl_easy_setopt(curl.get(), CURLOPT_CAINFO, request.ca_file.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, ("lem/" + std::string(version)).c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    if (request.stall_timeout.count() > 0) {
        curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME,
                         static_cast<long>(request.stall_timeout.count()));
    }
    if (request.go_on) {
        curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, ask_whether_to_go_on);
        curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &request);
    }
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &receiver);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, count_head);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &receiver);
    if (!request.body_file.empty()) {
        file.reset(std::fopen(request.body_file.c_str(), "rb"));
        if (!file)
            throw Error(ErrorCode::bad_request, "Cannot read " + request.body_file.string() + ".");
        curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_READDATA, file.get());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(std::filesystem::file_size(request.body_file)));
    } else if (!request.body.empty() || request.method == "POST") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());

    const CURLcode outcome = curl_easy_perform(curl.get());
    if (outcome != CURLE_OK) fail(outcome, curl.get(), request);
    ClientResponse response;
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    const char* type = nullptr;
    curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr) response.content_type = type;
    response.headers = headers_of(curl.get());
    response.body = std::move(receiver.body);
    return response;
}

}  // namespace lem::http
