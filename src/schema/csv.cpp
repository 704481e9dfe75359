#include "schema/csv.hpp"

namespace lem::schema {

bool starts_formula(char c) {
    return std::string_view("=+-@\t\r").find(c) != std::string_view::npos;
}

void append_csv_text(std::string& out, std::string_view value, char separator) {
    const bool formula = !value.empty() && starts_formula(value[0]);
    const bool quote = formula || value.find(separator) != std::string_view::npos ||
                       value.find_first_of("\"\r\n#") != std::string_view::npos;
    if (!quote) {
        out += value;
        return;
    }
    out += '"';
    if (formula) out += '\'';
    for (const char c : value) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace lem::schema
