/// gzip'd files and zip archives of strangers.

#include "platform/archive/compressed.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "support/packed.hpp"

#include <gtest/gtest.h>

namespace lem::archive {
namespace {

using test::gzipped;
using test::zipped;

constexpr std::size_t room = 4 * limits::mib;

template <class Unpack>
std::string refusal(Unpack unpack) {
    try {
        unpack();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error.message();
    }
    return "";
}

std::string gzip_refusal(const std::string& bytes, std::size_t most = room) {
    return refusal([&] { inflate_gzip(bytes, most); });
}

std::string zip_refusal(const std::string& bytes, std::size_t most = room) {
    return refusal([&] { unpack_zip(bytes, most); });
}

TEST(Compressed, IsKnownByItsFirstBytes) {
    EXPECT_EQ(packing_of(gzipped("a")), Packing::gzip);
    EXPECT_EQ(packing_of(zipped({{"a", "b"}})), Packing::zip);
    EXPECT_EQ(packing_of("{}"), Packing::none);
    EXPECT_EQ(packing_of(""), Packing::none);
}

TEST(Compressed, GzipGivesItsContent) {
    EXPECT_EQ(inflate_gzip(gzipped("content"), room), "content");
    EXPECT_EQ(inflate_gzip(gzipped(""), room), "");
    EXPECT_EQ(inflate_gzip(gzipped("one ") + gzipped("two"), room), "one two")
        << "a file may have several members";
}

TEST(Compressed, GzipThatIsNotWholeIsRefused) {
    const std::string whole = gzipped(std::string(1000, 'a') + "b");
    EXPECT_EQ(gzip_refusal(whole.substr(0, whole.size() - 9)),
              "The archive is refused: it ends too early.");
    EXPECT_EQ(gzip_refusal(""), "The archive is refused: it ends too early.");
    EXPECT_EQ(gzip_refusal(whole + "rest"),
              "The archive is refused: it is not whole, or not gzip.");
    std::string damaged = whole;
    damaged[damaged.size() - 6] ^= 1;  // of the checksum
    EXPECT_EQ(gzip_refusal(damaged), "The archive is refused: it is not whole, or not gzip.");
}

TEST(Compressed, AContentThatIsTooLargeIsRefusedWhileItIsRead) {
    const std::string bomb = gzipped(std::string(8 * limits::mib, '\0'));
    EXPECT_EQ(
        gzip_refusal(bomb, 64 * limits::mib),
        "The archive is refused: its content is more than 200 times as large as the archive.");
    EXPECT_EQ(gzip_refusal(gzipped(std::string(limits::mib + 1, 'a')), limits::mib),
              "The archive is refused: its content is larger than 1 MiB.");
    EXPECT_EQ(
        zip_refusal(zipped({{"a", std::string(8 * limits::mib, '\0')}}), 64 * limits::mib),
        "The archive is refused: its content is more than 200 times as large as the archive.");
    EXPECT_EQ(inflate_gzip(gzipped(std::string(limits::mib, 'a')), limits::mib).size(), limits::mib)
        << "a small file may be packed well";
}

TEST(Compressed, ZipGivesItsFilesInOrder) {
    const auto files = unpack_zip(
        zipped({{"b/result.json", "1"}, {"__MACOSX/b/._result.json", "x"}, {"a.json", "2"}}), room);
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].name, "b/result.json");
    EXPECT_EQ(files[0].bytes, "1");
    EXPECT_EQ(files[1].name, "a.json");
}

TEST(Compressed, ZipThatIsNotWholeIsRefused) {
    const std::string whole = zipped({{"a.json", "content"}});
    EXPECT_TRUE(
        zip_refusal(whole.substr(0, whole.size() / 2)).starts_with("The archive is refused: "));
    EXPECT_EQ(zip_refusal("PK\x03\x04"), "The archive is refused: it is not a whole zip archive.");
    std::string damaged = whole;
    damaged[damaged.find("content")] = 'C';
    EXPECT_EQ(zip_refusal(damaged), "The archive is refused: a.json in it cannot be read.");
}

TEST(Compressed, ZipWithTooManyFilesOrOneTwiceIsRefused) {
    std::vector<std::pair<std::string, std::string>> many;
    for (std::size_t i = 0; i <= limits::zip_files_max; ++i)
        many.emplace_back(std::to_string(i), "");
    EXPECT_EQ(zip_refusal(zipped(many)), "The archive is refused: it holds more than 1000 files.");
    EXPECT_EQ(zip_refusal(zipped({{"a", "1"}, {"a", "2"}})),
              "The archive is refused: it holds a twice.");
    EXPECT_EQ(zip_refusal(zipped({{"a\nb", "1"}})),
              "The archive is refused: a file in it has no printable name.");
}

}  // namespace
}  // namespace lem::archive
