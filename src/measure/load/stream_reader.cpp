#include "measure/load/stream_reader.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace lem::measure {
namespace {

constexpr std::size_t line_bytes_max = 1 * limits::mib;
constexpr std::size_t head_bytes_max = 64 * limits::kib;
constexpr std::size_t error_body_bytes_max = 2000;
/// Room for answers of usual length; longer ones grow.
constexpr int chunks_reserved_max = 1024;
constexpr std::int64_t surplus_tokens_max = 1000;

}  // namespace

void StreamReader::begin(int tokens_asked) {
    state_ = State::head;
    answer_ = {};
    answer_.chunk_times_ms.reserve(
        static_cast<std::size_t>(std::clamp(tokens_asked, 0, chunks_reserved_max)));
    pending_.clear();
    pending_is_used_ = false;
    line_.clear();
    error_body_.clear();
    remaining_ = 0;
    tokens_max_ = 2 * static_cast<std::int64_t>(std::max(tokens_asked, 0)) + surplus_tokens_max;
    has_length_ = chunked_ = event_seen_ = end_seen_ = false;
    last_ms_ = 0;
}

void StreamReader::fail(std::string message) {
    if (!answer_.error) answer_.error = std::move(message);
    answer_.keep_alive = false;
    state_ = State::done;
}

void StreamReader::read_header(std::string_view name, std::string_view value) {
    if (text::iequals(name, "transfer-encoding")) chunked_ = text::iequals(value, "chunked");
    if (text::iequals(name, "connection") && text::iequals(value, "close"))
        answer_.keep_alive = false;
    if (text::iequals(name, "content-encoding") && !text::iequals(value, "identity"))
        return fail("the server compresses its answer (" + std::string(value.substr(0, 40)) +
                    ") although that was declined; switch compression off in its proxy");
    if (text::iequals(name, "content-length")) {
        const auto length = text::to_int(value);
        if (!length || *length < 0) return fail("the server sent a wrong Content-Length");
        has_length_ = true;
        remaining_ = static_cast<std::size_t>(*length);
    }
}

void StreamReader::read_head(std::string_view head) {
    const std::string_view first = head.substr(0, head.find('\n'));
    const std::size_t space = first.find(' ');
    const auto status = space == std::string_view::npos
                            ? std::nullopt
                            : text::to_int(text::trim(first.substr(space + 1, 4)));
    if (!first.starts_with("HTTP/1.") || !status || *status < 100 || *status > 999)
        return fail("the server does not speak HTTP/1.1");
    answer_.status = static_cast<int>(*status);
    answer_.keep_alive = !first.starts_with("HTTP/1.0");
    head.remove_prefix(std::min(head.size(), first.size() + 1));
    while (!head.empty() && state_ != State::done) {
        const std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(head.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos)
            read_header(line.substr(0, colon), text::trim(line.substr(colon + 1)));
    }
    if (state_ == State::done) return;
    state_ = chunked_ ? State::chunk_size : State::body;
    if (chunked_) has_length_ = false;
    if (!chunked_ && !has_length_) answer_.keep_alive = false;
    if (!chunked_ && has_length_ && remaining_ == 0) finish();
}

void StreamReader::read_chunk_size(std::string_view unit) {
    std::size_t size = 0;
    const auto [stop, failure] = std::from_chars(unit.data(), unit.data() + unit.size(), size, 16);
    if (failure != std::errc{} || stop == unit.data() || size > 64 * limits::mib)
        return fail("the server sent a broken chunk");
    remaining_ = size;
    state_ = size == 0 ? State::trailers : State::chunk_data;
}

/// The next head or line of the framing, without its end. Copied only when it comes in pieces.
bool StreamReader::next_unit(std::string_view& bytes, std::string_view& unit) {
    const std::string_view end_mark = state_ == State::head ? "\r\n\r\n" : "\r\n";
    if (pending_is_used_) pending_.clear();
    pending_is_used_ = false;
    if (pending_.empty()) {
        const std::size_t end = bytes.find(end_mark);
        if (end != std::string_view::npos) {
            unit = bytes.substr(0, end);
            bytes.remove_prefix(end + end_mark.size());
            return true;
        }
    }
    const std::size_t before = pending_.size();
    pending_.append(bytes);
    const std::size_t end = pending_.find(end_mark, before > 3 ? before - 3 : 0);
    if (end == std::string::npos) {
        if (pending_.size() > head_bytes_max) fail("the server's header is too large");
        return false;
    }
    bytes.remove_prefix(end + end_mark.size() - before);
    unit = std::string_view(pending_).substr(0, end);
    pending_is_used_ = true;
    return true;
}

void StreamReader::read_unit(std::string_view unit) {
    if (state_ == State::head) return read_head(unit);
    if (state_ == State::chunk_size) return read_chunk_size(unit);
    if (state_ == State::chunk_end) state_ = State::chunk_size;
    if (state_ == State::trailers && unit.empty()) finish();
}

void StreamReader::feed(std::string_view bytes, double now_ms) {
    last_ms_ = now_ms;
    while (!bytes.empty() && state_ != State::done) {
        if (state_ != State::body && state_ != State::chunk_data) {
            std::string_view unit;
            if (!next_unit(bytes, unit)) return;
            read_unit(unit);
            continue;
        }
        const bool counted = state_ == State::chunk_data || has_length_;
        const std::size_t size = counted ? std::min(remaining_, bytes.size()) : bytes.size();
        body_bytes(bytes.substr(0, size), now_ms);
        bytes.remove_prefix(size);
        if (state_ == State::done) return;
        if (counted) remaining_ -= size;
        if (state_ == State::chunk_data && remaining_ == 0)
            state_ = State::chunk_end;
        else if (state_ == State::body && has_length_ && remaining_ == 0)
            finish();
    }
}

