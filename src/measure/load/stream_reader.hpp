#pragma once
/// Reads the answer to a streaming chat completion from bytes as they arrive, in any pieces: status
/// line, headers, chunked or plain body, server-sent events, JSON. Keeps counts and times, not
/// text. Allocates per request, not per event. Not thread-safe.

#include "domain/result/result.hpp"
#include "measure/load/arrival_times.hpp"
#include "measure/load/chat_event.hpp"

#include <vector>

namespace lem::measure {

/// Which event carries the token counts.
enum class UsagePlace { none, finish_chunk, closing_chunk, every_chunk, after_end };

/// The part of an answer that has arrived.
struct Answer {
    /// The request's part of the record: arrival of tokens, counts, finish reason, error.
    domain::RequestRecord record;
    /// Arrivals of events that carry a token: text, thinking, or part of a tool call.
    ArrivalTimes chunk_times_ms;
    /// With running counts: output tokens up to and including each of those events; otherwise
    /// empty.
    std::vector<std::int64_t> tokens_by_chunk;
    std::string server_message;  // of a refusal, up to 2,000 bytes
    std::optional<double> retry_after_s;
    int status = 0;
    int reasoning_chunks = 0;
    std::uint32_t reasoning_fields = 0;  // that contained thinking: see reasoning_field_names
    UsagePlace usage_place = UsagePlace::none;
};

class StreamReader {
public:
    /// Forgets everything but its buffers. A server that sends far more events than
    /// `tokens_asked` is cut off. With `finish_reason_expected` an answer without one has failed.
    void begin(int tokens_asked, bool finish_reason_expected = false);
    /// `now_ms` is the time right after the bytes were read.
    void feed(std::string_view bytes, double now_ms);
    void end_of_connection();

    /// The answer is complete: at [DONE], after which the body may continue, or at its end.
    bool complete() const { return complete_ || done(); }
    /// The body has ended too, or cannot be read further.
    bool done() const { return state_ == State::done; }
    /// Can the connection carry another request? False until done().
    bool connection_is_reusable() const { return done() && keep_alive_; }
    const Answer& answer() const { return answer_; }
    /// A description of an answer that is not a stream, complete or not: "HTTP 503: loading".
    /// Otherwise empty.
    std::string refusal() const;
    /// Returns the answer, complete or not. Afterwards `begin` may be called, and `feed` up to the
    /// end of the body.
    Answer take_answer();
    /// True after [DONE] while the token counts have not come: some servers send them behind it.
    bool awaits_counts() const { return complete_ && !done() && counts_missing_; }
    /// Adds counts that came since `take_answer` to the answer that it returned.
    void add_late_counts(Answer& taken);

private:
    enum class State { head, body, chunk_size, chunk_data, chunk_end, trailers, done };
    bool next_unit(std::string_view& bytes, std::string_view& unit);
    void read_unit(std::string_view unit);
    void read_head(std::string_view head);
    void begin_body();
    void read_header(std::string_view name, std::string_view value);
    void read_chunk_size(std::string_view unit);
    void body_bytes(std::string_view bytes, double now_ms);
    void skip_bytes(std::size_t size);
    void event_line(double now_ms);
    void line_after_end();
    void event_field(std::string_view field, std::string_view value, double now_ms);
    void data_field(std::size_t from, std::size_t size, double now_ms);
    void end_of_event();
    bool read_event(std::string& json, std::size_t from, std::size_t size, double now_ms);
    void use_event(const ChatEvent& event, double now_ms);
    void count_tokens(const ChatEvent& event, double now_ms);
    void keep_usage(const ChatEvent& event);
    void keep_counts(const Usage& counts);
    void end_of_answer();
    void end_of_body();
    void judge_answer();
    std::string refusal_title() const;
    bool streams() const {
        return answer_.status >= 200 && answer_.status < 300 && answer_.status != 204;
    }
    void fail(std::string message);
    void fail_with(std::string_view what, std::string_view words);

    State state_ = State::head;
    Answer answer_;
    std::string pending_;  // of the head or of a chunk-size line
    bool pending_is_used_ = false;
    std::string body_start_;  // of an answer that does not stream
    std::string line_;        // of an event
    std::string data_;        // of an event over several lines, or the last line that was read
    std::string event_name_;
    std::string unread_field_;                   // first unknown field of a delta
    std::string location_, retry_after_, date_;  // headers
    double data_ms_ = 0;                         // when the last line of `data_` arrived
    std::size_t remaining_ = 0;
    std::size_t skipped_ = 0;  // bytes after the end of the answer
    std::int64_t tokens_max_ = 0;
    Usage usage_;
    int unread_chunks_ = 0;  // events with content in unknown fields only
    int interim_responses_ = 0;
    bool keep_alive_ = true;
    bool has_length_ = false;
    bool chunked_ = false;
    bool after_cr_ = false;  // a following LF belongs to the same line end
    bool first_line_ = true;
    bool event_seen_ = false;
    bool event_failed_ = false;  // by its name
    bool data_pending_ = false;
    bool complete_ = false;
    bool counts_missing_ = false;  // at [DONE], and until they come
    bool finish_reason_expected_ = false;
    bool end_seen_ = false;  // [DONE], a finish_reason, or counts that come after the last token
    double last_ms_ = 0;
};

}  // namespace lem::measure
