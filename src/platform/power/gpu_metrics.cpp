#include "platform/power/gpu_metrics.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>

namespace lem::power {
namespace {

static_assert(std::endian::native == std::endian::little, "the table is the machine's own struct");

/// Offset of `accumulation_counter`; the reasons follow it.
std::optional<std::size_t> place_of_counters(std::uint8_t format, std::uint8_t content) {
    if (format != 1) return std::nullopt;
    if (content == 6) return 32;
    if (content == 7 || content == 8) return 40;
    return std::nullopt;
}

constexpr std::size_t table_bytes_max = 65536;

}  // namespace

std::optional<ThrottleTable> parse_gpu_metrics(std::string_view bytes) {
    // u16 size, u8 format revision, u8 content revision
    constexpr std::size_t header = 4;
    if (bytes.size() < header) return std::nullopt;
    const auto place =
        place_of_counters(static_cast<std::uint8_t>(bytes[2]), static_cast<std::uint8_t>(bytes[3]));
    std::array<std::uint32_t, 6> words{};
    if (!place || bytes.size() < *place + sizeof words) return std::nullopt;
    std::memcpy(words.data(), bytes.data() + *place, sizeof words);
    return ThrottleTable{
        .all = words[0], .power = words[2], .heat = {words[1], words[3], words[4], words[5]}};
}

double monotonic_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void ThrottleClock::add_to(Condition& condition, double now_s) {
    std::string bytes(table_bytes_max, '\0');
    std::ifstream stream(file_, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    const auto now = parse_gpu_metrics(bytes);
    if (!now) return;
    const bool moved = !before_ || now->all != before_->all;
    if (before_ && moved) {
        // Unsigned differences are correct across a wrap.
        const double second_per_cycle = (now_s - before_s_) / (now->all - before_->all);
        power_capped_s_ += second_per_cycle * (now->power - before_->power);
        std::uint32_t heat = 0;
        for (std::size_t i = 0; i < now->heat.size(); ++i)
            heat = std::max(heat, now->heat[i] - before_->heat[i]);
        thermally_throttled_s_ += second_per_cycle * heat;
    }
    if (moved) {
        before_ = now;
        before_s_ = now_s;
    }
    condition.power_capped_s = power_capped_s_;
    condition.thermally_throttled_s = thermally_throttled_s_;
}

}  // namespace lem::power
