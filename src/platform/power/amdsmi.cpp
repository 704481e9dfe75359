#include "platform/power/dynamic_library.hpp"
#include "platform/power/energy_source.hpp"
#include "platform/power/gpu_metrics.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <thread>

namespace lem::power {
namespace {

namespace fs = std::filesystem;

// Facts of amdsmi.h. Structures are read from buffers that are larger than any version's.
using Handle = void*;
constexpr std::uint32_t success = 0, no_permission = 10, driver_not_loaded = 34;
constexpr std::uint64_t init_gpus = 2;
constexpr int processor_is_gpu = 1, memory_vram = 0, clock_graphics = 0, temperature_edge = 0,
              temperature_hotspot = 1;

std::string words_for(std::uint32_t status) {
    switch (status) {
        case 2:
            return "not supported";
        case no_permission:
            return "no permission";
        case 31:
            return "not found";
        case driver_not_loaded:
            return "the kernel driver is not loaded";
        default:
            return "see amdsmi_status_t";
    }
}

class Library : public DynamicLibrary {
public:
    explicit Library(const std::string& name) : DynamicLibrary(name) {
        if (auto* init = function<std::uint32_t(std::uint64_t)>("amdsmi_init"))
            status_ = init(init_gpus);
    }
    ~Library() {
        if (auto* shut_down = function<std::uint32_t()>("amdsmi_shut_down");
            shut_down != nullptr && status_ == success)
            shut_down();
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    std::uint32_t status() const { return status_; }
    /// Which layouts its structures have: the number at the end of its SONAME.
    std::optional<int> abi() const {
        const std::string name = soname().value_or("");
        const std::size_t at = name.find(".so.");
        if (at == std::string::npos) return std::nullopt;
        const int number = std::atoi(name.c_str() + at + 4);
        return number > 0 ? std::optional(number) : std::nullopt;
    }

private:
    std::uint32_t status_ = UINT32_MAX;
};

/// Offsets of the current and the average power in amdsmi_power_info_t; nullopt for unknown
/// versions.
struct PowerLayout {
    std::size_t current_watts, average_watts;
};
std::optional<PowerLayout> layout_of(int abi) {
    if (abi == 24) return PowerLayout{.current_watts = 0, .average_watts = 4};
    if (abi == 25 || abi == 26) return PowerLayout{.current_watts = 8, .average_watts = 12};
    return std::nullopt;
}

enum class PowerKind { none, current, average };

/// AMD does not document how long its firmware averages; NVIDIA's period, the longest known of a
/// board, is assumed.
constexpr double average_s = 1;

/// A board: one GPU, or the two dies of an MI250, of which the first reports for both.
struct Board {
    std::vector<Handle> dies;
    bool counter = false;
    PowerKind power = PowerKind::none;
    ThrottleClock throttle;
};

class Amdsmi final : public EnergySource {
public:
    Amdsmi(std::unique_ptr<Library> library, PowerLayout layout, fs::path sysfs_root)
        : library_(std::move(library)), layout_(layout), sysfs_root_(std::move(sysfs_root)) {
        bind(energy_, "amdsmi_get_energy_count");
        bind(power_, "amdsmi_get_power_info");
        bind(power_cap_, "amdsmi_get_power_cap_info");
        bind(memory_used_, "amdsmi_get_gpu_memory_usage");
        bind(memory_total_, "amdsmi_get_gpu_memory_total");
        bind(temperature_, "amdsmi_get_temp_metric");
        bind(clock_, "amdsmi_get_clock_info");
        bind(asic_, "amdsmi_get_gpu_asic_info");
        bind(uuid_, "amdsmi_get_gpu_device_uuid");
        bind(bdf_, "amdsmi_get_gpu_device_bdf");
    }

    std::string name() const override { return "amdsmi"; }
    Scope scope() const override { return Scope::gpu; }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    void add(Handle handle) {
        const std::string model = market_name(handle);
        Board board{.dies = {handle},
                    .counter = counter_joules(handle).value_or(0) > 0,
                    .power = power_kind_of(handle),
                    .throttle = ThrottleClock(sysfs_folder(handle) / "gpu_metrics")};
        const bool second_die = model.find("MI250") != std::string::npos && !board.counter &&
                                power_watts(handle, board.power).value_or(0) <= 0 &&
                                !boards_.empty() && boards_.back().dies.size() == 1;
        if (second_die) {
            boards_.back().dies.push_back(handle);
            ++devices_.back().dies;
            if (const auto bytes = memory(memory_total_, handle))
                devices_.back().memory_bytes = devices_.back().memory_bytes.value_or(0) + *bytes;
            return;
        }
        DeviceInfo info{.name = model.empty() ? "AMD GPU " + std::to_string(boards_.size()) : model,
                        .kind = "gpu",
                        .uuid = uuid_of(handle),
                        .memory_bytes = memory(memory_total_, handle),
                        .power_limit_watts = power_limit_watts(handle),
                        .driver_version = {},
                        .power_mean_of_s = board.power == PowerKind::average ? average_s : 0};
        devices_.push_back(std::move(info));
        boards_.push_back(std::move(board));
    }

