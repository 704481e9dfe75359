#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/import_files.hpp"
#include "cli/interrupt.hpp"
#include "cli/tell.hpp"
#include "platform/http/client.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unistd.h>

namespace lem::cli {
namespace {

struct ExportOptions {
    std::string address;
    std::string format = "jsonl";
    std::string output = "-";
};

/// Where the server is, and the selection in the address of its leaderboard.
struct Selection {
    std::string server;
    std::string query;  // with its "?", or empty
};

/// The parameters that choose results, without those of the page, as a client must write them.
std::string query_of(std::string_view query) {
    constexpr std::array of_the_page{"show",  "hide",   "pinned", "selected",   "density",
                                     "limit", "cursor", "facets", "histograms", "fields"};
    std::string kept;
    for (const std::string_view part : text::split(query, '&')) {
        const std::string_view name = part.substr(0, part.find('='));
        if (name.empty() || std::ranges::find(of_the_page, name) != of_the_page.end()) continue;
        kept += kept.empty() ? "?" : "&";
        for (const char c : part)
            kept += c == ' ' ? std::string("%20") : std::string(1, c);
    }
    return kept;
}

Selection selection_of(std::string_view address) {
    if (!address.starts_with("http://") && !address.starts_with("https://"))
        throw Error(ErrorCode::bad_request,
                    "Name the leaderboard by its address, as the browser shows it, for example "
                    "\"https://HOST/?engine=vllm\".");
    address = address.substr(0, address.find('#'));
    const std::size_t mark = address.find('?');
    std::string_view server = address.substr(0, mark);
    while (server.ends_with('/'))
        server.remove_suffix(1);
    return {std::string(server),
            mark == std::string_view::npos ? "" : query_of(address.substr(mark + 1))};
}

/// "http://HOST" of an address.
std::string_view origin_of(std::string_view address) {
    const std::size_t host = address.find("://") + 3;
    return address.substr(0, address.find('/', host));
}

/// The target of `Link: <TARGET>; rel="next"`; empty if there is none.
std::string_view next_of(std::string_view link) {
    const std::size_t end = link.find('>');
    if (!link.starts_with('<') || end == std::string_view::npos ||
        link.find("rel=\"next\"") == std::string_view::npos)
        return {};
    return link.substr(1, end - 1);
}

std::string problem_of(const http::ClientResponse& answer) {
    const auto problem = schema::parse(answer.body);
    const bool told = problem && problem->is_object() && problem->contains("detail") &&
                      (*problem)["detail"].is_string();
    return told ? (*problem)["detail"].get<std::string>()
                : "It answered " + std::to_string(answer.status) + ".";
}

/// Asks page after page. `take` gets each answer's body.
template <class Take>
void for_each_page(const Selection& selection, const std::string& extension, const Take& take) {
    std::string url = selection.server + "/api/v1/leaderboard." + extension + selection.query;
    while (!url.empty()) {
        if (interrupted) throw Error(ErrorCode::cancelled, "Stopped; nothing was written.");
        const auto answer = http::fetch({.url = url, .go_on = [](auto) { return !interrupted; }});
        if (answer.status != 200)
            throw Error(ErrorCode::bad_request,
                        selection.server + " gave no export. " + problem_of(answer));
        take(answer.body);
        if (isatty(STDERR_FILENO) == 1)
            tell("\r{} results in the selection", answer.header("x-total-count"));
        const std::string_view next = next_of(answer.header("link"));
        url = next.empty() ? "" : std::string(origin_of(url)) + std::string(next);
    }
    if (isatty(STDERR_FILENO) == 1) tell("\n");
}

std::string exported(const ExportOptions& options) {
    const Selection selection = selection_of(options.address);
    std::string text;
    if (options.format == "csv") {
        for_each_page(selection, "csv", [&](std::string_view page) {
            // Each page has the header.
            text += text.empty() ? page : page.substr(page.find('\n') + 1);
        });
        return text;
    }
    for_each_page(selection, "jsonl", [&](std::string_view page) { text += page; });
    if (options.format == "jsonl") return text;
    std::string array = "[";
    for (const std::string_view line : text::split(text, '\n')) {
        if (line.empty()) continue;
        array += array.size() == 1 ? "\n" : ",\n";
        array += line;
    }
    return array + "\n]\n";
}

int run_export(const ExportOptions& options) {
    catch_interrupts();
    const std::string text = exported(options);
    if (options.output == "-")
        fmt::print("{}", text);
    else
        write_file(options.output, text);
    return 0;
}

}  // namespace

void add_export(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("export", "Save the results of a leaderboard's selection");
    command->footer(
        "Examples:\n  lem export \"https://HOST/?engine=vllm\" -o results.jsonl\n"
        "  lem export \"https://HOST/?hardware=NVIDIA L4\" --format csv -o rows.csv\n"
        "jsonl and json have whole documents, csv the rows as shown. lem import reads each back.");
    const auto options = std::make_shared<ExportOptions>();
    command->add_option("address", options->address, "The leaderboard's address, as in the browser")
        ->required();
    command->add_option("--format", options->format, "jsonl, json or csv")
        ->check(CLI::IsMember({"jsonl", "json", "csv"}))
        ->capture_default_str();
    command->add_option("-o,--output", options->output, "File, or - for the terminal")
        ->capture_default_str();
    command->callback([options, &exit_code] { exit_code = run_export(*options); });
}

}  // namespace lem::cli
