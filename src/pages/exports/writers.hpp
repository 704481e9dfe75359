#pragma once
/// A table of an answer as a file of each format. Whatever its texts hold, they stay texts. Pure;
/// does not throw.

#include "pages/exports/file_formats.hpp"

namespace lem::pages::exports {

/// Comment lines with the header, then a row of names (RFC 4180). Absent values are empty.
std::string write_csv(const AnswerTable& table, const NumberStyle& style);
/// An object with the header, the columns and the rows.
std::string write_json(const AnswerTable& table);
/// A heading, the table of the brief columns, and what is to be said of it.
std::string write_markdown(const AnswerTable& table);
/// A table for the packages booktabs and siunitx.
std::string write_latex(const AnswerTable& table);
/// An entry for the answer and one for each result in it, which credits its submitter.
std::string write_bibtex(const AnswerTable& table);
/// A chart on a light surface with a title, a description and its source, complete in itself.
std::string write_svg(const AnswerTable& table);

}  // namespace lem::pages::exports
