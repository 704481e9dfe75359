#include "cli/view_report.hpp"

#include "base/figures.hpp"
#include "cli/print_error.hpp"
#include "cli/tell.hpp"

#include <array>
#include <fmt/ranges.h>
#include <unistd.h>

namespace lem::cli {
namespace {

constexpr std::size_t named_at_once_max = 20;

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "HOST";
    return name.data();
}

std::string summary(const pages::PrivateView& view) {
    std::string text = figures::plural(view.results, "result") + " from " +
                       figures::plural(view.files_found, "file") + ".";
    if (view.unreadable > 0)
        text += " " + figures::plural(view.unreadable, "file") + " could not be read.";
    if (view.other_files > 0)
        text += fmt::format(" {} {} in no format that lem reads (lem import --list-formats).",
                            figures::plural(view.other_files, "other file"),
                            view.other_files == 1 ? "is" : "are");
    if (view.left_out) text += " " + *view.left_out;
    return text;
}

}  // namespace

std::string ViewAddress::text() const {
    return fmt::format("http://127.0.0.1:{}/?token={}", port, token);
}

void print_address(const ViewAddress& address, const ViewTerminal& terminal) {
    fmt::print("Private view of {}: {}\n",
               for_terminal(fmt::format("{}", fmt::join(address.places, ", "))), address.text());
    if (const std::string& connection = terminal.ssh_connection; !connection.empty()) {
        const std::string server_port = connection.substr(connection.rfind(' ') + 1);
        const std::string user = terminal.user.empty() ? "USER" : terminal.user;
        fmt::print(
            "On your own computer, so that its browser reaches it:\n  ssh -N -L "
            "{0}:127.0.0.1:{0} {1}{2}@{3}\n",
            address.port, server_port == "22" ? "" : "-p " + server_port + " ", user, host_name());
    }
    fmt::print("Nothing is uploaded. Ctrl-C ends it.\n");
    std::fflush(stdout);
}

void ViewReport::end_line() {
    if (line_is_open_) tell("\r\033[K");
    line_is_open_ = false;
}

void ViewReport::advance(const pages::PrivateView& view) {
    if (isatty(STDERR_FILENO) != 1) return;
    tell("\r\033[KReading: {} of {}, {}", figures::count(view.files_read),
         figures::plural(view.files_found, "file"), figures::plural(view.results, "result"));
    line_is_open_ = true;
}

void ViewReport::refreshed(const pages::PrivateView& view,
                           const std::vector<pages::UnreadableFile>& news) {
    end_line();
    for (std::size_t i = 0; i < std::min(news.size(), named_at_once_max); ++i)
        tell("lem: {}\n", for_terminal(news[i].file + ": " + news[i].message));
    if (news.size() > named_at_once_max)
        tell("lem: and {} more.\n", news.size() - named_at_once_max);
    const std::string now = summary(view);
    if (now != last_) tell("{}\n", for_terminal(now));
    last_ = now;
}

}  // namespace lem::cli
