#include "measure/load/stream_reader.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "measure/load/answer_counts.hpp"
#include "measure/load/answer_end.hpp"
#include "measure/load/retry_after.hpp"

#include <algorithm>
#include <charconv>

namespace lem::measure {
namespace {

constexpr std::size_t line_bytes_max = 1 * limits::mib;
constexpr std::size_t head_bytes_max = 64 * limits::kib;
constexpr std::size_t message_bytes_max = 2000;
constexpr std::size_t words_bytes_max = 300;
/// What a server may send after the end of its answer.
constexpr std::size_t skipped_bytes_max = 64 * limits::kib;
constexpr int interim_responses_max = 20;
/// Reserved for answers of usual length; longer ones grow.
constexpr int chunks_reserved_max = 1024;
constexpr std::int64_t surplus_tokens_max = 1000;
constexpr std::string_view end_mark = "[DONE]";

/// The last item of a list: "chunked" of "gzip, chunked".
std::string_view last_of(std::string_view list) {
    return text::trim(list.substr(list.rfind(',') + 1));
}

/// The first JSON value of a text that may continue.
std::string_view first_value(std::string_view json) {
    int depth = 0;
    bool inside_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inside_text) {
            if (c == '\\') ++i;
            inside_text = c != '"';
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',' && depth == 0) {
            return json.substr(0, i);
        } else {
            inside_text = c == '"';
        }
        if (!inside_text && depth <= 0 && (c == '}' || c == ']' || c == '"'))
            return json.substr(0, i + (depth < 0 ? 0 : 1));
    }
    return json;
}

}  // namespace

void StreamReader::begin(int tokens_asked, bool finish_reason_expected) {
    state_ = State::head;
    finish_reason_expected_ = finish_reason_expected;
    ArrivalTimes times = std::move(answer_.chunk_times_ms);
    times.clear();
    times.reserve(static_cast<std::size_t>(std::clamp(tokens_asked, 0, chunks_reserved_max)));
    answer_ = {};
    answer_.chunk_times_ms = std::move(times);
    for (std::string* text : {&pending_, &body_start_, &line_, &data_, &event_name_, &unread_field_,
                              &location_, &retry_after_, &date_})
        text->clear();
    pending_is_used_ = false;
    data_ms_ = last_ms_ = 0;
    remaining_ = skipped_ = 0;
    tokens_max_ = 2 * static_cast<std::int64_t>(std::max(tokens_asked, 0)) + surplus_tokens_max;
    usage_ = {};
    unread_chunks_ = interim_responses_ = 0;
    keep_alive_ = first_line_ = true;
    has_length_ = chunked_ = after_cr_ = event_seen_ = event_failed_ = data_pending_ = false;
    complete_ = end_seen_ = counts_missing_ = false;
}

void StreamReader::fail(std::string message) {
    if (!answer_.record.error && !complete_) answer_.record.error = std::move(message);
    keep_alive_ = false;
    state_ = State::done;
}

/// Fails with the server's message.
void StreamReader::fail_with(std::string_view what, std::string_view words) {
    words = text::trim(words);
    answer_.server_message = std::string(words.substr(0, message_bytes_max));
    fail(std::string(what) + (words.empty() ? "" : ": ") +
         std::string(words.substr(0, words_bytes_max)));
}

