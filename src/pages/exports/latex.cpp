#include "pages/exports/tex.hpp"
#include "pages/exports/writers.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

/// How many digits the numbers of a column need, for siunitx to align them.
struct Digits {
    std::size_t whole = 1, decimals = 0, uncertain = 0;
    bool negative = false, exponent = false;
};

/// "15.1 \pm 1.7" of a cell that siunitx reads as one number; others are text in braces.
bool is_plain_number(const Cell& cell, const Column& column) {
    return cell.value && shown_number(cell, column).range.empty();
}

void count(const ShownNumber& number, Digits& digits) {
    const std::string_view value = number.value;
    digits.negative = digits.negative || value.starts_with('-');
    digits.exponent = digits.exponent || value.find('e') != std::string_view::npos;
    const std::size_t point = std::min(value.find('.'), value.size());
    digits.whole = std::max(digits.whole, point - (value.starts_with('-') ? 1 : 0));
    digits.decimals = std::max(digits.decimals, value.size() - std::min(point + 1, value.size()));
    const auto uncertain =
        std::ranges::count_if(number.half_width, [](char c) { return c >= '0' && c <= '9'; });
    digits.uncertain = std::max(digits.uncertain, static_cast<std::size_t>(uncertain));
}

std::string column_type(const AnswerTable& table, std::size_t place, std::size_t rows) {
    const Column& column = table.columns[place];
    if (!column.is_number) return "l";
    Digits digits;
    for (std::size_t r = 0; r < rows; ++r)
        if (const Cell& cell = table.rows[r][place]; is_plain_number(cell, column))
            count(shown_number(cell, column), digits);
    if (digits.exponent) return "S";
    std::string format = (digits.negative ? "-" : "") + std::to_string(digits.whole) + "." +
                         std::to_string(digits.decimals);
    if (digits.uncertain > 0) format += "(" + std::to_string(digits.uncertain) + ")";
    return "S[table-format=" + format + "]";
}

std::string cell_text(const Cell& cell, const Column& column) {
    if (!column.is_number) return tex_escaped(cell.text);
    if (!is_plain_number(cell, column)) return "{" + tex_escaped(shown(cell, column)) + "}";
    ShownNumber number = shown_number(cell, column);
    // "<0.0001": the end that it is below.
    std::erase(number.half_width, '<');
    return number.half_width.empty() ? number.value : number.value + " \\pm " + number.half_width;
}

std::string heading(const Column& column) {
    const std::string arrow = column.better == Better::unspecified ? ""
                              : column.better == Better::higher    ? " $\\uparrow$"
                                                                   : " $\\downarrow$";
    return "{" + tex_escaped(heading_of(column)) + arrow + "}";
}

/// The cells of the brief columns, as a line of the table.
template <class Text>
std::string line(const AnswerTable& table, Text text) {
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!table.columns[i].brief) continue;
        out += (out.empty() ? "  " : " & ") + text(i);
    }
    return out + " \\\\\n";
}

}  // namespace

std::string write_latex(const AnswerTable& table) {
    std::string out;
    for (const std::string& text : header_lines(table, readers_rows_max))
        out += "% " + text + "\n";
    const std::size_t rows = std::min(table.rows.size(), readers_rows_max);
    out +=
        "% Needs \\usepackage{booktabs,siunitx,url} and \\sisetup{separate-uncertainty=true}.\n"
        "\\begin{table}\n  \\centering\n";
    std::string caption = tex_escaped(table.title) + ".";
    if (!table.notice.empty()) caption += " " + tex_escaped(table.notice);
    if (!table.description.empty()) caption += " " + tex_escaped(table.description);
    caption += " $\\pm$ is the half-width of the 95\\,\\% interval over cycles.";
    out += "  \\caption{" + caption + "}\n  \\label{tab:lem-" + tex_key(table.name) + "}\n";
    std::string types;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].brief)
            types += (types.empty() ? "" : " ") + column_type(table, i, rows);
    out += "  \\begin{tabular}{" + types + "}\n  \\toprule\n";
    out += line(table, [&](std::size_t i) { return heading(table.columns[i]); });
    out += "  \\midrule\n";
    for (std::size_t r = 0; r < rows; ++r)
        out += line(table,
                    [&](std::size_t i) { return cell_text(table.rows[r][i], table.columns[i]); });
    // Not in the caption, where \url may hold no "%".
    return out + "  \\bottomrule\n  \\end{tabular}\n  \\par\\smallskip{\\footnotesize \\url{" +
           tex_url(table.origin.address) + "}, " + tex_escaped(version_text(table.origin)) + ", " +
           tex_escaped(licence_text(table.origin)) + "}\n\\end{table}\n";
}

}  // namespace lem::pages::exports