    /// Counters that stall, go backwards or imply power beyond any board are known faults of some
    /// boards and drivers: these are not used. Takes `pause`.
    void test_counters(std::chrono::milliseconds pause) {
        std::vector<std::optional<double>> before;
        const auto start = std::chrono::steady_clock::now();
        for (const Board& board : boards_)
            before.push_back(board.counter ? counter_joules(board.dies[0]) : std::nullopt);
        if (std::ranges::none_of(before, [](const auto& joules) { return joules.has_value(); }))
            return;
        std::this_thread::sleep_for(pause);
        for (std::size_t i = 0; i < boards_.size(); ++i) {
            if (!before[i]) continue;
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            const double watts =
                (counter_joules(boards_[i].dies[0]).value_or(*before[i]) - *before[i]) / seconds;
            const double watts_max = 2 * devices_[i].power_limit_watts.value_or(1500);
            boards_[i].counter = watts > 0 && watts < watts_max;
            rejected_ += boards_[i].counter ? 0 : 1;
        }
    }

    bool reads_anything() const {
        return std::ranges::any_of(boards_, [](const Board& board) {
            return board.counter || board.power != PowerKind::none;
        });
    }
    /// Describes what is read, for the finding.
    std::string what_is_read() const {
        const auto any = [this](PowerKind kind) {
            return std::ranges::any_of(boards_,
                                       [kind](const Board& board) { return board.power == kind; });
        };
        const bool counted = std::ranges::any_of(boards_, &Board::counter);
        std::string words = counted ? "energy counter" : "no energy counter";
        if (rejected_ > 0)
            words += " (that of " + std::to_string(rejected_) +
                     " does not follow the power, and is not used)";
        if (any(PowerKind::current)) words += ", current power";
        if (any(PowerKind::average)) words += ", average power";
        if (any(PowerKind::none)) words += ", no power";
        return words;
    }

    std::vector<Reading> sample(double) override {
        std::vector<Reading> readings;
        for (const Board& board : boards_)
            readings.push_back(read(board));
        return readings;
    }

    std::vector<Condition> conditions() override {
        std::vector<Condition> conditions;
        for (Board& board : boards_) {
            conditions.push_back(condition_of(board));
            board.throttle.add_to(conditions.back());
        }
        return conditions;
    }

private:
    template <class Signature>
    void bind(Signature*& target, const char* name) {
        target = library_->function<Signature>(name);
    }

    Reading read(const Board& board) const {
        Reading reading;
        const Handle first = board.dies[0];
        if (board.counter) reading.counter_joules = counter_joules(first);
        reading.power_watts = power_watts(first, board.power);
        for (const Handle die : board.dies) {
            if (const auto used = memory(memory_used_, die))
                reading.memory_bytes = reading.memory_bytes.value_or(0) + *used;
        }
        return reading;
    }

    /// Of two dies the hotter one.
    Condition condition_of(const Board& board) const {
        Condition condition;
        for (const Handle die : board.dies) {
            if (const auto celsius = temperature_celsius(die))
                condition.temperature_celsius =
                    std::max(condition.temperature_celsius.value_or(*celsius), *celsius);
        }
        condition.clock_mhz = clock_mhz(board.dies[0]);
        return condition;
    }

    std::optional<double> counter_joules(Handle handle) const {
        std::uint64_t count = 0, timestamp_ns = 0;
        float resolution_microjoules = 0;
        if (energy_ == nullptr ||
            energy_(handle, &count, &resolution_microjoules, &timestamp_ns) != success)
            return std::nullopt;
        return static_cast<double>(count) * static_cast<double>(resolution_microjoules) / 1e6;
    }

    std::optional<double> power_watts(Handle handle, PowerKind kind) const {
        std::array<std::byte, 256> info{};
        if (kind == PowerKind::none || power_ == nullptr || power_(handle, info.data()) != success)
            return std::nullopt;
        std::uint32_t watts = 0;
        std::memcpy(&watts,
                    info.data() + (kind == PowerKind::current ? layout_.current_watts
                                                              : layout_.average_watts),
                    sizeof watts);
        // Unavailable values are all ones, in 16 or in 32 bits.
        if (watts == UINT16_MAX || watts == UINT32_MAX) return std::nullopt;
        return watts;
    }

