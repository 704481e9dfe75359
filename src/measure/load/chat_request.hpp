#pragma once
/// The bytes of one streaming chat request.

#include "measure/load/endpoint.hpp"
#include "measure/workload/prompts.hpp"

#include <string>

namespace lem::measure {

/// The optional fields that a server accepts, as the probe finds out (measure/load/dialect.hpp):
/// servers support different fields, and some reject requests with unknown ones. Also what its
/// answers always have.
struct Dialect {
    bool stream_options = true;          // {"include_usage": true}
    bool continuous_usage = false;       // running counts in every event
    bool ignore_eos = true;              // forces the length
    bool min_tokens = false;             // the same, when ignore_eos has no effect
    bool generation_config = false;      // the same for transformers: a nested JSON text
    bool cache_prompt = true;            // llama.cpp's switch for its prefix cache
    bool max_completion_tokens = false;  // instead of max_tokens, for OpenAI's reasoning models
    bool temperature = true;             // rejected by the same models
    bool finish_reason = false;          // every complete answer has one
};

/// Writes requests for one endpoint and workload. Immutable but for the dialect; `write` may be
/// called from several threads, each with its own buffers.
class ChatRequestWriter {
public:
    ChatRequestWriter(const Endpoint& endpoint, const domain::Experiment& config);

    void set_dialect(const Dialect& dialect) { dialect_ = dialect; }
    const Dialect& dialect() const { return dialect_; }
    /// The salt comes before the first message. Replaces `out` by head and body; `body` is
    /// scratch. Neither allocates again once it is large enough.
    void write(std::string& out, std::string& body, std::string_view salt, const Prompt& prompt,
               int output_tokens) const;

private:
    const domain::Experiment& config_;
    std::string head_;   // up to the value of Content-Length
    std::string model_;  // up to the messages
    std::string temperature_;
    Dialect dialect_;
};

}  // namespace lem::measure
