#include "base/file.hpp"

#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem {
namespace {

class File : public testing::Test {
protected:
    std::filesystem::path written(std::size_t bytes) {
        const auto path = scratch_.path() / "file";
        std::ofstream(path, std::ios::binary) << std::string(bytes, 'x');
        return path;
    }
    template <class Read>
    ErrorCode code_of(const Read& read) {
        try {
            read();
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::internal;
    }

    const test::Folder scratch_;
};

TEST_F(File, IsReadUpToItsLimit) {
    constexpr std::size_t size = 600'000;  // more than two pieces
    const auto path = written(size);
    EXPECT_EQ(file::read(path, size).size(), size);
    EXPECT_EQ(code_of([&] { file::read(path, size - 1); }), ErrorCode::too_large);
    EXPECT_EQ(file::read(written(0), 0), "");
}

TEST_F(File, ThatCannotBeOpenedIsNamed) {
    const auto missing = scratch_.path() / "missing";
    EXPECT_EQ(code_of([&] { file::read(missing, 10); }), ErrorCode::bad_request);
    EXPECT_EQ(code_of([&] { file::read(missing, 10, ErrorCode::unavailable); }),
              ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { file::read(scratch_.path(), 10); }), ErrorCode::bad_request);
}

TEST_F(File, ComesInPiecesUntilTheReaderHasEnough) {
    const auto path = written(600'000);
    std::size_t bytes = 0;
    int pieces = 0;
    file::read_pieces(path, [&](std::string_view piece) {
        bytes += piece.size();
        ++pieces;
        return true;
    });
    EXPECT_EQ(bytes, 600'000U);
    EXPECT_GT(pieces, 1);
    pieces = 0;
    file::read_pieces(path, [&](std::string_view) { return ++pieces < 1; });
    EXPECT_EQ(pieces, 1);
}

TEST_F(File, IsReplacedAsAWhole) {
    const auto path = written(10);
    file::replace(path, "new");
    EXPECT_EQ(file::read(path, 10), "new");
    EXPECT_EQ(code_of([&] { file::replace(scratch_.path() / "no/such/folder", "x"); }),
              ErrorCode::unavailable);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_.path()), {}), 1)
        << "nothing is left beside it";
}

}  // namespace
}  // namespace lem
