#include "support/chat_wire.hpp"

#include "schema/json.hpp"

#include <set>

namespace lem::test {
namespace {

std::string data(const std::string& json) {
    return "data: " + json + "\n\n";
}

/// Extra fields that the kind knows; all know the common ones.
std::set<std::string> known_fields(ServerKind kind) {
    std::set<std::string> known{"model",      "messages",    "stream",
                                "max_tokens", "temperature", "stream_options"};
    switch (kind) {
        case ServerKind::vllm:
        case ServerKind::sglang:
        case ServerKind::tensorrt_llm:
            known.insert({"ignore_eos", "min_tokens"});
            break;
        case ServerKind::llama_cpp:
            known.insert({"ignore_eos", "cache_prompt"});
            break;
        case ServerKind::transformers:
            known.insert("generation_config");
            break;
        case ServerKind::tgi:
        case ServerKind::ollama:
            break;
    }
    return known;
}

/// "" when the kind accepts unknown fields.
std::string refusal_of(ServerKind kind, const std::set<std::string>& unknown) {
    if (unknown.empty()) return "";
    if (kind == ServerKind::tensorrt_llm) {
        // Names one field only, as its validator stops early in some versions.
        return R"({"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', ')" +
               *unknown.begin() +
               R"('), 'msg': 'Extra inputs are not permitted'}]","type":"BadRequestError",)"
               R"("param":null,"code":400})";
    }
    if (kind == ServerKind::transformers) {
        std::string names;
        for (const std::string& name : unknown)
            names += (names.empty() ? "'" : ", '") + name + "'";
        return R"({"detail":"Unexpected keys in the request: {)" + names + R"(}"})";
    }
    return "";
}

bool has_continuous_usage(ServerKind kind) {
    return kind == ServerKind::vllm || kind == ServerKind::sglang ||
           kind == ServerKind::tensorrt_llm;
}

std::string usage_json(const Play& play, int tokens) {
    std::string usage = R"({"prompt_tokens":)" + std::to_string(play.input_tokens) +
                        R"(,"total_tokens":)" + std::to_string(play.input_tokens + tokens) +
                        R"(,"completion_tokens":)" + std::to_string(tokens);
    if (has_continuous_usage(play.kind)) usage += R"(,"prompt_tokens_details":null)";
    return usage + "}";
}

/// The envelope around `choices`; `extra` is appended at the top level.
std::string chunk_json(ServerKind kind, const std::string& choices, const std::string& extra) {
    switch (kind) {
        case ServerKind::llama_cpp:
            return R"({"choices":[)" + choices +
                   R"(],"created":1763900000,"id":"chatcmpl-qC6laQHbZ2CmxNvJ4NoB1L93LcVF7nfe",)"
                   R"("model":"tiny","system_fingerprint":"b9554-d403f00ec",)"
                   R"("object":"chat.completion.chunk")" +
                   extra + "}";
        case ServerKind::tgi:
            return R"({"object":"chat.completion.chunk","id":"","created":1763900000,)"
                   R"("model":"tiny","system_fingerprint":"3.3.6-native","choices":[)" +
                   choices + "]" + (extra.empty() ? R"(,"usage":null)" : extra) + "}";
        case ServerKind::transformers:
            return R"({"id":"req_0","choices":[)" + choices +
                   R"(],"created":1763900000,"model":"tiny@main",)"
                   R"("object":"chat.completion.chunk","system_fingerprint":"")" +
                   extra + "}";
        default:
            return R"({"id":"chatcmpl-6a1c5d0e8f2b4a7c9d3e5f1a2b4c6d8e",)"
                   R"("object":"chat.completion.chunk","created":1763900000,"model":"tiny",)"
                   R"("choices":[)" +
                   choices + "]" + extra + "}";
    }
}

std::string choice_json(ServerKind kind, const std::string& delta, const std::string& finish) {
    const std::string reason = finish.empty() ? "null" : "\"" + finish + "\"";
    switch (kind) {
        case ServerKind::llama_cpp:
            return R"({"finish_reason":)" + reason + R"(,"index":0,"delta":{)" + delta + "}}";
        case ServerKind::transformers:
            return R"({"delta":{)" + delta + "}," +
                   (finish.empty() ? "" : R"("finish_reason":)" + reason + ",") + R"("index":0})";
        case ServerKind::ollama:
            return R"({"index":0,"delta":{)" + delta + R"(},"finish_reason":)" + reason + "}";
        default:
            return R"({"index":0,"delta":{)" + delta + R"(},"logprobs":null,"finish_reason":)" +
                   reason + "}";
    }
}

std::string escaped_word(const Play& play, int tokens) {
    std::string words;
    for (int i = 0; i < tokens; ++i)
        words += play.split_utf8 ? "\xf0\x9f\x98\x80" : " word";
    return words;
}

std::string reasoning_delta(ServerKind kind, const std::string& words) {
    switch (kind) {
        case ServerKind::vllm:
        case ServerKind::ollama:
            return R"("role":"assistant","content":"","reasoning":")" + words + "\"";
        case ServerKind::tensorrt_llm:
            return R"("content":null,"reasoning_content":")" + words + R"(","reasoning":")" +
                   words + "\"";
        default:
            return R"("content":null,"reasoning_content":")" + words + "\"";
    }
}