    /// One way of reading for the whole run. Boards before MI300 fill only the average; the other
    /// field is all ones, or 0.
    PowerKind power_kind_of(Handle handle) const {
        const auto current = power_watts(handle, PowerKind::current),
                   average = power_watts(handle, PowerKind::average);
        if (current.value_or(0) > 0) return PowerKind::current;
        if (average.value_or(0) > 0) return PowerKind::average;
        return current ? PowerKind::current : average ? PowerKind::average : PowerKind::none;
    }

    using MemoryCall = std::uint32_t(Handle, int, std::uint64_t*);
    static std::optional<double> memory(MemoryCall* call, Handle handle) {
        std::uint64_t bytes = 0;
        if (call == nullptr || call(handle, memory_vram, &bytes) != success) return std::nullopt;
        return static_cast<double>(bytes);
    }

    std::optional<double> temperature_celsius(Handle handle) const {
        std::int64_t celsius = 0;
        for (const int sensor : {temperature_hotspot, temperature_edge}) {
            if (temperature_ != nullptr && temperature_(handle, sensor, 0, &celsius) == success)
                return static_cast<double>(celsius);
        }
        return std::nullopt;
    }

    std::optional<double> clock_mhz(Handle handle) const {
        std::array<std::byte, 64> info{};
        if (clock_ == nullptr || clock_(handle, clock_graphics, info.data()) != success)
            return std::nullopt;
        std::uint32_t mhz = 0;
        std::memcpy(&mhz, info.data(), sizeof mhz);
        if (mhz == UINT16_MAX || mhz == UINT32_MAX) return std::nullopt;
        return mhz;
    }

    std::optional<double> power_limit_watts(Handle handle) const {
        std::array<std::byte, 128> info{};
        if (power_cap_ == nullptr || power_cap_(handle, 0, info.data()) != success)
            return std::nullopt;
        std::uint64_t microwatts = 0;
        std::memcpy(&microwatts, info.data(), sizeof microwatts);
        return microwatts > 0 ? std::optional(static_cast<double>(microwatts) / 1e6) : std::nullopt;
    }

    std::string market_name(Handle handle) const {
        std::array<char, 1024> info{};
        if (asic_ == nullptr || asic_(handle, info.data()) != success) return {};
        info[255] = '\0';
        return info.data();
    }

    std::optional<std::string> uuid_of(Handle handle) const {
        std::array<char, 64> text{};
        auto size = static_cast<unsigned>(text.size() - 1);
        if (uuid_ == nullptr || uuid_(handle, &size, text.data()) != success) return std::nullopt;
        return text.data();
    }

    /// By the address on the PCI bus, which the library packs into one number (amdsmi_bdf_t).
    fs::path sysfs_folder(Handle handle) const {
        std::uint64_t bdf = 0;
        if (bdf_ == nullptr || bdf_(handle, &bdf) != success) return {};
        return sysfs_root_ / "bus/pci/devices" /
               fmt::format("{:04x}:{:02x}:{:02x}.{:x}", bdf >> 16, bdf >> 8 & 0xff, bdf >> 3 & 0x1f,
                           bdf & 7);
    }

