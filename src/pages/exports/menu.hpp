#pragma once
/// The menu of the files of a page, as the application draws it
/// (web/src/shared/ui/export-menu.tsx). Pure.

#include "pages/html.hpp"

namespace lem::pages::exports {

/// "/models.csv?q=a" of "/models?q=a"; the files of the board are "/leaderboard.csv".
std::string file_address(std::string_view page_address, std::string_view extension);

/// `button` is the class of the menu's button.
html::Html menu(std::string_view page_address, std::string_view button = "control-button");

}  // namespace lem::pages::exports
