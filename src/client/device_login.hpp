#pragma once
/// The program's side of the device flow (RFC 8628): it asks, shows a code and waits until its user
/// has decided in a browser. Thread-safe.

#include "domain/device_wire.hpp"
#include "domain/session_info.hpp"
#include "platform/http/client.hpp"

#include <functional>
#include <variant>

namespace lem::client {

/// `server` as server_address() gives it. Throws Error with the server's message.
domain::DeviceCode ask_for_login(const std::string& server, const domain::DeviceRequest& request);

/// Waits between two questions as long as the server asks for; `wait` returns false to give up.
/// Throws Error(forbidden) when the user denied it, Error(timed_out) when the code ended,
/// Error(cancelled) when `wait` gave up. A server that does not answer for a while is asked again.
domain::DeviceToken await_login(const std::string& server, const domain::DeviceCode& code,
                                const std::function<bool(std::chrono::seconds)>& wait);

/// Who a token acts for. Throws Error(unauthenticated) when it is not valid any more.
domain::SessionInfo who_is(const std::string& server, const std::string& token);

/// Ends a token at the server (RFC 7009). Throws Error as the server answers.
void revoke_token(const std::string& server, const std::string& token);

}  // namespace lem::client
