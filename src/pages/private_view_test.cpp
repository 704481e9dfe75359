#include "pages/private_view.hpp"

#include <gtest/gtest.h>

namespace lem::pages {
namespace {

bool says(const PrivateView& view, std::string_view part) {
    return private_notice(view).markup().find(part) != std::string::npos;
}

TEST(PrivateNotice, SaysWhoseResultsTheseAreAndThatNothingLeaves) {
    EXPECT_TRUE(says({.places = {"runs/"}, .results = 1},
                     "<b>Private view</b> of 1 result from <b>runs/</b>; nothing has been "
                     "uploaded.</p>"));
    EXPECT_TRUE(says({.places = {"a", "b", "c", "d", "e"}}, "<b>a, b and 3 others</b>"));
}

TEST(PrivateNotice, SaysHowFarTheReadingIs) {
    EXPECT_TRUE(says({.files_found = 1'200, .files_read = 256}, " Reading: 256 of 1,200 files."));
    EXPECT_FALSE(says({.files_found = 3, .files_read = 3}, "Reading"));
}

TEST(PrivateNotice, NamesTheFilesOfAResult) {
    EXPECT_NE(private_notice({}, {{"runs/a.json"}})
                  .markup()
                  .find(" This result is from <b>runs/a.json</b>."),
              std::string::npos);
}

TEST(PrivateNotice, NamesWhatCouldNotBeRead) {
    const PrivateView view{.other_files = 1,
                           .unreadable = 3,
                           .unreadable_files = {{"<a>.json", "is no JSON."}, {"b", "is empty."}},
                           .left_out = "There is more."};
    EXPECT_TRUE(says(view, "<summary>3 files could not be read</summary>"));
    EXPECT_TRUE(says(view, "<li><code>&lt;a&gt;.json</code>: is no JSON.</li>"));
    EXPECT_TRUE(says(view, "<li>and 1 more</li>"));
    EXPECT_TRUE(says(view, " 1 other file is in no format that lem reads. There is more."));
}

}  // namespace
}  // namespace lem::pages
