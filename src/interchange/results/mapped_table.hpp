#pragma once
/// Imports somebody's own table (CSV) by a mapping (table_mapping.hpp). Rows that share a `run` are
/// repetitions of one run, each a cycle; every other row is a result. Pure; does not throw.

#include "interchange/results/result_format.hpp"
#include "interchange/results/table_mapping.hpp"

namespace lem::interchange {

inline constexpr std::string_view mapped_table_name = "csv-mapping";

/// As import_results. Problems of the mapping have "mapping" before their pointer.
tl::expected<std::vector<domain::Result>, ImportFailure> import_table(std::string_view bytes,
                                                                      std::string_view sha256,
                                                                      const GivenFacts& given,
                                                                      const TableMapping& mapping);

}  // namespace lem::interchange
