#include "measure/stream_reader.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <simdjson.h>

namespace lem::measure {
namespace {

constexpr std::size_t line_bytes_max = 1 * limits::mib;

using Element = simdjson::dom::element;

std::optional<std::int64_t> integer_at(Element parent, std::string_view pointer) {
    std::int64_t value = 0;
    if (parent.at_pointer(pointer).get_int64().get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

bool has_text(Element parent, std::string_view pointer) {
    std::string_view text;
    return parent.at_pointer(pointer).get_string().get(text) == simdjson::SUCCESS && !text.empty();
}

bool has_content(Element event) {
    for (const std::string_view pointer :
         {"/choices/0/delta/content", "/choices/0/delta/reasoning_content",
          "/choices/0/delta/reasoning", "/choices/0/delta/tool_calls/0/function/arguments",
          "/choices/0/delta/tool_calls/0/function/name", "/choices/0/text"}) {
        if (has_text(event, pointer)) return true;
    }
    return false;
}

}  // namespace

void StreamReader::fail(std::string message) {
    if (!error_) error_ = std::move(message);
    keep_alive_ = false;
    state_ = State::done;
}

void StreamReader::read_head(std::string_view head) {
    const auto lines = text::split(head, '\n');
    const auto parts = text::split(text::trim(lines[0]), ' ');
    const auto status = parts.size() > 1 ? text::to_int(parts[1]) : std::nullopt;
    if (!parts[0].starts_with("HTTP/1.") || !status) return fail("the server does not speak HTTP");
    status_ = static_cast<int>(*status);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::size_t colon = lines[i].find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = lines[i].substr(0, colon),
                               value = text::trim(lines[i].substr(colon + 1));
        if (text::iequals(name, "transfer-encoding")) chunked_ = text::iequals(value, "chunked");
        if (text::iequals(name, "connection") && text::iequals(value, "close")) keep_alive_ = false;
        if (text::iequals(name, "content-length")) {
            const auto length = text::to_int(value);
            if (!length || *length < 0) return fail("the server sent a wrong Content-Length");
            has_length_ = true;
            remaining_ = static_cast<std::size_t>(*length);
        }
    }
    state_ = chunked_ ? State::chunk_size : State::body;
    if (!chunked_ && !has_length_) keep_alive_ = false;
    if (!chunked_ && has_length_ && remaining_ == 0) finish();
}

void StreamReader::feed(std::string_view bytes, double now_ms) {
    last_ms_ = now_ms;
    while (!bytes.empty() && state_ != State::done) {
        if (state_ == State::head || state_ == State::chunk_size || state_ == State::chunk_end ||
            state_ == State::trailers) {
            const bool head = state_ == State::head;
            const std::string_view end_mark = head ? "\r\n\r\n" : "\r\n";
            const std::size_t before = pending_.size();
            pending_.append(bytes);
            const std::size_t end = pending_.find(end_mark, before > 3 ? before - 3 : 0);
            if (end == std::string::npos) {
                if (pending_.size() > 64 * limits::kib) fail("the server's header is too large");
                return;
            }
            const std::string unit = pending_.substr(0, end);
            bytes.remove_prefix(end + end_mark.size() - before);
            pending_.clear();
            if (head) {
                read_head(unit);
            } else if (state_ == State::chunk_end) {
                state_ = State::chunk_size;
            } else if (state_ == State::trailers) {
                if (unit.empty()) finish();
            } else {
                std::size_t size = 0;
                const auto [stop, failure] =
                    std::from_chars(unit.data(), unit.data() + unit.size(), size, 16);
                if (failure != std::errc{} || stop == unit.data() || size > 64 * limits::mib)
                    return fail("the server sent a broken chunk");
                remaining_ = size;
                state_ = size == 0 ? State::trailers : State::chunk_data;
            }
            continue;
        }
        const std::size_t size = state_ == State::chunk_data || has_length_
                                     ? std::min(remaining_, bytes.size())
                                     : bytes.size();
        body_bytes(bytes.substr(0, size), now_ms);
        bytes.remove_prefix(size);
        if (state_ == State::done) return;
        if (state_ == State::chunk_data || has_length_) remaining_ -= size;
        if (state_ == State::chunk_data && remaining_ == 0)
            state_ = State::chunk_end;
        else if (state_ == State::body && has_length_ && remaining_ == 0)
            finish();
    }
}

void StreamReader::body_bytes(std::string_view bytes, double now_ms) {
    if (status_ != 200) {
        if (error_body_.size() < 2000) error_body_.append(bytes.substr(0, 2000));
        return;
    }
    while (!bytes.empty() && state_ != State::done) {
        const std::size_t end = bytes.find('\n');
        line_.append(bytes.substr(0, end));
        if (line_.size() > line_bytes_max)
            return fail("the server sent an event larger than 1 MiB");
        if (end == std::string_view::npos) return;
        bytes.remove_prefix(end + 1);
        event_line(line_, now_ms);
        line_.clear();
    }
}

void StreamReader::event_line(std::string_view line, double now_ms) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with("data:")) return;  // comments, event names, ids, empty lines
    const std::string_view data = text::trim(line.substr(5));
    if (data.empty() || data == "[DONE]") return;
    event_data(data, now_ms);
}

void StreamReader::event_data(std::string_view data, double now_ms) {
    thread_local simdjson::dom::parser parser;
    Element event;
    if (parser.parse(data.data(), data.size()).get(event) != simdjson::SUCCESS)
        return fail("the server sent an event that is not JSON: " +
                    std::string(data.substr(0, 80)));
    Element problem;
    if (event.at_key("error").get(problem) == simdjson::SUCCESS && !problem.is_null()) {
        return fail("the server reported in the stream: " +
                    simdjson::minify(problem).substr(0, 200));
    }
    if (has_content(event)) chunk_times_ms_.push_back(now_ms);
    std::string_view reason;
    if (event.at_pointer("/choices/0/finish_reason").get_string().get(reason) == simdjson::SUCCESS)
        finish_reason_ = std::string(reason.substr(0, 60));
    if (const auto tokens = integer_at(event, "/usage/completion_tokens"))
        usage_.output_tokens = tokens;
    if (const auto tokens = integer_at(event, "/usage/prompt_tokens")) usage_.input_tokens = tokens;
    if (const auto tokens = integer_at(event, "/usage/prompt_tokens_details/cached_tokens"))
        usage_.cached_input_tokens = tokens;
}

void StreamReader::finish() {
    state_ = State::done;
    if (status_ != 200 && !error_)
        error_ = "HTTP " + std::to_string(status_) + ": " + error_body_.substr(0, 300);
    else if (chunk_times_ms_.empty() && !error_)
        error_ = "the server sent no token";
}

void StreamReader::end_of_connection() {
    if (state_ == State::done) return;
    keep_alive_ = false;
    const bool until_close = state_ == State::body && !has_length_;
    if (until_close) {
        if (!line_.empty()) body_bytes("\n", last_ms_);
        if (state_ != State::done) finish();
    } else {
        fail("the server closed the connection in the middle of an answer");
    }
}

}  // namespace lem::measure