void StreamReader::read_header(std::string_view name, std::string_view value) {
    if (text::iequals(name, "transfer-encoding"))
        chunked_ = text::iequals(last_of(value), "chunked");
    if (text::iequals(name, "connection")) {
        for (const std::string_view option : text::split(value, ',')) {
            if (text::iequals(text::trim(option), "close")) keep_alive_ = false;
            if (text::iequals(text::trim(option), "keep-alive")) keep_alive_ = true;  // HTTP/1.0
        }
    }
    if (text::iequals(name, "retry-after")) retry_after_ = std::string(value.substr(0, 100));
    if (text::iequals(name, "date")) date_ = std::string(value.substr(0, 100));
    if (text::iequals(name, "location")) location_ = std::string(value.substr(0, 200));
    if (text::iequals(name, "content-encoding") && !text::iequals(value, "identity"))
        return fail("the server compresses its answer (" + std::string(value.substr(0, 40)) +
                    ") although lem asked for none; turn compression off in its proxy");
    if (text::iequals(name, "content-length")) {
        const auto length = text::to_int(value);
        if (!length || *length < 0) return fail("the server sent an invalid Content-Length");
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
        return fail("the server did not answer with HTTP/1.1");
    // 100 Continue, 102 Processing, 103 Early Hints: the answer follows.
    if (*status < 200 && *status != 101) {
        if (++interim_responses_ > interim_responses_max)
            fail("the server sent more than " + std::to_string(interim_responses_max) +
                 " interim responses (HTTP " + std::to_string(*status) + ") and no answer");
        return;
    }
    answer_.status = static_cast<int>(*status);
    keep_alive_ = !first.starts_with("HTTP/1.0");
    head.remove_prefix(std::min(head.size(), first.size() + 1));
    while (!head.empty() && state_ != State::done) {
        const std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(head.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos)
            read_header(text::trim(line.substr(0, colon)), text::trim(line.substr(colon + 1)));
    }
    if (state_ != State::done) begin_body();
}

void StreamReader::begin_body() {
    if (!retry_after_.empty()) answer_.retry_after_s = retry_after_s(retry_after_, date_);
    const bool bodyless = answer_.status == 101 || answer_.status == 204 || answer_.status == 304;
    if (bodyless) {
        chunked_ = false;
        has_length_ = true;
        remaining_ = 0;
    }
    state_ = chunked_ ? State::chunk_size : State::body;
    if (chunked_) has_length_ = false;
    if (!chunked_ && !has_length_) keep_alive_ = false;
    if (!chunked_ && has_length_ && remaining_ == 0) end_of_body();
}

void StreamReader::read_chunk_size(std::string_view unit) {
    unit = text::trim(unit);
    std::size_t size = 0;
    const auto [stop, failure] = std::from_chars(unit.data(), unit.data() + unit.size(), size, 16);
    if (failure != std::errc{} || stop == unit.data() || size > 64 * limits::mib)
        return fail("the server sent a broken chunk");
    remaining_ = size;
    state_ = size == 0 ? State::trailers : State::chunk_data;
}

/// The next head or line of the framing, without its end. Copied only when it arrives in pieces.
bool StreamReader::next_unit(std::string_view& bytes, std::string_view& unit) {
    const std::string_view end_of_unit = state_ == State::head ? "\r\n\r\n" : "\r\n";
    if (pending_is_used_) pending_.clear();
    pending_is_used_ = false;
    if (pending_.empty()) {
        const std::size_t end = bytes.find(end_of_unit);
        if (end != std::string_view::npos) {
            unit = bytes.substr(0, end);
            bytes.remove_prefix(end + end_of_unit.size());
            return true;
        }
    }
    const std::size_t before = pending_.size();
    pending_.append(bytes);
    const std::size_t end = pending_.find(end_of_unit, before > 3 ? before - 3 : 0);
    if (end == std::string::npos) {
        if (pending_.size() > head_bytes_max) fail("the server's header is too large");
        return false;
    }
    bytes.remove_prefix(end + end_of_unit.size() - before);
    unit = std::string_view(pending_).substr(0, end);
    pending_is_used_ = true;
    return true;
}

void StreamReader::read_unit(std::string_view unit) {
    if (state_ == State::head) return read_head(unit);
    if (state_ == State::chunk_size) return read_chunk_size(unit);
    if (state_ == State::chunk_end) state_ = State::chunk_size;
    if (state_ == State::trailers && unit.empty()) end_of_body();
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
            end_of_body();
    }
}

