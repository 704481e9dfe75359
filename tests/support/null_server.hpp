#pragma once
/// A streaming chat server that runs no model: it answers in the wire format of a real server, at
/// scripted times. One epoll thread serves thousands of streams, so that the load client can be
/// tested against every dialect and timed against known times.
///
/// Sources of the formats: the servers' own protocol definitions, as they were in 2026.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace lem::test {

enum class ServerKind { vllm, sglang, tensorrt_llm, tgi, llama_cpp, transformers, ollama };

/// The content and timing of the "model"'s answers. Counts are in tokens.
struct Play {
    ServerKind kind = ServerKind::vllm;
    double first_ms = 0;                  // from the request to the first token
    double gap_ms = 0;                    // between tokens
    int stops_after = 1'000'000;          // the model ends here unless the request forces a length
    int surplus = 0;                      // sent beyond max_tokens
    int reasoning = 0;                    // this many of the first tokens are thinking
    bool tool_call = false;               // answers by calling a tool
    int tokens_per_chunk = 1;             // tokens in one event
    int events_per_write = 1;             // events that arrive together
    bool split_utf8 = false;              // a write ends in the middle of a character
    bool small_events = false;            // events contain only the text
    bool usage = true;                    // false: no token counts
    bool usage_after_done = false;        // they follow [DONE]
    int input_tokens = 20;                // reported as prompt_tokens
    std::optional<int> stall_after = {};  // then nothing more, the connection stays open
    std::optional<int> error_after = {};  // then an error inside the stream
    std::optional<int> close_after = {};  // then the connection breaks
};

class NullServer {
public:
    /// Listens on loopback at once; `port` 0 takes a free one.
    explicit NullServer(const Play& play, std::uint16_t port = 0);
    ~NullServer();
    NullServer(const NullServer&) = delete;
    NullServer& operator=(const NullServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// Bodies of the first thousand requests. Thread-safe.
    std::vector<std::string> bodies() const;

private:
    class Loop;
    const Play play_;
    std::uint16_t port_ = 0;
    int listener_ = -1;
    int wake_ = -1;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::thread thread_;
};

}  // namespace lem::test
