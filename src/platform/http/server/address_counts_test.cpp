#include "platform/http/server/address_counts.hpp"

#include <gtest/gtest.h>

namespace lem::http {
namespace {

using boost::asio::ip::make_address;

TEST(AddressCounts, EachAddressHasItsOwnLimit) {
    AddressCounts counts(2);
    const auto one = make_address("192.0.2.1"), other = make_address("2001:db8::1");
    EXPECT_TRUE(counts.enter(one));
    EXPECT_TRUE(counts.enter(one));
    EXPECT_FALSE(counts.enter(one));
    EXPECT_TRUE(counts.enter(other));
    counts.leave(one);
    EXPECT_TRUE(counts.enter(one));
    EXPECT_FALSE(counts.enter(one));
}

TEST(AddressCounts, ThisMachineIsNotCounted) {
    AddressCounts counts(0);
    EXPECT_TRUE(counts.enter(make_address("127.0.0.1")));
    EXPECT_TRUE(counts.enter(make_address("::1")));
    EXPECT_FALSE(counts.enter(make_address("192.0.2.1")));
}

}  // namespace
}  // namespace lem::http
