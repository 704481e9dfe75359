#pragma once
/// The wire formats of the servers that `NullServer` simulates: what each rejects, and its events.

#include "support/null_server.hpp"

#include <string>

namespace lem::test {

/// The relevant parts of a request.
struct ChatRequest {
    int max_tokens = 16;
    bool include_usage = false;
    bool continuous_usage = false;
    bool forced_length = false;  // by a field that this kind of server supports
};

/// The request as this kind of server understands it, or the status and body of its refusal.
struct Understood {
    ChatRequest request;
    int refusal_status = 0;
    std::string refusal;
};
Understood understand(const Play& play, const std::string& body);

/// One `data:` event. `first` and `last` are the positions of the tokens in it, from 0.
std::string token_event(const Play& play, const ChatRequest& request, int first, int last);
/// The events before the first token.
std::string opening_event(const Play& play);
/// Finish reason, usage and [DONE], as this kind of server ends a stream of `tokens`.
std::string closing_events(const Play& play, const ChatRequest& request, int tokens);
std::string error_event(ServerKind kind);

}  // namespace lem::test
