#include "domain/catalogue/name_search.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

/// Empty if the text names nothing certain.
std::string shown_name(std::string_view text, const KnownNames& names) {
    // "llama3.1" alone is a tag of one model, but who searches for it means the family.
    if (text.find_first_of(":/-") != std::string_view::npos) {
        ResolvedModel model = names.model(text);
        if (model.standing == NameStanding::known) return std::move(model.shown);
    }
    const HardwareProfile* profile = names.catalogue().find_profile(text);
    return profile != nullptr ? profile->name : "";
}

}  // namespace

std::string searched_name(std::string_view text, const KnownNames& names) {
    std::string shown = shown_name(text::trim(text), names);
    const bool has_all_words = std::ranges::all_of(
        text::search_words(text),
        [&](const std::string& word) { return text::contains_ignoring_case(shown, word); });
    return shown.empty() || has_all_words ? std::string(text) : shown;
}

}  // namespace lem::domain
