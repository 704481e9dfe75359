#pragma once
/// Classes of blocking work. Each has its own threads and bounded queue, so that one class never
/// waits for another.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lem::http {

enum class WorkClass {
    credential,  // looking up the account of a token
    disk,        // storing a piece of an upload, reading a piece of a file
    read,        // handlers without an upload
    upload,      // handlers of an upload
    bundle,      // handlers of an upload that needs much memory and processor time
    picture,     // handlers that draw
};

struct WorkTraits {
    WorkClass work;
    std::string_view name;
    unsigned threads;
    std::size_t waiting_max;
    std::size_t reserved;  // of these, for callers with a credential
    int niceness;          // of its threads: a check never delays a read
};

inline constexpr std::array work_table{
    WorkTraits{WorkClass::credential, "credential", 2, 1'024, 0, 0},
    WorkTraits{WorkClass::disk, "disk", 4, 4'096, 1'024, 0},
    WorkTraits{WorkClass::read, "read", 8, 4'096, 1'024, 0},
    WorkTraits{WorkClass::upload, "upload", 8, 256, 64, 10},
    WorkTraits{WorkClass::bundle, "bundle", 4, 64, 16, 10},
    WorkTraits{WorkClass::picture, "picture", 2, 32, 8, 10},
};

struct WorkGauges {
    std::atomic<std::int64_t> waiting{0};
    std::atomic<std::int64_t> running{0};
    std::atomic<std::int64_t> refused{0};  // since the start
};
using WorkGaugeTable = std::array<WorkGauges, work_table.size()>;

}  // namespace lem::http
