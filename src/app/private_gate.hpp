#pragma once
/// Who may read a private view on a machine with other users: whoever has the address that the
/// command printed. Its token becomes a cookie at the first visit, so that it is in no history and
/// no bookmark. Thread-safe; does not block.

#include "platform/http/api/message.hpp"

#include <atomic>
#include <optional>

namespace lem::app {

class PrivateGate {
public:
    /// `launch_token` opens the view once: it is on the command line of the browser, which other
    /// users can read.
    PrivateGate(std::string token, std::string launch_token);

    const std::string& token() const { return token_; }
    const std::string& launch_token() const { return launch_token_; }

    /// The answer to a visitor without the token, to one who has just brought it, and to a request
    /// for another host, as a page of another site makes it (DNS rebinding); else nullopt.
    std::optional<http::Response> answer(const http::Request& request);

private:
    bool opens(std::string_view given);

    const std::string token_, launch_token_, cookie_name_;
    std::atomic<bool> launched_{false};
};

}  // namespace lem::app
