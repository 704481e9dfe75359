#include "pages/parts.hpp"

#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/checks/check_list.hpp"
#include "pages/check_picture.hpp"
#include "pages/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lem::pages {
namespace {

using domain::Check, domain::CheckOutcome;
using html::all, html::el, html::Html;

const OutcomeLook& look_of(CheckOutcome outcome) {
    return *std::find_if(outcome_looks.begin(), outcome_looks.end(),
                         [&](const OutcomeLook& look) { return look.outcome == outcome; });
}

std::ptrdiff_t count_of(const std::vector<Check>& checks, CheckOutcome outcome) {
    return std::count_if(checks.begin(), checks.end(),
                         [&](const Check& check) { return check.outcome == outcome; });
}

/// "Observed 3.1 J; allowed 2.0 to 2.9 J."
std::string bounds_text(const Check& check) {
    const std::string unit = check.unit.value_or("").empty() ? "" : " " + *check.unit;
    std::string text = "Observed " + figures::shown(check.observed) + unit;
    const std::string low = figures::shown(check.bound_low),
                      high = figures::shown(check.bound_high);
    if (check.bound_low && check.bound_high)
        text += "; allowed " + low + " to " + high + unit;
    else if (check.bound_high)
        text += "; allowed up to " + high + unit;
    else if (check.bound_low)
        text += "; allowed from " + low + unit;
    return text + ".";
}

/// Leads to the section of the method about this check, where it is known.
Html check_code(const std::string& code) {
    const domain::CheckDefinition* known = domain::find_check(code);
    if (known == nullptr) return el("code", code);
    return el("code", el("a",
                         {{"href", "/method/checks-" + std::string(schema::name_of(known->family)) +
                                       "#" + text::lower(code)}},
                         code));
}

Html check_row(const Check& check) {
    const OutcomeLook& look = look_of(check.outcome);
    return el(
        "div", {{"class", "check-list-row check-list-" + std::string(look.tone)}}, icon(look.icon),
        el("div", el("b", check.title), " ", check_code(check.code),
           el("span", {{"class", "visually-hidden"}}, ", ", look.word, "."), el("p", check.message),
           check.observed ? el("p", {{"class", "check-list-bounds"}}, bounds_text(check)) : Html()),
        check_picture_html(check));
}

Html check_group(std::string_view family, const std::vector<Check>& checks) {
    const auto passed = count_of(checks, CheckOutcome::passed),
               idle = count_of(checks, CheckOutcome::not_applicable),
               rest = std::ssize(checks) - passed - idle;
    const auto tally = [](std::ptrdiff_t count, std::string_view word) {
        return count == 0 ? Html() : el("span", count, " ", word);
    };
    Html rows;
    for (const Check& check : checks)
        rows.add(check_row(check));
    return el("details", {{"class", "check-list-group"}},
              el("summary", icon("right"), el("b", family),
                 el("span", {{"class", "check-list-tally"}},
                    passed == 0 ? Html()
                                : el("span", {{"class", "check-list-good"}}, icon("check"), passed,
                                     " passed"),
                    tally(idle, "could not run"), tally(rest, "for information"))),
              rows);
}

/// An unknown code is of a newer version.
std::string_view family_title(std::string_view code) {
    const domain::CheckDefinition* known = domain::find_check(code);
    return known == nullptr ? "Other checks" : schema::title_of(known->family);
}

bool is_urgent(const Check& check) {
    return check.outcome == CheckOutcome::warning || check.outcome == CheckOutcome::rejected;
}

}  // namespace

Html icon(std::string_view name) {
    return el("svg", {{"class", "icon"}, {"aria-hidden", "true"}},
              el("use", {{"href", "#i-" + std::string(name)}}));
}

Html missing(std::string_view reason) {
    return el("span", {{"class", "data-missing"}, {"title", reason}}, "—",
              el("span", {{"class", "visually-hidden"}}, " ", reason));
}

Html engine_html(std::string_view name) {
    const std::string symbol(symbol_of(name));
    return el("span", {{"class", "data-engine e-" + symbol}},
              el("svg", {{"class", "mark"}, {"aria-hidden", "true"}},
                 el("use", {{"href", "#m-" + symbol}})),
              title_of_name<domain::EngineName>(name));
}

std::string warnings_text(const domain::LeaderboardRow& row) {
    return figures::plural(static_cast<std::int64_t>(row.flags.size()), "warning");
}

std::string lengths_text(const domain::LeaderboardRow& row) {
    std::string text;
    if (row.input_tokens) text = figures::tokens(*row.input_tokens) + " in";
    if (row.output_tokens)
        text += (text.empty() ? "" : ", ") + figures::tokens(*row.output_tokens) + " out";
    return text;
}

Html trust_mark(domain::Trust trust) {
    const auto level = static_cast<int>(trust);
    const auto count = static_cast<int>(schema::enumeration<domain::Trust>::values.size());
    Html rungs;
    for (int rung = 0; rung < count; ++rung)
        rungs.add(el("rect", {{"class", html::classes({rung <= level ? "data-on" : ""})},
                              {"x", rung * 5},
                              {"y", 10 - 2 * rung},
                              {"width", 3},
                              {"height", 4 + 2 * rung}}));
    return el("span", {{"class", "data-trust"}},
              el("svg",
                 {{"width", 23}, {"height", 14}, {"viewBox", "0 0 23 14"}, {"aria-hidden", "true"}},
                 rungs),
              schema::title_of(trust));
}

Html notice(const Html& content) {
    return el("div", {{"class", "data-notice"}}, icon("warn"), el("div", content));
}

Html check_list(const std::vector<Check>& checks) {
    Html rows;
    std::vector<std::pair<std::string_view, std::vector<Check>>> groups;
    for (const Check& check : checks) {
        if (is_urgent(check)) {
            rows.add(check_row(check));
            continue;
        }
        const std::string_view family = family_title(check.code);
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& known) { return known.first == family; });
        if (group == groups.end()) group = groups.insert(group, {family, {}});
        group->second.push_back(check);
    }
    for (const auto& [family, members] : groups)
        rows.add(check_group(family, members));
    return el("div", {{"class", "check-list-checks"}}, rows);
}

std::string check_summary(const std::vector<Check>& checks) {
    const auto failed = count_of(checks, CheckOutcome::rejected),
               idle = count_of(checks, CheckOutcome::not_applicable);
    return fmt::format("{} passed, {}, {} rejected{}.", count_of(checks, CheckOutcome::passed),
                       figures::plural(count_of(checks, CheckOutcome::warning), "warning"),
                       failed == 0 ? "none" : std::to_string(failed),
                       idle == 0 ? "" : fmt::format(", {} could not run", idle));
}

std::string check_legend(const std::vector<Check>& checks) {
    std::string text =
        "Each title says what must hold, the words below it what was found. In a picture, the "
        "broad part is what is allowed, and the mark is what was observed.";
    if (count_of(checks, CheckOutcome::warning) > 0)
        text += " A result with a warning is published, but has no rank.";
    return text;
}

}  // namespace lem::pages
