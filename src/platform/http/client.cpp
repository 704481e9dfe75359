#include "platform/http/client.hpp"

#include "base/version.hpp"

#include <cstdio>
#include <curl/curl.h>

namespace lem::http {
namespace {

struct Receiver {
    std::string body;
    std::size_t bytes_max = 0;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* target) {
    auto& receiver = *static_cast<Receiver*>(target);
    if (receiver.body.size() + size * count > receiver.bytes_max) return 0;
    receiver.body.append(data, size * count);
    return size * count;
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

}  // namespace

ClientResponse fetch(const ClientRequest& request) {
    require_global_init();
    const std::unique_ptr<CURL, Closers> curl(curl_easy_init());
    LEM_ASSERT(curl != nullptr);
    Receiver receiver{.body = {}, .bytes_max = request.response_bytes_max};
    curl_slist* raw_headers = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : request.headers)
        raw_headers = curl_slist_append(raw_headers, (name + ": " + value).c_str());
    const std::unique_ptr<curl_slist, Closers> headers(raw_headers);
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
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &receiver);
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
    if (outcome != CURLE_OK) {
        std::string advice;
        if (outcome == CURLE_COULDNT_CONNECT)
            advice = " Is the server running, and is the address right?";
        if (outcome == CURLE_WRITE_ERROR) advice = " The answer is larger than is allowed.";
        throw Error(
            outcome == CURLE_OPERATION_TIMEDOUT ? ErrorCode::timed_out : ErrorCode::unavailable,
            "No answer from " + request.url + ": " + curl_easy_strerror(outcome) + "." + advice);
    }
    ClientResponse response;
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    const char* type = nullptr;
    curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr) response.content_type = type;
    response.body = std::move(receiver.body);
    return response;
}

}  // namespace lem::http
