#pragma once
/// Reads the answer to a streaming chat completion from bytes as they arrive, in any pieces: status
/// line, headers, chunked or plain body, server-sent events, JSON. Keeps counts and times, not
/// text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::measure {

struct Usage {
    std::optional<std::int64_t> input_tokens;
    std::optional<std::int64_t> output_tokens;
    std::optional<std::int64_t> cached_input_tokens;
};

class StreamReader {
public:
    /// `now_ms` is the time right after the bytes were read.
    void feed(std::string_view bytes, double now_ms);
    void end_of_connection();

    bool done() const { return state_ == State::done; }
    const std::optional<std::string>& error() const { return error_; }
    int status() const { return status_; }
    bool keep_alive() const { return keep_alive_; }
    const std::vector<double>& chunk_times_ms() const { return chunk_times_ms_; }
    std::vector<double> take_chunk_times_ms() { return std::move(chunk_times_ms_); }
    const Usage& usage() const { return usage_; }
    const std::optional<std::string>& finish_reason() const { return finish_reason_; }

private:
    enum class State { head, body, chunk_size, chunk_data, chunk_end, trailers, done };
    void read_head(std::string_view head);
    void body_bytes(std::string_view bytes, double now_ms);
    void event_line(std::string_view line, double now_ms);
    void event_data(std::string_view data, double now_ms);
    void finish();
    void fail(std::string message);

    State state_ = State::head;
    std::string pending_;     // of the head or of a chunk-size line
    std::string line_;        // of an event, not yet complete
    std::string error_body_;  // of an answer that is not a stream
    std::size_t remaining_ = 0;
    bool has_length_ = false;
    bool chunked_ = false;
    bool keep_alive_ = true;
    int status_ = 0;
    double last_ms_ = 0;
    std::optional<std::string> error_;
    std::vector<double> chunk_times_ms_;
    Usage usage_;
    std::optional<std::string> finish_reason_;
};

}  // namespace lem::measure