void StreamReader::body_bytes(std::string_view bytes, double now_ms) {
    if (answer_.status != 200 || !event_seen_) {
        const std::size_t room =
            error_body_bytes_max - std::min(error_body_bytes_max, error_body_.size());
        error_body_.append(bytes.substr(0, room));
    }
    if (answer_.status != 200) return;
    while (!bytes.empty() && state_ != State::done) {
        // A line ends with LF, CR or both; between the two is an empty line, which says nothing.
        const std::size_t newline = bytes.find('\n');
        const std::size_t end = std::min(bytes.substr(0, newline).find('\r'), newline);
        line_.append(bytes.substr(0, end));
        if (line_.size() > line_bytes_max)
            return fail("the server sent an event larger than 1 MiB");
        if (end == std::string_view::npos) return;
        bytes.remove_prefix(end + 1);
        event_line(now_ms);
        line_.clear();
    }
}

void StreamReader::event_line(double now_ms) {
    constexpr std::string_view data_field = "data:", error_field = "error:";
    std::string_view line = line_;
    // llama.cpp reports errors in a field of this name.
    if (line.starts_with(error_field))
        return fail("the server reported in the stream: " +
                    std::string(line.substr(error_field.size(), 200)));
    if (!line.starts_with(data_field)) return;  // comments, event names, ids, empty lines
    event_seen_ = true;
    line.remove_prefix(data_field.size());
    while (line.starts_with(' '))
        line.remove_prefix(1);
    while (line.ends_with(' '))
        line.remove_suffix(1);
    end_seen_ |= line == "[DONE]";
    if (line.empty() || line == "[DONE]") return;
    event_data(static_cast<std::size_t>(line.data() - line_.data()), line.size(), now_ms);
}

void StreamReader::event_data(std::size_t from, std::size_t size, double now_ms) {
    const auto event = read_chat_event(line_, from, size);
    if (!event)
        return fail("the server sent an event that is not a JSON object: " +
                    line_.substr(from, std::min<std::size_t>(size, 80)));
    if (event->is_error)
        return fail("the server reported in the stream: " +
                    line_.substr(from, std::min<std::size_t>(size, 200)));
    if (event->has_token()) count_tokens(*event, now_ms);
    if (!event->finish_reason.empty())
        answer_.finish_reason = std::string(event->finish_reason.substr(0, 60));
    end_seen_ |= !event->finish_reason.empty() || (event->usage_given && !event->has_token());
    const auto keep = [](const auto& from_event, auto& kept) {
        if (from_event) kept = from_event;
    };
    keep(event->usage.output_tokens, answer_.usage.output_tokens);
    keep(event->usage.input_tokens, answer_.usage.input_tokens);
    keep(event->usage.cached_input_tokens, answer_.usage.cached_input_tokens);
    if (answer_.usage.output_tokens && *answer_.usage.output_tokens > tokens_max_)
        return fail("the server counts " + std::to_string(*answer_.usage.output_tokens) +
                    " tokens in its answer (usage), more than twice as many as were asked for "
                    "(max_tokens)");
    if (!event->usage_given || answer_.usage_place == UsagePlace::every_chunk) return;
    if (event->has_token() && event->finish_reason.empty())
        answer_.usage_place = UsagePlace::every_chunk;
    else
        answer_.usage_place = event->choices ? UsagePlace::finish_chunk : UsagePlace::closing_chunk;
}

void StreamReader::count_tokens(const ChatEvent& event, double now_ms) {
    answer_.chunk_times_ms.push_back(now_ms);
    if (event.answer && !answer_.first_answer_ms) answer_.first_answer_ms = now_ms;
    if (!event.answer) ++answer_.reasoning_chunks;
    answer_.reasoning_content_seen |= event.reasoning_content;
    answer_.reasoning_seen |= event.reasoning;
    const std::size_t chunks = answer_.chunk_times_ms.size();
    // Running counts must be there from the first event to the last.
    if (event.usage.output_tokens && answer_.tokens_by_chunk.size() + 1 == chunks)
        answer_.tokens_by_chunk.push_back(*event.usage.output_tokens);
    if (static_cast<std::int64_t>(chunks) > tokens_max_)
        fail("the server sent " + std::to_string(chunks) +
             " events with text, more than twice as many as the tokens asked for (max_tokens)");
}

void StreamReader::finish() {
    state_ = State::done;
    if (answer_.error) return;
    if (answer_.status != 200)
        answer_.error =
            "HTTP " + std::to_string(answer_.status) + ": " + error_body_.substr(0, 300);
    else if (!event_seen_ && !error_body_.empty())
        answer_.error =
            "the server did not stream (no \"data:\" line): " + error_body_.substr(0, 120);
    else if (answer_.chunk_times_ms.empty())
        answer_.error = "the server sent no token";
    else if (!end_seen_)
        answer_.error = "the answer broke off: no finish_reason, usage or [DONE] came at its end";
}

Answer StreamReader::take_answer() {
    if (answer_.tokens_by_chunk.size() != answer_.chunk_times_ms.size())
        answer_.tokens_by_chunk.clear();
    return std::move(answer_);
}

void StreamReader::end_of_connection() {
    if (state_ == State::done) return;
    answer_.keep_alive = false;
    const bool until_close = state_ == State::body && !has_length_;
    if (!until_close) return fail("the server closed the connection in the middle of an answer");
    if (!line_.empty()) body_bytes("\n", last_ms_);
    if (state_ != State::done) finish();
}

}  // namespace lem::measure
