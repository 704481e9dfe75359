/// Packed files and archives of strangers.

#include "platform/archive/compressed.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "support/packed.hpp"

#include <gtest/gtest.h>

namespace lem::archive {
namespace {

using test::gzipped;
using test::tarred;
using test::zipped;
using test::zstd_packed;

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

std::string inflate_refusal(const std::string& bytes, std::size_t most = room) {
    return refusal([&] { inflate(bytes, most); });
}

std::string archive_refusal(const std::string& bytes, std::size_t most = room) {
    return refusal([&] { unpack(bytes, most); });
}

TEST(Compressed, IsKnownByItsFirstBytes) {
    EXPECT_EQ(packing_of(gzipped("a")), Packing::gzip);
    EXPECT_EQ(packing_of(zipped({{"a", "b"}})), Packing::zip);
    EXPECT_EQ(packing_of(zstd_packed("a")), Packing::zstd);
    EXPECT_EQ(packing_of(tarred({{"a", "b"}})), Packing::tar);
    EXPECT_EQ(packing_of("{}"), Packing::none);
    EXPECT_EQ(packing_of(""), Packing::none);
}

TEST(Compressed, AnArchiveIsKnownThroughItsPacking) {
    const std::string tar = tarred({{"a", std::string(700'000, 'x') + "y"}});
    for (const std::string& archive : {zipped({{"a", "b"}}), tar, gzipped(tar), zstd_packed(tar)}) {
        EXPECT_TRUE(is_archive(archive));
        EXPECT_TRUE(is_archive(archive.substr(0, archive_start_bytes)));
    }
    for (const std::string& other : {gzipped("{}"), zstd_packed("{}"), gzipped(gzipped(tar)),
                                     std::string("\x1F\x8B and no more"),
                                     std::string("\x28\xB5\x2F\xFD and no more"), std::string()})
        EXPECT_FALSE(is_archive(other));
}

TEST(Compressed, ZstdGivesItsContent) {
    EXPECT_EQ(inflate(zstd_packed("content"), room), "content");
    EXPECT_EQ(inflate(zstd_packed(""), room), "");
    EXPECT_EQ(inflate(zstd_packed("one ") + zstd_packed("two"), room), "one two");
    const std::string whole = zstd_packed(std::string(300'000, 'a') + "b");
    EXPECT_EQ(inflate(whole, room).size(), 300'001U);
    EXPECT_EQ(inflate_refusal(whole.substr(0, whole.size() - 9)),
              "The archive is refused: it ends too early.");
    EXPECT_EQ(inflate_refusal(whole + "rest"),
              "The archive is refused: it is not whole, or not zstd.");
    EXPECT_EQ(
        inflate_refusal(zstd_packed(std::string(8 * limits::mib, '\0')), 64 * limits::mib),
        "The archive is refused: its content is more than 200 times as large as the archive.");
}

TEST(Compressed, GzipGivesItsContent) {
    EXPECT_EQ(inflate(gzipped("content"), room), "content");
    EXPECT_EQ(inflate(gzipped(""), room), "");
    EXPECT_EQ(inflate(gzipped("one ") + gzipped("two"), room), "one two")
        << "a file may have several members";
}

TEST(Compressed, GzipThatIsNotWholeIsRefused) {
    const std::string whole = gzipped(std::string(1000, 'a') + "b");
    EXPECT_EQ(inflate_refusal(whole.substr(0, whole.size() - 9)),
              "The archive is refused: it ends too early.");
    EXPECT_EQ(inflate_refusal(""), "The archive is refused: it ends too early.");
    EXPECT_EQ(inflate_refusal(whole + "rest"),
              "The archive is refused: it is not whole, or not gzip.");
    std::string damaged = whole;
    damaged[damaged.size() - 6] ^= 1;  // of the checksum
    EXPECT_EQ(inflate_refusal(damaged), "The archive is refused: it is not whole, or not gzip.");
}

TEST(Compressed, AContentThatIsTooLargeIsRefusedWhileItIsRead) {
    const std::string bomb = gzipped(std::string(8 * limits::mib, '\0'));
    EXPECT_EQ(
        inflate_refusal(bomb, 64 * limits::mib),
        "The archive is refused: its content is more than 200 times as large as the archive.");
    EXPECT_EQ(inflate_refusal(gzipped(std::string(limits::mib + 1, 'a')), limits::mib),
              "The archive is refused: its content is larger than 1 MiB.");
    EXPECT_EQ(
        archive_refusal(zipped({{"a", std::string(8 * limits::mib, '\0')}}), 64 * limits::mib),
        "The archive is refused: its content is more than 200 times as large as the archive.");
    EXPECT_EQ(
        archive_refusal(gzipped(tarred({{"a", std::string(8 * limits::mib, '\0')}}))),
        "The archive is refused: its content is more than 200 times as large as the archive.");
    EXPECT_EQ(archive_refusal(tarred({{"a", "b"}, {"c", std::string(2 * limits::mib, 'c')}}),
                              limits::mib),
              "The archive is refused: its content is larger than 1 MiB.");
    EXPECT_EQ(inflate(gzipped(std::string(limits::mib, 'a')), limits::mib).size(), limits::mib)
        << "a small file may be packed well";
}

TEST(Compressed, ZipGivesItsFilesInOrder) {
    const auto files = unpack(
        zipped({{"b/result.json", "1"}, {"__MACOSX/b/._result.json", "x"}, {"a.json", "2"}}), room);
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].name, "b/result.json");
    EXPECT_EQ(files[0].bytes, "1");
    EXPECT_EQ(files[1].name, "a.json");
}

TEST(Compressed, TarGivesItsFilesInOrderHoweverItIsPacked) {
    const std::string tar = tarred({{"./b/result.json", "1"}, {"./", ""}, {"./b//a.json", "2"}});
    for (const std::string& bytes : {tar, gzipped(tar), zstd_packed(tar)}) {
        const auto files = unpack(bytes, room);
        ASSERT_EQ(files.size(), 2U);
        EXPECT_EQ(files[0].name, "b/result.json");
        EXPECT_EQ(files[0].bytes, "1");
        EXPECT_EQ(files[1].name, "b/a.json");
    }
    EXPECT_EQ(archive_refusal(tar.substr(0, 600)),
              "The archive is refused: b/result.json in it cannot be read.");
}

TEST(Compressed, AnEntryThatLeadsOutOfTheArchiveIsRefusedByItsName) {
    for (const char* name : {"../a.json", "b/../../a.json", "b/..", "b\\..\\a.json"}) {
        const std::string refused =
            std::string("The archive is refused: ") + name + " in it leads out of it.";
        EXPECT_EQ(archive_refusal(tarred({{"good.json", "1"}, {name, "2"}})), refused);
    }
    EXPECT_EQ(archive_refusal(zipped({{"../a.json", "2"}})),
              "The archive is refused: ../a.json in it leads out of it.");
    for (const char* name : {"/etc/a.json", "C:/a.json", "\\a.json"})
        EXPECT_EQ(archive_refusal(tarred({{name, "1"}})),
                  std::string("The archive is refused: ") + name + " in it is an absolute path.");
}

TEST(Compressed, LinksAndDevicesAreRefusedByTheirNames) {
    using test::Kind;
    const std::string link =
        "The archive is refused: l.json in it is a link; pack the file itself.";
    EXPECT_EQ(archive_refusal(tarred({{"l.json", "a.json"}}, Kind::symbolic_link)), link);
    EXPECT_EQ(archive_refusal(tarred({{"l.json", "a.json"}}, Kind::hard_link)), link);
    EXPECT_EQ(archive_refusal(zipped({{"l.json", "a.json"}}, Kind::symbolic_link)), link);
    EXPECT_EQ(archive_refusal(tarred({{"p.json", ""}}, Kind::pipe)),
              "The archive is refused: p.json in it is neither a file nor a folder.");
}

TEST(Compressed, ZipThatIsNotWholeIsRefused) {
    const std::string whole = zipped({{"a.json", "content"}});
    EXPECT_TRUE(
        archive_refusal(whole.substr(0, whole.size() / 2)).starts_with("The archive is refused: "));
    EXPECT_EQ(archive_refusal("PK\x03\x04"),
              "The archive is refused: it is not a whole zip or tar archive.");
    std::string damaged = whole;
    damaged[damaged.find("content")] = 'C';
    EXPECT_EQ(archive_refusal(damaged), "The archive is refused: a.json in it cannot be read.");
}

TEST(Compressed, ZipWithTooManyFilesOrOneTwiceIsRefused) {
    std::vector<std::pair<std::string, std::string>> many;
    for (std::size_t i = 0; i <= limits::zip_files_max; ++i)
        many.emplace_back(std::to_string(i), "");
    EXPECT_EQ(archive_refusal(zipped(many)),
              "The archive is refused: it holds more than 1000 files.");
    EXPECT_EQ(archive_refusal(zipped({{"a", "1"}, {"a", "2"}})),
              "The archive is refused: it holds a twice.");
    EXPECT_EQ(archive_refusal(zipped({{"a\nb", "1"}})),
              "The archive is refused: a file in it has no printable name.");
}

}  // namespace
}  // namespace lem::archive
