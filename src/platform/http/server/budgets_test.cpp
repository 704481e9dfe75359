#include "platform/http/server/budgets.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace lem::http {
namespace {

ResourceTable small() {
    ResourceTable table = resource_table;
    table[static_cast<std::size_t>(Resource::upload_files)] = {
        Resource::upload_files, "upload_files", "uploads", 6, 2, 3, 5};
    return table;
}

ErrorCode refusal(Budgets& budgets, Resource resource, Holder holder, std::uint64_t amount = 1) {
    try {
        budgets.take(resource, std::move(holder), amount);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

TEST(Budgets, StrangersCannotTakeWhatIsKeptForOthers) {
    ResourceGaugeTable gauges;
    Budgets budgets(small(), gauges);
    std::vector<Budgets::Share> shares;
    for (int i = 0; i < 3; ++i)
        shares.push_back(budgets.take(Resource::upload_files, {"198.51.100.1"}));
    EXPECT_EQ(refusal(budgets, Resource::upload_files, {"198.51.100.1"}), ErrorCode::rate_limited);
    shares.push_back(budgets.take(Resource::upload_files, {"198.51.100.2"}));
    EXPECT_EQ(refusal(budgets, Resource::upload_files, {"198.51.100.2"}), ErrorCode::unavailable);
    EXPECT_EQ(refusal(budgets, Resource::upload_files, {}), ErrorCode::unavailable);
    shares.push_back(budgets.take(Resource::upload_files, {"ada", true}));
    shares.push_back(budgets.take(Resource::upload_files, {"ada", true}));
    EXPECT_EQ(refusal(budgets, Resource::upload_files, {"eve", true}), ErrorCode::unavailable);
    const auto& gauge = gauges[static_cast<std::size_t>(Resource::upload_files)];
    EXPECT_EQ(gauge.held, 6);
    EXPECT_EQ(gauge.refused, 4);
    shares.clear();
    EXPECT_EQ(gauge.held, 0);
    EXPECT_TRUE(budgets.try_take(Resource::upload_files, {"198.51.100.1"}).is_held());
}

TEST(Budgets, AShareGrowsUntilItsHolderHasEnough) {
    ResourceGaugeTable gauges;
    Budgets budgets(small(), gauges);
    Budgets::Share share = budgets.take(Resource::upload_files, {"198.51.100.1"}, 0);
    share.grow(2);
    EXPECT_THROW(share.grow(2), Error);
    share.grow(1);
    Budgets::Share moved = std::move(share);
    moved.release();
    EXPECT_EQ(gauges[static_cast<std::size_t>(Resource::upload_files)].held, 0);
}

TEST(Budgets, StrangersFillHalfOfTheDisk) {
    ResourceGaugeTable gauges;
    Budgets budgets(resource_table, gauges);
    budgets.set_disk_room(20 * budget_mib);
    const auto held = budgets.take(Resource::upload_bytes, {"198.51.100.1"}, 10 * budget_mib);
    EXPECT_EQ(refusal(budgets, Resource::upload_bytes, {"198.51.100.2"}), ErrorCode::unavailable);
    EXPECT_TRUE(budgets.try_take(Resource::upload_bytes, {"ada", true}, 10 * budget_mib).is_held());
    budgets.set_disk_room(10 * budget_mib);  // what they hold is on the disk now
    EXPECT_EQ(refusal(budgets, Resource::upload_bytes, {"198.51.100.2"}), ErrorCode::unavailable);
}

}  // namespace
}  // namespace lem::http
