#include "base/storage_error.hpp"

#include <cerrno>
#include <gtest/gtest.h>

namespace lem {
namespace {

TEST(StorageError, SaysWhatHasRunOut) {
    EXPECT_EQ(storage_error(ENOSPC, "The upload").code(), ErrorCode::storage_full);
    EXPECT_EQ(storage_error(EDQUOT, "The upload").code(), ErrorCode::storage_full);
    const Error memory = storage_error(ENOMEM, "The upload");
    EXPECT_EQ(memory.code(), ErrorCode::unavailable);
    EXPECT_EQ(memory.message().find("disk"), std::string::npos) << memory.message();
    EXPECT_EQ(storage_error(EMFILE, "The upload").code(), ErrorCode::unavailable);
    EXPECT_EQ(storage_error(EIO, "The upload").code(), ErrorCode::internal);
}

}  // namespace
}  // namespace lem
