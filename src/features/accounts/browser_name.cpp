#include "features/accounts/browser_name.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lem::accounts {
namespace {

using Marks = std::pair<std::string_view, std::string_view>;

/// In this order: browsers also name those that they resemble.
constexpr std::array browsers{Marks{"Edg/", "Edge"}, Marks{"OPR/", "Opera"},
                              Marks{"Firefox/", "Firefox"}, Marks{"Chrome/", "Chrome"},
                              Marks{"Safari/", "Safari"}};
constexpr std::array systems{Marks{"iPhone", "iPhone"},   Marks{"iPad", "iPad"},
                             Marks{"Android", "Android"}, Marks{"Windows", "Windows"},
                             Marks{"Mac OS X", "macOS"},  Marks{"Linux", "Linux"}};

template <std::size_t count>
std::string_view first_named(const std::array<Marks, count>& marks, std::string_view user_agent) {
    for (const auto& [mark, name] : marks) {
        if (user_agent.find(mark) != std::string_view::npos) return name;
    }
    return {};
}

}  // namespace

std::string browser_name(std::string_view user_agent) {
    const std::string_view browser = first_named(browsers, user_agent);
    const std::string_view system = first_named(systems, user_agent);
    if (browser.empty()) {
        const std::string_view word = text::split(user_agent, ' ').front();
        const bool plain =
            std::all_of(word.begin(), word.end(), [](char c) { return c > ' ' && c < 0x7f; });
        return plain ? text::cut(word, 40) : std::string();
    }
    return std::string(browser) + (system.empty() ? "" : " on " + std::string(system));
}

}  // namespace lem::accounts
