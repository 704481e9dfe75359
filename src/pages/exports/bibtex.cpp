#include "domain/result/metric_definition.hpp"
#include "pages/exports/tex.hpp"
#include "pages/exports/writers.hpp"

#include <algorithm>

namespace lem::pages::exports {
namespace {

struct Entry {
    std::string type, key, author, title, date, address, note;
};

std::string text_of(const Entry& entry, const Origin& origin) {
    std::string out = "@" + entry.type + "{" + tex_key(entry.key);
    const auto field = [&](std::string_view name, const std::string& value) {
        out += ",\n  " + std::string(name) + " = {" + value + "}";
    };
    // A second pair of braces: a name of one part, a title with its capitals.
    field("author", "{" + tex_escaped(entry.author) + "}");
    field("title", "{" + tex_escaped(entry.title) + "}");
    field("year", tex_escaped(std::string_view(entry.date).substr(0, 4)));
    field("date", tex_escaped(std::string_view(entry.date).substr(0, 10)));
    field("howpublished", "\\url{" + tex_url(entry.address) + "}");
    field("url", tex_url(entry.address));
    field("urldate", tex_escaped(origin.date));
    field("note", tex_escaped(entry.note));
    return out + "\n}\n";
}

}  // namespace

std::string write_bibtex(const AnswerTable& table) {
    const Origin& origin = table.origin;
    std::string note = "Data version " + origin.data_version + ", metric definitions " +
                       std::string(domain::metric_definitions_version) +
                       ". Licence: " + licence_text(origin) + ".";
    if (!table.notice.empty()) note = table.notice + " " + note;
    std::string out;
    if (!table.is_one_result)
        out += text_of({.type = "misc",
                        .key = "lem-" + table.name + "-" + origin.date,
                        .author = "lem contributors",
                        .title = table.title,
                        .date = origin.date,
                        .address = origin.address,
                        .note = note},
                       origin);
    const std::size_t credits = std::min(table.credits.size(), readers_rows_max);
    for (std::size_t i = 0; i < credits; ++i) {
        const Credit& credit = table.credits[i];
        if (!out.empty()) out += "\n";
        out += text_of({.type = "dataset",
                        .key = credit.id,
                        .author = credit.author,
                        .title = credit.title,
                        .date = credit.submitted_at,
                        .address = origin.results + credit.id,
                        .note = note},
                       origin);
    }
    return out;
}

}  // namespace lem::pages::exports