    std::unique_ptr<Library> library_;
    PowerLayout layout_;
    fs::path sysfs_root_;
    std::vector<Board> boards_;
    std::vector<DeviceInfo> devices_;
    int rejected_ = 0;  // counters
    std::uint32_t (*energy_)(Handle, std::uint64_t*, float*, std::uint64_t*) = nullptr;
    std::uint32_t (*power_)(Handle, void*) = nullptr;
    std::uint32_t (*power_cap_)(Handle, std::uint32_t, void*) = nullptr;
    MemoryCall* memory_used_ = nullptr;
    MemoryCall* memory_total_ = nullptr;
    std::uint32_t (*temperature_)(Handle, int, int, std::int64_t*) = nullptr;
    std::uint32_t (*clock_)(Handle, int, void*) = nullptr;
    std::uint32_t (*asic_)(Handle, void*) = nullptr;
    std::uint32_t (*uuid_)(Handle, unsigned*, char*) = nullptr;
    std::uint32_t (*bdf_)(Handle, std::uint64_t*) = nullptr;
};

/// The files to try, best first. A folder's plain name comes last: it is a link of the development
/// package.
std::vector<std::string> usual_places() {
    constexpr std::array names{"libamd_smi.so.26", "libamd_smi.so.25", "libamd_smi.so.24",
                               "libamd_smi.so"};
    std::vector<fs::path> folders;
    if (const char* folder = std::getenv("AMDSMI_LIB_DIR")) folders.emplace_back(folder);
    if (const char* folder = std::getenv("ROCM_PATH")) folders.push_back(fs::path(folder) / "lib");
    std::vector<fs::path> installed;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator("/opt", absent)) {
        if (entry.path().filename().string().starts_with("rocm"))
            installed.push_back(entry.path() / "lib");
    }
    std::sort(installed.rbegin(), installed.rend());
    folders.insert(folders.end(), installed.begin(), installed.end());
    std::vector<std::string> places;
    for (const fs::path& folder : folders) {
        for (const char* name : names) {
            if (fs::exists(folder / name, absent)) places.push_back((folder / name).string());
        }
    }
    places.insert(places.end(), names.begin(), names.end());
    return places;
}

std::unique_ptr<Library> load(const std::string& library) {
    for (const std::string& place :
         library.empty() ? usual_places() : std::vector<std::string>{library}) {
        auto candidate = std::make_unique<Library>(place);
        if (candidate->loaded()) return candidate;
    }
    return nullptr;
}

/// A socket may hold several GPUs.
std::vector<Handle> gpus_of(const Library& library) {
    auto* sockets_of =
        library.function<std::uint32_t(std::uint32_t*, Handle*)>("amdsmi_get_socket_handles");
    auto* processors_of = library.function<std::uint32_t(Handle, std::uint32_t*, Handle*)>(
        "amdsmi_get_processor_handles");
    auto* type_of = library.function<std::uint32_t(Handle, int*)>("amdsmi_get_processor_type");
    std::uint32_t count = 0;
    if (sockets_of == nullptr || processors_of == nullptr || sockets_of(&count, nullptr) != success)
        return {};
    std::vector<Handle> sockets(count), gpus;
    if (sockets_of(&count, sockets.data()) != success) return {};
    for (const Handle socket : sockets) {
        std::uint32_t held = 0;
        if (processors_of(socket, &held, nullptr) != success) continue;
        std::vector<Handle> processors(held);
        if (processors_of(socket, &held, processors.data()) != success) continue;
        for (const Handle processor : processors) {
            int type = processor_is_gpu;
            if (type_of != nullptr) type_of(processor, &type);
            if (type == processor_is_gpu) gpus.push_back(processor);
        }
    }
    return gpus;
}

Probe refused(const std::string& finding, const std::string& remedy) {
    return {.source = "amdsmi", .finding = finding, .remedy = remedy, .energy_source = nullptr};
}

}  // namespace

Probe probe_amdsmi(const std::string& library_name, std::chrono::milliseconds counter_test,
                   const fs::path& sysfs_root) {
    auto library = load(library_name);
    if (!library)
        return refused("AMD's library (" + (library_name.empty() ? "libamd_smi.so" : library_name) +
                           ") was not found",
                       "install amd-smi-lib of ROCm 6.3 or later, or name the library in "
                       "energy.library; without it the kernel's sensors are read (amdgpu)");
    if (library->status() != success)
        return refused("AMD's library does not initialise (AMD SMI code " +
                           std::to_string(library->status()) + ", " + words_for(library->status()) +
                           ")",
                       library->status() == no_permission
                           ? "give the user or container access to /dev/kfd and /dev/dri (groups "
                             "video and render)"
                           : "check with amd-smi whether the amdgpu driver is loaded");
    const auto layout = layout_of(library->abi().value_or(0));
    if (!layout)
        return refused(
            "AMD's library is of a version that lem does not know (" +
                library->soname().value_or("without a SONAME") +
                "; known are libamd_smi.so.24, .25 and .26)",
            "install ROCm 6.3 to 7, or measure with the kernel's sensors (energy.source: amdgpu)");
    const std::vector<Handle> gpus = gpus_of(*library);
    if (gpus.empty())
        return refused("AMD's library finds no GPU",
                       "give the user or container access to /dev/kfd and /dev/dri (groups video "
                       "and render)");
    auto source = std::make_unique<Amdsmi>(std::move(library), *layout, sysfs_root);
    for (const Handle gpu : gpus)
        source->add(gpu);
    source->test_counters(counter_test);
    Probe probe{.source = "amdsmi", .finding = {}, .remedy = {}, .energy_source = nullptr};
    probe.finding = std::to_string(source->devices().size()) + " GPU: " + source->devices()[0].name;
    if (!source->reads_anything()) {
        probe.finding += ", which reports neither energy nor power (virtual GPUs do not)";
        probe.remedy = "measure on the machine that owns the GPU";
        return probe;
    }
    probe.available = true;
    probe.finding += "; " + source->what_is_read();
    probe.energy_source = std::move(source);
    return probe;
}

}  // namespace lem::power
