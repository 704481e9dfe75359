#pragma once
/// What the tests of importers share: reading files, changing documents, and importing them.

#include "interchange/results/result_format.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace lem::test {

/// Files that other programs wrote. They are not part of the project: tests of them return if the
/// folder is not beside it.
inline const std::filesystem::path samples =
    std::filesystem::path(LEM_SOURCE_DIR) / ".." / "shared" / "samples";

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The text with the first `what` replaced.
inline std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string changed(text);
    const std::size_t at = changed.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? changed : changed.replace(at, what.size(), with);
}

inline auto import_bytes(std::string_view bytes, const interchange::GivenFacts& given = {},
                         std::string_view format = {}) {
    return interchange::import_results(bytes, std::string(64, 'a'), given, format);
}

/// The results; a failure of the test if there are none.
inline std::vector<domain::Result> imported(std::string_view bytes,
                                            const interchange::GivenFacts& given = {},
                                            std::string_view format = {}) {
    auto results = import_bytes(bytes, given, format);
    if (results) return std::move(*results);
    for (const auto& [place, message] : results.error().violations)
        ADD_FAILURE() << place << " " << message;
    return {};
}

/// Every violation as a line "place message"; "" if it is imported.
inline std::string refusals(std::string_view bytes, const interchange::GivenFacts& given = {},
                            std::string_view format = {}) {
    const auto results = import_bytes(bytes, given, format);
    std::string all;
    if (results) return all;
    for (const auto& [place, message] : results.error().violations)
        all += place + " " + message + "\n";
    return all;
}

/// The first of them.
inline std::string refusal(std::string_view bytes, const interchange::GivenFacts& given = {},
                           std::string_view format = {}) {
    const std::string all = refusals(bytes, given, format);
    return all.substr(0, all.find('\n'));
}

/// The places of what is wrong.
inline std::vector<std::string> places(std::string_view bytes) {
    const auto results = import_bytes(bytes);
    std::vector<std::string> found;
    if (results) return found;
    for (const auto& [place, message] : results.error().violations)
        found.push_back(place);
    return found;
}

inline bool holds(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

inline bool notes_hold(const domain::Result& result, std::string_view words) {
    return std::ranges::any_of(result.provenance->notes, [&](const std::string& note) {
        return note.find(words) != std::string::npos;
    });
}

}  // namespace lem::test
