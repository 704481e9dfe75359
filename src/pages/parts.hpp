#pragma once
/// Small pieces of a page that show data, element for element as the application draws them
/// (web/src/shared/ui). Pure.

#include "domain/board/leaderboard.hpp"
#include "pages/html.hpp"

#include <array>

namespace lem::pages {

/// The look of a check's verdict: symbol, tone of the style sheet, word.
struct OutcomeLook {
    domain::CheckOutcome outcome;
    std::string_view icon, tone, word;
};
inline constexpr std::array outcome_looks{
    OutcomeLook{domain::CheckOutcome::passed, "check", "good", "passed"},
    OutcomeLook{domain::CheckOutcome::information, "info", "idle", "for information"},
    OutcomeLook{domain::CheckOutcome::warning, "warn", "warn", "warning"},
    OutcomeLook{domain::CheckOutcome::rejected, "cross", "bad", "rejected"},
    OutcomeLook{domain::CheckOutcome::not_applicable, "dash", "idle", "could not run"},
};

/// A drawing of the shell (web/index.html): "warn".
html::Html icon(std::string_view name);
/// A dash that says why there is no value.
html::Html missing(std::string_view reason);
/// The engine's symbol and name.
html::Html engine_html(std::string_view name);
html::Html trust_mark(domain::Trust trust);
/// "2 warnings": how many checks warn of the result.
std::string warnings_text(const domain::LeaderboardRow& row);
/// "16 in, 32 out" for a mean request; only the half that is known, or nothing.
std::string lengths_text(const domain::LeaderboardRow& row);
/// A box that warns.
html::Html notice(const html::Html& content);

/// Warnings and failures first and open; the rest in groups, folded.
html::Html check_list(const std::vector<domain::Check>& checks);
/// "12 passed, 1 warning, none rejected."
std::string check_summary(const std::vector<domain::Check>& checks);
/// How the list is read, and what a warning in it means.
std::string check_legend(const std::vector<domain::Check>& checks);

}  // namespace lem::pages
