#pragma once
/// The bytes of one streaming chat request.

#include "measure/load/endpoint.hpp"
#include "measure/workload/prompts.hpp"

#include <string>

namespace lem::measure {

/// The optional fields that a server accepts, as the probe finds out (measure/load/dialect.hpp).
/// Servers support different fields, and some refuse requests with unknown ones. And what their
/// answers can be held to.
struct Dialect {
    bool stream_options = true;          // {"include_usage": true}
    bool continuous_usage = false;       // running counts in every event
    bool ignore_eos = true;              // forces the length
    bool min_tokens = false;             // the same, where ignore_eos is not honoured
    bool generation_config = false;      // the same for transformers: a JSON text of its own
    bool cache_prompt = true;            // llama.cpp's switch for its prefix cache
    bool max_completion_tokens = false;  // instead of max_tokens: OpenAI's models that reason
    bool temperature = true;             // which the same models refuse
    bool finish_reason = false;          // every whole answer has one
};

/// Writes requests for one endpoint and workload. Immutable but for the dialect; `write` may be
/// called from several threads, each with its own buffers.
class ChatRequestWriter {
public:
    ChatRequestWriter(const Endpoint& endpoint, const domain::Experiment& config);

    void set_dialect(const Dialect& dialect) { dialect_ = dialect; }
    const Dialect& dialect() const { return dialect_; }
    /// The salt comes before the first message. Replaces `out` by head and body; `body` is
    /// scratch. Neither allocates once it has grown.
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
