#include "platform/http/server/answer_cache.hpp"

#include "base/limits.hpp"
#include "platform/http/server/encode.hpp"

namespace lem::http {

std::string AnswerCache::key_of(const Request& request) {
    std::string key;
    key.reserve(request.path.size() + request.raw_query.size() + 12);
    key.append(request.path).append("?").append(request.raw_query);
    key.append(request.prefers_html() ? " html " : " any ");
    key.append(coding_name(choose_coding(request.header("accept-encoding"))));
    return key;
}

void AnswerCache::move_to(std::uint64_t data_version) {
    if (data_version == data_version_) return;
    answers_.clear();
    bytes_ = 0;
    data_version_ = data_version;
}

std::shared_ptr<const PreparedAnswer> AnswerCache::find(std::uint64_t data_version,
                                                        const std::string& key) {
    move_to(data_version);
    const auto found = answers_.find(key);
    return found == answers_.end() ? nullptr : found->second;
}

void AnswerCache::keep(std::uint64_t data_version, std::string key,
                       std::shared_ptr<const PreparedAnswer> answer) {
    move_to(data_version);
    const std::size_t bytes = bytes_of(answer->body).size() + answer->headers.size() + key.size();
    if (answer->is_file || bytes > limits::http_cached_answer_bytes_max) return;
    if (bytes_ + bytes > limits::http_cached_bytes_max) {
        answers_.clear();
        bytes_ = 0;
    }
    if (answers_.emplace(std::move(key), std::move(answer)).second) bytes_ += bytes;
}

}  // namespace lem::http