void StreamReader::body_bytes(std::string_view bytes, double now_ms) {
    if (!streams() || !event_seen_) {
        const std::size_t room =
            message_bytes_max - std::min(message_bytes_max, body_start_.size());
        body_start_.append(bytes.substr(0, room));
    }
    if (!streams()) return;
    while (!bytes.empty() && state_ != State::done) {
        if (complete_ && !counts_missing_) return skip_bytes(bytes.size());
        if (after_cr_ && bytes[0] == '\n') bytes.remove_prefix(1);
        after_cr_ = false;
        // A line ends with LF, CR, or both.
        const std::size_t newline = bytes.find('\n');
        const std::size_t end = std::min(bytes.substr(0, newline).find('\r'), newline);
        line_.append(bytes.substr(0, end));
        if (complete_) skip_bytes(std::min(bytes.size(), end));
        if (line_.size() + data_.size() > line_bytes_max)
            return fail("the server sent an event larger than 1 MiB");
        if (end == std::string_view::npos) break;
        after_cr_ = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        complete_ ? line_after_end() : event_line(now_ms);
        line_.clear();
    }
    // Some servers end with [DONE] without a line end.
    if (!complete_ && (line_.starts_with("data: [DONE]") || line_.starts_with("data:[DONE]"))) {
        event_line(now_ms);
        line_.clear();
    }
}

void StreamReader::skip_bytes(std::size_t size) {
    skipped_ += size;
    if (skipped_ <= skipped_bytes_max) return;
    keep_alive_ = false;
    state_ = State::done;
}

/// After [DONE] tokens do not count any more, but token counts do.
void StreamReader::line_after_end() {
    constexpr std::string_view field = "data:";
    if (!counts_missing_ || !line_.starts_with(field)) return;
    const auto event = read_chat_event(line_, field.size(), line_.size() - field.size());
    const std::int64_t output = event ? event->usage.output_tokens.value_or(0) : 0;
    if (output <= 0 || output > tokens_max_) return;
    keep_counts(event->usage);
    answer_.usage_place = UsagePlace::after_end;
    counts_missing_ = false;
}

/// WHATWG HTML, 9.2.6 "Interpreting an event stream", with two extensions for real servers: a data
/// line that is a complete JSON object is an event at once, because some omit the empty line after
/// it; and a bare JSON object that reports an error is an event.
void StreamReader::event_line(double now_ms) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (first_line_ && line_.starts_with(byte_order_mark)) line_.erase(0, byte_order_mark.size());
    first_line_ = false;
    const std::string_view line = line_;
    if (line.empty()) return end_of_event();
    if (line[0] == ':') return;  // a comment
    if (line[0] == '{') {
        const auto event = read_chat_event(line_, 0, line_.size());
        if (event && event->failed)
            fail_with("the server reported in the stream", first_value(event->failure));
        return;
    }
    const std::size_t colon = line.find(':');
    std::string_view value = line.substr(colon == std::string_view::npos ? line.size() : colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    event_field(line.substr(0, colon), value, now_ms);
}

void StreamReader::event_field(std::string_view field, std::string_view value, double now_ms) {
    if (field == "data") {
        data_field(static_cast<std::size_t>(value.data() - line_.data()), value.size(), now_ms);
    } else if (field == "event") {
        event_name_ = std::string(value.substr(0, 100));
        event_failed_ = names_failure(event_name_);
    } else if (field == "error") {  // llama.cpp
        fail_with("the server reported in the stream", value);
    }
}

/// `from` and `size` are the value's place in the line.
void StreamReader::data_field(std::size_t from, std::size_t size, double now_ms) {
    event_seen_ = true;
    const bool is_end =
        text::trim(std::string_view(line_).substr(from, size)).starts_with(end_mark);
    if (is_end && data_pending_) end_of_event();
    if (is_end) return end_of_answer();
    if (!data_pending_ && !event_failed_ && read_event(line_, from, size, now_ms)) {
        // Kept, because the name of the event may follow.
        line_.swap(data_);
        return;
    }
    if (data_pending_)
        data_ += '\n';
    else
        data_.clear();
    data_.append(line_, from, size);
    data_pending_ = true;
    data_ms_ = now_ms;
}

