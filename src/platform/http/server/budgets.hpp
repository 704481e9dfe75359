#pragma once
/// Server resources in use by clients, limited in total, per anonymous address and per account. A
/// part of every total is reserved for callers with a credential. Thread-safe.

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace lem::http {

enum class Resource {
    connections,
    requests,      // received and not yet answered
    streams,       // connections that follow events
    upload_files,  // while they are received, wait or are handled
    upload_bytes,
};

struct ResourceTraits {
    Resource resource;
    std::string_view name;
    std::string_view what;  // in messages
    std::uint64_t total;
    std::uint64_t reserved;      // of the total, for callers with a credential
    std::uint64_t each_address;  // of anonymous callers
    std::uint64_t each_account;
};

using ResourceTable = std::array<ResourceTraits, 5>;

inline constexpr std::uint64_t budget_mib = 1'048'576;
inline constexpr ResourceTable resource_table{{
    {Resource::connections, "connections", "connections", 10'000, 1'000, 64, 256},
    {Resource::requests, "requests", "requests at the same time", 10'000, 1'000, 64, 256},
    {Resource::streams, "streams", "event streams", 20'000, 2'000, 16, 64},
    {Resource::upload_files, "upload_files", "uploads at the same time", 256, 64, 8, 64},
    {Resource::upload_bytes, "upload_bytes", "bytes of uploads at the same time",
     4'096 * budget_mib, 1'024 * budget_mib, 256 * budget_mib, 1'024 * budget_mib},
}};

/// The holder of a resource.
struct Holder {
    std::string key;     // an account, or an anonymous network; empty: no own limit
    bool known = false;  // has shown a credential
};

struct ResourceGauges {
    std::atomic<std::int64_t> held{0};
    std::atomic<std::int64_t> refused{0};  // since the start
};
using ResourceGaugeTable = std::array<ResourceGauges, resource_table.size()>;

class Budgets {
public:
    Budgets(ResourceTable table, ResourceGaugeTable& gauges) : table_(table), gauges_(gauges) {}

    /// Released by the destructor.
    class Share {
    public:
        Share() = default;
        Share(Share&& other) noexcept { *this = std::move(other); }
        Share& operator=(Share&& other) noexcept;
        ~Share() { release(); }

        /// Throws as Budgets::take.
        void grow(std::uint64_t amount);
        void release();
        bool is_held() const { return budgets_ != nullptr; }

    private:
        friend class Budgets;
        Budgets* budgets_ = nullptr;
        Resource resource_{};
        Holder holder_;
        std::uint64_t amount_ = 0;
    };

    /// Throws Error(rate_limited) if this holder is at its limit, and Error(unavailable) if all
    /// holders together are.
    Share take(Resource resource, Holder holder, std::uint64_t amount = 1);
    /// As take, but returns an empty share instead of throwing.
    Share try_take(Resource resource, Holder holder, std::uint64_t amount = 1);

    /// Anonymous uploads together use at most half of the free disk space.
    void set_disk_room(std::uint64_t free_bytes);

private:
    enum class Verdict { granted, holder_is_full, all_is_full };

    Verdict add(Resource resource, const Holder& holder, std::uint64_t amount);
    void give_back(Resource resource, const Holder& holder, std::uint64_t amount);
    [[noreturn]] void refuse(Resource resource, Verdict verdict) const;

    struct Held {
        std::uint64_t all = 0;
        std::uint64_t strangers = 0;
    };

    const ResourceTable table_;
    ResourceGaugeTable& gauges_;
    std::mutex mutex_;  // guards the rest
    std::array<Held, resource_table.size()> held_;
    std::map<std::tuple<Resource, bool, std::string>, std::uint64_t> by_holder_;
    std::uint64_t stranger_upload_bytes_max_ = ~std::uint64_t{0};
};

}  // namespace lem::http
