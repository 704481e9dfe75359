#include "pages/exports/writers.hpp"
#include "schema/printable.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

/// Text that is neither markup nor the end of a cell. "&", "<" and "@" would start an entity, HTML
/// or a mention even behind a backslash.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : schema::printable(text)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '@')
            out += "&#64;";
        else if (std::string_view("\\`*_{}[]#|~!$").find(c) != std::string_view::npos)
            out.append({'\\', c});
        else
            out += c;
    }
    return out;
}

std::string arrow(Better better) {
    return better == Better::unspecified ? "" : better == Better::higher ? " \u2191" : " \u2193";
}

}  // namespace

std::string write_markdown(const AnswerTable& table) {
    const std::vector<std::string> lines = header_lines(table, readers_rows_max);
    std::string out = "# " + escaped(lines.front()) + "\n\n";
    std::string ruler = "|";
    out += "|";
    for (const Column& column : table.columns) {
        if (!column.brief) continue;
        out += " " + escaped(heading_of(column)) + arrow(column.better) + " |";
        ruler += column.is_number ? " ---: |" : " --- |";
    }
    out += "\n" + ruler + "\n";
    const std::size_t rows = std::min(table.rows.size(), readers_rows_max);
    for (std::size_t r = 0; r < rows; ++r) {
        out += "|";
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            if (table.columns[i].brief)
                out += " " + escaped(shown(table.rows[r][i], table.columns[i])) + " |";
        out += "\n";
    }
    out += "\n";
    for (std::size_t i = 1; i < lines.size(); ++i)
        out += "- " + escaped(lines[i]) + "\n";
    return out;
}

}  // namespace lem::pages::exports
