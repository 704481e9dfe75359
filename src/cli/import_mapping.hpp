#pragma once
/// The mapping that `lem import --map FILE` reads a table by, and its draft.

#include "interchange/results/table_mapping.hpp"

#include <iosfwd>

namespace lem::cli {

/// Reads the mapping in this file. Throws Error(bad_request) if it cannot be read, Error(invalid)
/// with FILE:LINE:COLUMN for each violation, those of its columns in the table included.
interchange::TableMapping read_mapping(const std::string& file, std::string_view table_bytes);

/// Asks what each column is, with a guess for those whose names say it, and what is the same for
/// all rows. Throws Error(bad_request) if the answers end early.
interchange::TableMapping ask_mapping(std::string_view table_bytes, std::istream& answers,
                                      std::ostream& questions);

/// The mapping as the text of a file, which says how it is used.
std::string mapping_text(const interchange::TableMapping& mapping, const std::string& table);

}  // namespace lem::cli
