#pragma once
/// The words and tables that the web application shares with the program, as TypeScript: written by
/// `lem openapi --vocabulary`, committed as web/src/shared/api/vocabulary.ts, compared by
/// tests/golden. Pure.

#include <string>

namespace lem::app {

std::string vocabulary_typescript();

}  // namespace lem::app
