#pragma once
/// What `lem view` says in the terminal. For one thread at a time.

#include "pages/private_view.hpp"

namespace lem::cli {

/// Where a view is to be found, on standard output.
struct ViewAddress {
    std::vector<std::string> places;
    std::uint16_t port = 0;
    std::string token;

    std::string text() const;
};

/// Where the user sits, as the environment variables of these names say; empty if not set.
struct ViewTerminal {
    std::string ssh_connection, user, display, wayland_display;

    /// A display is there, and the user is in front of it.
    bool has_desktop() const {
        return ssh_connection.empty() && !(display.empty() && wayland_display.empty());
    }
};

void print_address(const ViewAddress& address, const ViewTerminal& terminal);

class ViewReport {
public:
    /// How far it is, on one line of a terminal.
    void advance(const pages::PrivateView& view);
    /// After files were read: what there is now, if it is something else than before, and which
    /// files could not be read, the first of them by name.
    void refreshed(const pages::PrivateView& view, const std::vector<pages::UnreadableFile>& news);

private:
    void end_line();

    bool line_is_open_ = false;
    std::string last_;
};

}  // namespace lem::cli
