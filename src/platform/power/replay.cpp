#include "base/error.hpp"
#include "base/text.hpp"
#include "platform/power/energy_source.hpp"

#include <algorithm>
#include <fstream>

namespace lem::power {
namespace {

struct Line {
    double t_s;
    std::vector<std::optional<double>> watts;  // none where the cell is empty
};

/// Plays a recorded trace, over and over when the run is longer than it.
class Replay final : public EnergySource {
public:
    explicit Replay(std::vector<Line> lines) : lines_(std::move(lines)) {
        for (std::size_t i = 0; i < lines_.front().watts.size(); ++i) {
            devices_.push_back({.name = "replayed device " + std::to_string(i),
                                .kind = "gpu",
                                .uuid = {},
                                .memory_bytes = {},
                                .power_limit_watts = {},
                                .driver_version = {}});
        }
    }

    std::string name() const override { return "replay"; }
    Scope scope() const override { return Scope::gpu; }
    const std::vector<DeviceInfo>& devices() const override { return devices_; }

    std::vector<Reading> sample(double elapsed_s) override {
        const double length_s = lines_.back().t_s - lines_.front().t_s;
        const double at_s =
            lines_.front().t_s +
            (length_s > 0 ? elapsed_s - length_s * static_cast<double>(static_cast<std::int64_t>(
                                                       elapsed_s / length_s))
                          : 0);
        const auto after =
            std::upper_bound(lines_.begin(), lines_.end(), at_s,
                             [](double t, const Line& line) { return t < line.t_s; });
        const auto right = after == lines_.end() ? lines_.end() - 1 : after;
        const auto left = right == lines_.begin() ? right : right - 1;
        const double span_s = right->t_s - left->t_s,
                     share = span_s > 0 ? (at_s - left->t_s) / span_s : 0;
        std::vector<Reading> readings;
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            readings.push_back({.counter_joules = {},
                                .power_watts = between(left->watts[i], right->watts[i], share),
                                .memory_bytes = {}});
        }
        return readings;
    }

private:
    /// Nothing beside an empty cell, but the value where the time is exactly that of a full one.
    static std::optional<double> between(std::optional<double> left, std::optional<double> right,
                                         double share) {
        if (share <= 0) return left;
        if (share >= 1) return right;
        if (!left || !right) return std::nullopt;
        return *left + share * (*right - *left);
    }

    std::vector<Line> lines_;
    std::vector<DeviceInfo> devices_;
};

}  // namespace

std::unique_ptr<EnergySource> open_replay(const std::filesystem::path& csv) {
    std::ifstream stream(csv);
    if (!stream)
        throw Error(ErrorCode::bad_request, "Cannot read the power trace " + csv.string() + ".");
    std::string text;
    std::getline(stream, text);
    const std::size_t columns = text::split(text, ',').size();
    const auto wrong = [&](std::size_t line, const std::string& why) {
        return Error(ErrorCode::invalid,
                     csv.string() + ":" + std::to_string(line) + ": " + why +
                         "; a trace has the columns t_s,watts or t_s,watts_0,watts_1,...");
    };
    if (!text.starts_with("t_s,watts") || columns > 65)
        throw wrong(1, "the header is \"" + text.substr(0, 60) + "\"");
    std::vector<Line> lines;
    for (std::size_t number = 2; std::getline(stream, text); ++number) {
        if (text::trim(text).empty()) continue;
        Line line{};
        const auto cells = text::split(text::trim(text), ',');
        if (cells.size() != columns)
            throw wrong(number, "it has " + std::to_string(cells.size()) + " cells instead of " +
                                    std::to_string(columns));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0 && text::trim(cells[i]).empty()) {
                line.watts.emplace_back(std::nullopt);
                continue;
            }
            const auto value = text::to_double(cells[i]);
            if (!value || *value < 0)
                throw wrong(number, "\"" + std::string(cells[i].substr(0, 40)) +
                                        "\" is not a number of at least 0");
            if (i == 0)
                line.t_s = *value;
            else
                line.watts.emplace_back(*value);
        }
        if (!lines.empty() && line.t_s <= lines.back().t_s)
            throw wrong(number, "its time is not after the line before");
        lines.push_back(std::move(line));
        if (lines.size() > 5'000'000) throw wrong(number, "the trace is too long");
    }
    if (lines.empty()) throw wrong(2, "there is no sample");
    return std::make_unique<Replay>(std::move(lines));
}

}  // namespace lem::power