/// Called at an empty line and at the end of the body.
void StreamReader::end_of_event() {
    if (event_failed_)
        return fail_with("the server reported in the stream (event: " + event_name_ + ")", data_);
    const bool pending = data_pending_ && !text::trim(data_).empty();
    const bool optional = !event_name_.empty() && event_name_ != "message";
    data_pending_ = false;
    event_name_.clear();
    if (pending && !read_event(data_, 0, data_.size(), data_ms_) && !optional)
        fail_with("the server sent an event that is not a JSON object", data_);
    data_.clear();
}

/// False when it is not a JSON object.
bool StreamReader::read_event(std::string& json, std::size_t from, std::size_t size,
                              double now_ms) {
    while (size > 0 && json[from + size - 1] == ' ')
        --size;
    if (size == 0) return true;
    const auto event = read_chat_event(json, from, size);
    if (event) use_event(*event, now_ms);
    return event.has_value();
}

void StreamReader::use_event(const ChatEvent& event, double now_ms) {
    domain::RequestRecord& record = answer_.record;
    if (!event.finish_reason.empty()) {
        record.finish_reason = std::string(event.finish_reason.substr(0, 60));
        end_seen_ = true;
    }
    if (event.has_token() || (event.whole_message && answer_.chunk_times_ms.empty()))
        count_tokens(event, now_ms);
    else if (!event.unread_field.empty()) {
        if (unread_chunks_++ == 0) unread_field_ = std::string(event.unread_field.substr(0, 60));
    }
    if (event.usage_given || event.usage.output_tokens) keep_usage(event);
    if (event.failed) {
        const std::string_view words = first_value(event.failure);
        if (event.finish_reason.empty())
            return fail_with("the server reported in the stream", words);
        return fail_with(
            "the server ended the answer with finish_reason \"" + *record.finish_reason + "\"",
            words);
    }
    if (!event.finish_reason.empty() && answer_end(event.finish_reason) == AnswerEnd::failed)
        fail_with(
            "the server ended the answer with finish_reason \"" + *record.finish_reason + "\"", "");
}

void StreamReader::keep_counts(const Usage& counts) {
    // A closing event with zeros does not count.
    const auto keep = [](const auto& from_event, auto& kept) {
        if (from_event) kept = std::max(kept.value_or(0), *from_event);
    };
    domain::RequestRecord& record = answer_.record;
    keep(counts.output_tokens, record.output_tokens);
    keep(counts.input_tokens, record.input_tokens);
    keep(counts.cached_input_tokens, record.cached_input_tokens);
    keep(counts.reasoning_tokens, usage_.reasoning_tokens);
}

void StreamReader::keep_usage(const ChatEvent& event) {
    keep_counts(event.usage);
    const domain::RequestRecord& record = answer_.record;
    end_seen_ |= !event.choices && !answer_.chunk_times_ms.empty();
    if (record.output_tokens.value_or(0) > tokens_max_)
        return fail(
            "the server counts " + std::to_string(*record.output_tokens) +
            " tokens in its answer (usage), more than twice as many as requested (max_tokens)");
    if (answer_.usage_place == UsagePlace::every_chunk) return;
    if (event.has_token() && event.finish_reason.empty())
        answer_.usage_place = UsagePlace::every_chunk;
    else
        answer_.usage_place = event.choices ? UsagePlace::finish_chunk : UsagePlace::closing_chunk;
}

void StreamReader::count_tokens(const ChatEvent& event, double now_ms) {
    domain::RequestRecord& record = answer_.record;
    answer_.chunk_times_ms.push_back(now_ms);
    const bool thinking = event.reasoning_fields != 0 && !event.answer;
    if (thinking)
        ++answer_.reasoning_chunks;
    else if (!record.first_answer_token_ms)
        record.first_answer_token_ms = now_ms;
    answer_.reasoning_fields |= event.reasoning_fields;
    const std::size_t chunks = answer_.chunk_times_ms.size();
    // Running counts are used only when every event has one.
    if (event.usage.output_tokens && answer_.tokens_by_chunk.size() + 1 == chunks)
        answer_.tokens_by_chunk.push_back(*event.usage.output_tokens);
    if (static_cast<std::int64_t>(chunks) > tokens_max_)
        fail("the server sent " + std::to_string(chunks) +
             " events with text, more than twice as many as the tokens requested (max_tokens)");
}

