#include "pages/exports/file_formats.hpp"

#include "pages/exports/writers.hpp"

namespace lem::pages::exports {
namespace {

/// Of the formats in which numbers are written the same everywhere.
template <std::string (*write)(const AnswerTable&)>
std::string same_everywhere(const AnswerTable& table, const NumberStyle&) {
    return write(table);
}

}  // namespace

const std::array<FileFormat, 7> file_formats{
    FileFormat{.extension = "csv",
               .media_type = "text/csv; charset=utf-8",
               .title = "CSV",
               .use = "for spreadsheets",
               .write = write_csv,
               .has_locale = true},
    FileFormat{.extension = "json",
               .media_type = "application/json",
               .title = "JSON",
               .use = "for programs",
               .write = same_everywhere<write_json>},
    FileFormat{.extension = "md",
               .media_type = "text/markdown; charset=utf-8",
               .title = "Markdown",
               .use = "for a README",
               .write = same_everywhere<write_markdown>},
    FileFormat{.extension = "tex",
               .media_type = "application/x-tex; charset=utf-8",
               .title = "LaTeX",
               .use = "a table for a paper",
               .write = same_everywhere<write_latex>},
    FileFormat{.extension = "bib",
               .media_type = "application/x-bibtex; charset=utf-8",
               .title = "BibTeX",
               .use = "to cite it",
               .write = same_everywhere<write_bibtex>},
    FileFormat{.extension = "svg",
               .media_type = "image/svg+xml",
               .title = "SVG",
               .use = "a picture",
               .write = same_everywhere<write_svg>},
    FileFormat{.extension = "png",
               .media_type = "image/png",
               .title = "PNG",
               .use = "a picture for slides",
               .write = same_everywhere<write_svg>,
               .is_picture = true},
};

}  // namespace lem::pages::exports
