#include "measure/load/chat_request.hpp"

#include "base/text.hpp"
#include "schema/write.hpp"

namespace lem::measure {

ChatRequestWriter::ChatRequestWriter(const Endpoint& endpoint, const domain::Experiment& config)
    : config_(config), temperature_(text::number(config.workload.temperature)) {
    head_ = "POST " + endpoint.chat_target + " HTTP/1.1\r\nHost: " + endpoint.authority() +
            "\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
            "Accept-Encoding: identity\r\n";
    for (const Header& header : endpoint.headers)
        head_ += header.name + ": " + header.value + "\r\n";
    head_ += "Content-Length: ";
    model_ = "{\"model\":";
    schema::append_text(model_, endpoint.model.empty() ? config.model.name : endpoint.model);
    model_ += ",\"messages\":[";
}

void ChatRequestWriter::write(std::string& out, std::string& body, std::string_view salt,
                              const Prompt& prompt, int output_tokens) const {
    const domain::Workload& workload = config_.workload;
    const auto tokens = static_cast<std::int64_t>(output_tokens);
    body = model_;
    for (const Message& message : prompt.messages) {
        const bool first = &message == prompt.messages.data();
        body += first ? "{\"role\":" : ",{\"role\":";
        schema::append_text(body, message.role);
        body += ",\"content\":";
        out.assign(first ? salt : "");
        out += message.content;
        schema::append_text(body, out);
        body += "}";
    }
    body += "],\"stream\":true,";
    body += dialect_.max_completion_tokens ? "\"max_completion_tokens\":" : "\"max_tokens\":";
    text::append_number(body, tokens);
    if (dialect_.temperature) {
        body += ",\"temperature\":";
        body += temperature_;
    }
    if (dialect_.stream_options) {
        body += ",\"stream_options\":{\"include_usage\":true";
        if (dialect_.continuous_usage) body += ",\"continuous_usage_stats\":true";
        body += "}";
    }
    if (workload.ignore_eos) {
        if (dialect_.ignore_eos) body += ",\"ignore_eos\":true";
        if (dialect_.min_tokens) {
            body += ",\"min_tokens\":";
            text::append_number(body, tokens);
        }
        if (dialect_.generation_config) {
            body += ",\"generation_config\":\"{\\\"max_new_tokens\\\":";
            text::append_number(body, tokens);
            body += ",\\\"min_new_tokens\\\":";
            text::append_number(body, tokens);
            body += "}\"";
        }
    }
    if (dialect_.cache_prompt && !workload.prefix_cache) body += ",\"cache_prompt\":false";
    body += "}";
    out = head_;
    text::append_number(out, static_cast<std::int64_t>(body.size()));
    out += "\r\n\r\n";
    out += body;
}

}  // namespace lem::measure
