#pragma once
/// Reads the answer to a streaming chat completion from bytes as they arrive, in any pieces: status
/// line, headers, chunked or plain body, server-sent events, JSON. Keeps counts and times, not
/// text. Allocates once a request and not once an event. Not thread-safe.

#include "measure/load/chat_event.hpp"

#include <vector>

namespace lem::measure {

/// Which event carries the token counts.
enum class UsagePlace { none, finish_chunk, closing_chunk, every_chunk };

/// What is known of an answer so far.
struct Answer {
    int status = 0;
    bool keep_alive = true;
    std::optional<std::string> error;
    /// Arrivals of events that carry a token: text, thinking, or part of a tool call.
    std::vector<double> chunk_times_ms;
    /// With running counts: output tokens up to and with each of those events; otherwise empty.
    std::vector<std::int64_t> tokens_by_chunk;
    std::optional<double> first_answer_ms;  // the first token that is not thinking
    int reasoning_chunks = 0;
    bool reasoning_content_seen = false;  // in which field thinking comes
    bool reasoning_seen = false;
    UsagePlace usage_place = UsagePlace::none;
    Usage usage;
    std::optional<std::string> finish_reason;
};

class StreamReader {
public:
    /// Forgets everything but its buffers. A server that sends far more events than
    /// `tokens_asked` is cut off.
    void begin(int tokens_asked);
    /// `now_ms` is the time right after the bytes were read.
    void feed(std::string_view bytes, double now_ms);
    void end_of_connection();

    bool done() const { return state_ == State::done; }
    const Answer& answer() const { return answer_; }
    /// Also of an answer that is not complete. Leaves the reader fit only for `begin`.
    Answer take_answer();

private:
    enum class State { head, body, chunk_size, chunk_data, chunk_end, trailers, done };
    bool next_unit(std::string_view& bytes, std::string_view& unit);
    void read_unit(std::string_view unit);
    void read_head(std::string_view head);
    void read_header(std::string_view name, std::string_view value);
    void read_chunk_size(std::string_view unit);
    void body_bytes(std::string_view bytes, double now_ms);
    void event_line(double now_ms);
    void event_data(std::size_t from, std::size_t size, double now_ms);
    void count_tokens(const ChatEvent& event, double now_ms);
    void finish();
    void fail(std::string message);

    State state_ = State::head;
    Answer answer_;
    std::string pending_;  // of the head or of a chunk-size line
    bool pending_is_used_ = false;
    std::string line_;        // of an event
    std::string error_body_;  // of an answer that is not a stream
    std::size_t remaining_ = 0;
    std::int64_t tokens_max_ = 0;
    bool has_length_ = false;
    bool chunked_ = false;
    bool event_seen_ = false;
    bool end_seen_ = false;  // [DONE], a finish_reason, or counts that come after the last token
    double last_ms_ = 0;
};

}  // namespace lem::measure
