#pragma once
/// What every page of a private view (`lem view`) says above its content: whose results it shows,
/// and what could not be read. Pure.

#include "pages/html.hpp"
#include "schema/record.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lem::pages {

struct UnreadableFile {
    std::string file;
    std::string message;
};

/// The state of a private view.
struct PrivateView {
    std::vector<std::string> places;  // the files and folders, as they were named
    std::int64_t results = 0;
    std::int64_t files_found = 0;
    std::int64_t files_read = 0;
    std::int64_t other_files = 0;
    std::int64_t unreadable = 0;
    std::vector<UnreadableFile> unreadable_files;
    std::optional<std::string> left_out;

    bool is_reading() const { return files_read < files_found; }
};

inline constexpr std::size_t unreadable_files_named_max = 100;

/// The files that a result was read from.
struct ResultFiles {
    std::vector<std::string> files;
};

/// Answers for a private view; empty on a server for everybody. Thread-safe, does not block.
struct PrivateViewSource {
    std::function<PrivateView()> state = {};
    /// Of the result with this id; none if it is not shown.
    std::function<ResultFiles(const std::string& id)> files_of = {};

    explicit operator bool() const { return static_cast<bool>(state); }
};

/// The notice, element for element as the application draws it (web/src/app/private-notice.tsx).
/// `files` are those of the result that the page is about.
html::Html private_notice(const PrivateView& view, const ResultFiles& files = {});

}  // namespace lem::pages

namespace lem::schema {

template <>
struct description<pages::UnreadableFile> {
    using T = pages::UnreadableFile;
    static constexpr auto record =
        schema::record("UnreadableFile", "A file that could not be read.",
                       field("file", &T::file, {.doc = "The file."}),
                       field("message", &T::message, {.doc = "Why, and what to do."}));
};

template <>
struct description<pages::ResultFiles> {
    using T = pages::ResultFiles;
    static constexpr auto record =
        schema::record("ResultFiles", "The files that a result of a private view was read from.",
                       field("files", &T::files, {.doc = "Their names; several hold one run."}));
};

template <>
struct description<pages::PrivateView> {
    using T = pages::PrivateView;
    static constexpr auto record = schema::record(
        "PrivateView",
        "The state of a private view: `lem view` shows one person's files, and publishes nothing.",
        field("places", &T::places, {.doc = "The files and folders that are shown, as named."}),
        field("results", &T::results, {.doc = "The results in them.", .minimum = 0}),
        field("files_found", &T::files_found,
              {.doc = "The files that are to be read.", .minimum = 0}),
        field("files_read", &T::files_read,
              {.doc = "Those that have been read; fewer while lem reads.", .minimum = 0}),
        field("other_files", &T::other_files,
              {.doc = "Files in no format that lem reads.", .minimum = 0}),
        field("unreadable", &T::unreadable, {.doc = "Files that could not be read.", .minimum = 0}),
        field("unreadable_files", &T::unreadable_files,
              {.doc = "The first of these.", .items_max = pages::unreadable_files_named_max}),
        field("left_out", &T::left_out,
              {.doc = "What was not looked at because of a limit; null if nothing was."}));
};

}  // namespace lem::schema
