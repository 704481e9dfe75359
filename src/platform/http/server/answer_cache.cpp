#include "platform/http/server/answer_cache.hpp"

#include "base/limits.hpp"
#include "platform/http/server/encode.hpp"

namespace lem::http {
namespace {

/// Below, copying is cheaper than the second system call of sending from a file.
constexpr std::size_t sent_from_file_bytes_min = 8 * limits::kib;
/// A slow reader holds the file of its answer, so files are small. They hold outdated answers too.
constexpr std::size_t file_bytes = 1 * limits::mib;
constexpr std::size_t files_max = 2 * limits::http_cached_bytes_max / file_bytes;
static_assert(limits::http_cached_answer_bytes_max <= file_bytes);

}  // namespace

std::string AnswerCache::key_of(const Request& request) {
    std::string key;
    key.reserve(request.path.size() + request.raw_query.size() + 12);
    key.append(request.path).append("?").append(request.raw_query);
    key.append(request.prefers_html() ? " html " : " any ");
    key.append(coding_name(choose_coding(request.header("accept-encoding"))));
    return key;
}

std::shared_ptr<const PreparedAnswer> AnswerCache::find(const Version& version,
                                                        const std::string& key) {
    const auto found = answers_.find(key);
    if (found == answers_.end()) return nullptr;
    if (found->second.version == version) return found->second.answer;
    bytes_ -= found->second.bytes;
    answers_.erase(found);
    return nullptr;
}

void AnswerCache::clear() {
    answers_.clear();
    bytes_ = files_ = 0;
    file_.reset();
}

std::shared_ptr<const PreparedAnswer> AnswerCache::in_file(
    std::shared_ptr<const PreparedAnswer> answer) {
    const std::string_view body = bytes_of(answer->body);
    if (body.size() < sent_from_file_bytes_min) return answer;
    auto offset = file_ ? file_->add(body) : std::nullopt;
    if (!offset) {
        if (files_ == files_max) clear();
        file_ = MemoryFile::create(file_bytes);
        if (file_) offset = file_->add(body);
        if (!offset) return answer;
        ++files_;
    }
    auto placed = std::make_shared<PreparedAnswer>(*answer);
    placed->body = StaticBody{file_->bytes(*offset, body.size())};
    placed->memory_file = file_;
    placed->memory_file_offset = *offset;
    return placed;
}

void AnswerCache::keep(Version version, std::string key,
                       std::shared_ptr<const PreparedAnswer> answer) {
    const std::size_t bytes = bytes_of(answer->body).size() + answer->headers.size() + key.size();
    if (answer->is_file || bytes > limits::http_cached_answer_bytes_max) return;
    if (bytes_ + bytes > limits::http_cached_bytes_max) clear();
    answer = in_file(std::move(answer));
    const auto [place, is_new] =
        answers_.try_emplace(std::move(key), Kept{std::move(version), std::move(answer), bytes});
    if (is_new) bytes_ += bytes;
}

}  // namespace lem::http
