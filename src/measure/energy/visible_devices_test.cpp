#include "measure/energy/visible_devices.hpp"

#include <gtest/gtest.h>
#include <map>

namespace lem::measure {
namespace {

using Set = std::map<std::string, std::string>;
using Indices = std::set<std::size_t>;

std::vector<power::DeviceInfo> gpus(std::size_t count, bool alike = true) {
    std::vector<power::DeviceInfo> devices(count);
    for (std::size_t i = 0; i < count; ++i) {
        devices[i].name = alike ? "H100" : "GPU kind " + std::to_string(i);
        devices[i].uuid = "GPU-" + std::string(1, static_cast<char>('a' + i)) + "0ff-1";
    }
    return devices;
}

VisibleDevices seen(const std::string& source, const Set& set,
                    const std::vector<power::DeviceInfo>& devices = gpus(4)) {
    return visible_devices(source, devices,
                           [&](const std::string& name) -> std::optional<std::string> {
                               const auto found = set.find(name);
                               if (found == set.end()) return std::nullopt;
                               return found->second;
                           });
}

TEST(VisibleDevices, ListsAreReadAsTheRuntimesReadThem) {
    struct Case {
        const char* list;
        Indices devices;
    };
    for (const Case& one :
         {Case{"2", {2}}, Case{"3,0", {0, 3}}, Case{" 1 , 2 ", {1, 2}}, Case{"1,1", {1}},
          Case{"0,-1,2", {0}}, Case{"1,9,2", {1}}, Case{"", {}}, Case{"-1", {}}, Case{"none", {}},
          Case{"NoDevFiles", {}}, Case{"GPU-c0ff", {2}}, Case{"gpu-D0FF-1,GPU-a", {0, 3}},
          Case{"GPU-e", {}}, Case{"GPU-", {}}, Case{"0x1", {}}, Case{"99999999999999999999", {}}}) {
        EXPECT_EQ(seen("nvml", {{"CUDA_VISIBLE_DEVICES", one.list}}).devices, one.devices)
            << one.list;
    }
    EXPECT_EQ(seen("nvml", {}).devices, std::nullopt);
    EXPECT_EQ(seen("nvml", {}).variables, "");
    EXPECT_EQ(seen("rapl", {{"CUDA_VISIBLE_DEVICES", ""}}).devices, std::nullopt);
    auto similar = gpus(2);
    similar[1].uuid = "GPU-a0ff-2";
    EXPECT_EQ(seen("nvml", {{"CUDA_VISIBLE_DEVICES", "GPU-a0ff"}}, similar).devices, Indices{})
        << "two match";
}

TEST(VisibleDevices, NumbersOfUnlikeGpusMeanWhatTheOrderSays) {
    const Set by_speed{{"CUDA_VISIBLE_DEVICES", "0"}};
    const VisibleDevices unclear = seen("nvml", by_speed, gpus(2, false));
    EXPECT_EQ(unclear.devices, std::nullopt);
    ASSERT_TRUE(unclear.problem);
    EXPECT_NE(unclear.problem->find("CUDA_DEVICE_ORDER=PCI_BUS_ID"), std::string::npos);
    Set by_bus = by_speed;
    by_bus["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
    EXPECT_EQ(seen("nvml", by_bus, gpus(2, false)).devices, Indices{0});
    EXPECT_EQ(seen("nvml", {{"CUDA_VISIBLE_DEVICES", "1,0"}}, gpus(2, false)).devices,
              (Indices{0, 1}))
        << "all of them, in whatever order";
    EXPECT_EQ(seen("nvml", {{"CUDA_VISIBLE_DEVICES", "GPU-b"}}, gpus(2, false)).devices,
              Indices{1});
    EXPECT_EQ(seen("nvml", {{"CUDA_VISIBLE_DEVICES", ""}}, gpus(2, false)).devices, Indices{});
}

TEST(VisibleDevices, MigInstanceIsAProblem) {
    const VisibleDevices instance =
        seen("nvml", {{"CUDA_VISIBLE_DEVICES", "MIG-GPU-a0ff-1/1/0"}}, gpus(1));
    EXPECT_EQ(instance.devices, std::nullopt);
    ASSERT_TRUE(instance.problem);
    EXPECT_EQ(instance.problem->find("a0ff"), std::string::npos) << "UUIDs are not published";
}

TEST(VisibleDevices, ContainersListComesFirst) {
    struct Case {
        const char *container, *cuda;
        std::optional<Indices> devices;
    };
    for (const Case& one : {Case{"all", nullptr, std::nullopt}, Case{"1,3", nullptr, Indices{1, 3}},
                            Case{"1,3", "1", Indices{3}}, Case{"GPU-c", "0", Indices{2}},
                            Case{"none", nullptr, Indices{}}, Case{"void", nullptr, Indices{}},
                            Case{"", nullptr, Indices{}}}) {
        Set set{{"NVIDIA_VISIBLE_DEVICES", one.container}};
        if (one.cuda != nullptr) set["CUDA_VISIBLE_DEVICES"] = one.cuda;
        EXPECT_EQ(seen("nvml", set).devices, one.devices) << one.container;
    }
}

TEST(VisibleDevices, AmdsVariablesCountWithinEachOther) {
    for (const char* source : {"amdsmi", "amdgpu"}) {
        EXPECT_EQ(seen(source, {{"ROCR_VISIBLE_DEVICES", "3,1"}}).devices, (Indices{1, 3}));
        EXPECT_EQ(
            seen(source, {{"ROCR_VISIBLE_DEVICES", "3,1"}, {"HIP_VISIBLE_DEVICES", "1"}}).devices,
            Indices{1});
        EXPECT_EQ(
            seen(source, {{"HIP_VISIBLE_DEVICES", "2"}, {"CUDA_VISIBLE_DEVICES", "0"}}).devices,
            Indices{2});
        EXPECT_EQ(seen(source, {{"CUDA_VISIBLE_DEVICES", "0"}}).devices, Indices{0});
        EXPECT_EQ(seen(source, {{"GPU_DEVICE_ORDINAL", "1"}}).devices, Indices{1});
        EXPECT_EQ(seen(source, {{"HIP_VISIBLE_DEVICES", ""}}).devices, std::nullopt)
            << "HIP takes an empty list for none";
        EXPECT_EQ(seen(source, {{"ROCR_VISIBLE_DEVICES", ""}}).devices, Indices{});
        EXPECT_EQ(seen(source, {{"ROCR_VISIBLE_DEVICES", "GPU-b0ff"}}).devices, Indices{1});
    }
    auto kernel = gpus(2);
    kernel[1].uuid = "abc123";
    EXPECT_EQ(seen("amdgpu", {{"ROCR_VISIBLE_DEVICES", "GPU-ABC123"}}, kernel).devices, Indices{1});
}

TEST(VisibleDevices, BoardOfTwoDiesHasTwoNumbers) {
    auto boards = gpus(2);
    boards[0].dies = boards[1].dies = 2;
    EXPECT_EQ(seen("amdsmi", {{"HIP_VISIBLE_DEVICES", "2"}}, boards).devices, Indices{1});
    EXPECT_EQ(seen("amdsmi", {{"HIP_VISIBLE_DEVICES", "0,1"}}, boards).devices, Indices{0});
}

TEST(VisibleDevices, IntelsMaskNamesDevicesAndTiles) {
    EXPECT_EQ(seen("xe", {{"ZE_AFFINITY_MASK", "1.0,3"}}).devices, (Indices{1, 3}));
    EXPECT_EQ(seen("xe", {{"ZE_AFFINITY_MASK", ""}}).devices, std::nullopt);
    EXPECT_EQ(seen("i915", {{"ZE_AFFINITY_MASK", "0"}}).variables, "ZE_AFFINITY_MASK");
}

}  // namespace
}  // namespace lem::measure
