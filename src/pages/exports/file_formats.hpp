#pragma once
/// The files that every page can be had as: the address of the page with an extension. Pure.

#include "pages/exports/answer_table.hpp"

#include <array>

namespace lem::pages::exports {

/// How numbers are written in CSV.
struct NumberStyle {
    std::string_view locale;
    char decimal = '.';
    char separator = ',';  // of the columns
};
/// The first is the usual one.
inline constexpr std::array number_styles{
    NumberStyle{"en"},           NumberStyle{"de", ',', ';'}, NumberStyle{"es", ',', ';'},
    NumberStyle{"fr", ',', ';'}, NumberStyle{"it", ',', ';'}, NumberStyle{"nl", ',', ';'},
    NumberStyle{"pl", ',', ';'}, NumberStyle{"pt", ',', ';'}, NumberStyle{"sv", ',', ';'},
};

/// Rows of a file for programs, of one for readers, and of a picture.
inline constexpr std::size_t exported_rows_max = 1'000, readers_rows_max = 100, drawn_rows_max = 18;

struct FileFormat {
    std::string_view extension;  // without the dot
    std::string_view media_type;
    std::string_view title;  // in a menu: "CSV"
    std::string_view use;    // after it: "for spreadsheets"
    std::string (*write)(const AnswerTable& table, const NumberStyle& style);
    bool has_locale = false;  // numbers follow `locale`
    bool is_picture = false;  // drawn from the text that `write` returns, an SVG
};

extern const std::array<FileFormat, 7> file_formats;

}  // namespace lem::pages::exports