/// Called at [DONE].
void StreamReader::end_of_answer() {
    end_seen_ = true;
    judge_answer();
    complete_ = true;
    counts_missing_ = !answer_.record.error && !answer_.record.output_tokens;
}

/// Called at the end of the framing.
void StreamReader::end_of_body() {
    if (!complete_ && streams()) {
        if (!line_.empty()) event_line(last_ms_);
        line_.clear();
        if (state_ != State::done && !complete_) end_of_event();
    }
    if (state_ == State::done) return;
    if (complete_) line_after_end();
    if (!complete_) judge_answer();
    state_ = State::done;
}

std::string StreamReader::refusal_title() const {
    return "HTTP " + std::to_string(answer_.status) +
           (location_.empty() ? "" : " (to " + location_ + ")");
}

std::string StreamReader::refusal() const {
    if (answer_.status == 0 || streams()) return {};
    const std::string_view words = text::trim(body_start_);
    return refusal_title() + (words.empty() ? "" : ": ") +
           std::string(words.substr(0, words_bytes_max));
}

void StreamReader::judge_answer() {
    if (!streams()) {
        fail_with(refusal_title(), body_start_);
    } else if (!event_seen_ && !body_start_.empty()) {
        fail_with("the server did not stream (no \"data:\" line)", body_start_);
    } else if (answer_.chunk_times_ms.empty()) {
        fail("the server sent no token" +
             (unread_chunks_ == 0
                  ? ""
                  : "; " + std::to_string(unread_chunks_) +
                        " events had content in a field that lem does not know: " + unread_field_));
    } else if (!end_seen_) {
        fail("the answer was cut off: it ended without finish_reason, usage or [DONE]");
    } else if (finish_reason_expected_ && !answer_.record.finish_reason) {
        fail("the answer was cut off: it has no finish_reason, which this server gave before");
    }
}

Answer StreamReader::take_answer() {
    domain::RequestRecord& record = answer_.record;
    const ArrivalTimes& times = answer_.chunk_times_ms;
    const auto chunks = static_cast<std::int64_t>(times.size());
    if (!times.empty()) {
        record.first_token_ms = times.front();
        record.last_token_ms = times.back();
    }
    record.chunks = static_cast<int>(chunks);
    if (std::ssize(answer_.tokens_by_chunk) != chunks) answer_.tokens_by_chunk.clear();
    derive_from_counts(answer_, usage_.reasoning_tokens, unread_chunks_);
    ArrivalTimes spare = std::move(answer_.chunk_times_ms);
    answer_.chunk_times_ms = spare;  // without spare memory
    Answer taken = std::move(answer_);
    answer_ = {};
    answer_.status = taken.status;  // of the rest of the body
    answer_.chunk_times_ms = std::move(spare);
    return taken;
}

void StreamReader::add_late_counts(Answer& taken) {
    if (answer_.usage_place != UsagePlace::after_end) return;
    const domain::RequestRecord& late = answer_.record;
    taken.record.output_tokens = late.output_tokens;
    taken.record.input_tokens = late.input_tokens;
    taken.record.cached_input_tokens = late.cached_input_tokens;
    taken.usage_place = answer_.usage_place;
    derive_from_counts(taken, usage_.reasoning_tokens, unread_chunks_);
}

void StreamReader::end_of_connection() {
    if (state_ == State::done) return;
    keep_alive_ = false;
    const bool until_close = state_ == State::body && !has_length_;
    // The answer is complete if its last event arrived; the end of the framing adds nothing.
    if (until_close || complete_ || (end_seen_ && !answer_.chunk_times_ms.empty()))
        return end_of_body();
    fail("the server closed the connection in the middle of an answer");
}

}  // namespace lem::measure