std::string tool_delta(int position) {
    if (position == 0) {
        return R"("tool_calls":[{"index":0,"id":"call_0","type":"function",)"
               R"("function":{"name":"look_up","arguments":""}}])";
    }
    return R"("tool_calls":[{"index":0,"function":{"arguments":"{\"a"}}])";
}

}  // namespace

Understood understand(const Play& play, const std::string& body) {
    Understood understood;
    const auto document = schema::parse(body);
    if (!document || !document->is_object() || !document->contains("messages")) {
        understood.refusal_status = 400;
        understood.refusal = R"({"error":{"message":"not a chat request","code":400}})";
        return understood;
    }
    const std::set<std::string> known = known_fields(play.kind);
    std::set<std::string> unknown;
    for (const auto& [name, value] : document->items()) {
        if (!known.contains(name)) unknown.insert(name);
    }
    understood.refusal = refusal_of(play.kind, unknown);
    if (!understood.refusal.empty())
        understood.refusal_status = play.kind == ServerKind::transformers ? 422 : 400;
    ChatRequest& request = understood.request;
    request.max_tokens = document->value("max_tokens", 16);
    if (known.contains("ignore_eos")) request.forced_length = document->value("ignore_eos", false);
    if (known.contains("min_tokens") && document->value("min_tokens", 0) >= request.max_tokens)
        request.forced_length = true;
    if (known.contains("generation_config") && document->contains("generation_config")) {
        const auto config = schema::parse((*document)["generation_config"].get<std::string>());
        request.forced_length = config && config->value("min_new_tokens", 0) >= request.max_tokens;
    }
    const schema::json options = document->value("stream_options", schema::json::object());
    // transformers ignores the field and always reports.
    request.include_usage =
        options.value("include_usage", false) || play.kind == ServerKind::transformers;
    request.continuous_usage =
        has_continuous_usage(play.kind) && options.value("continuous_usage_stats", false);
    return understood;
}

std::string opening_event(const Play& play) {
    const bool llama = play.kind == ServerKind::llama_cpp;
    if (play.kind == ServerKind::tgi || play.kind == ServerKind::ollama) return "";
    return data(chunk_json(play.kind,
                           choice_json(play.kind,
                                       std::string(R"("role":"assistant")") +
                                           (llama ? R"(,"content":null)" : R"(,"content":"")"),
                                       ""),
                           ""));
}

std::string token_event(const Play& play, const ChatRequest& request, int first, int last) {
    const std::string words = escaped_word(play, last - first + 1);
    if (play.small_events) return data(R"({"choices":[{"delta":{"content":")" + words + "\"}}]}");
    const bool role_in_all = play.kind == ServerKind::tgi || play.kind == ServerKind::ollama;
    std::string delta =
        (role_in_all ? R"("role":"assistant","content":")" : R"("content":")") + words + "\"";
    if (first < play.reasoning)
        delta = reasoning_delta(play.kind, words);
    else if (play.tool_call)
        delta = tool_delta(first - play.reasoning);
    std::string extra;
    if (request.continuous_usage && play.usage) extra = ",\"usage\":" + usage_json(play, last + 1);
    return data(chunk_json(play.kind, choice_json(play.kind, delta, ""), extra));
}

std::string closing_events(const Play& play, const ChatRequest& request, int tokens) {
    const std::string reason = play.tool_call                 ? "tool_calls"
                               : tokens >= request.max_tokens ? "length"
                                                              : "stop";
    const bool reports = play.usage && request.include_usage;
    const std::string usage = ",\"usage\":" + usage_json(play, tokens);
    const std::string finish_choice =
        choice_json(play.kind, play.kind == ServerKind::llama_cpp ? "" : R"("content":"")", reason);
    if (play.kind == ServerKind::transformers)
        return data(chunk_json(play.kind, finish_choice, reports ? usage : ""));
    std::string events = data(chunk_json(play.kind, finish_choice, ""));
    std::string timings;
    if (play.kind == ServerKind::llama_cpp && play.usage) {
        timings = R"(,"timings":{"cache_n":5,"prompt_n":)" + std::to_string(play.input_tokens - 5) +
                  R"(,"prompt_ms":30.9,"prompt_per_token_ms":1.2,"prompt_per_second":32.3,)"
                  R"("predicted_n":)" +
                  std::to_string(tokens) +
                  R"(,"predicted_ms":661.0,"predicted_per_token_ms":18.8,)"
                  R"("predicted_per_second":52.9})";
    }
    const std::string counts = reports ? data(chunk_json(play.kind, "", usage + timings)) : "";
    const std::string done = data("[DONE]");
    return events + (play.usage_after_done ? done + counts : counts + done);
}

std::string error_event(ServerKind kind) {
    switch (kind) {
        case ServerKind::tgi:
            return "event: error\n" +
                   data(R"({"error":"Request failed during generation: out of memory",)"
                        R"("error_type":"generation"})");
        case ServerKind::llama_cpp:  // a separate field, as llama-server sends it
            return "error: {\"code\":500,\"message\":\"out of memory\",\"type\":\"server_error\"}"
                   "\n\n";
        case ServerKind::sglang:
        case ServerKind::tensorrt_llm:
            return data(R"({"object":"error","message":"out of memory","code":500})");
        default:
            return data(R"({"error":{"message":"out of memory","type":"InternalServerError",)"
                        R"("code":500}})");
    }
}

}  // namespace lem::test
