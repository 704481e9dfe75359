#include "interchange/results/energy_file.hpp"

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/records.hpp"
#include "interchange/results/table.hpp"

#include <algorithm>
#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

constexpr double joules_per_kwh = 3.6e6;
constexpr double length_tolerance = 0.05;

std::optional<double> number_in(const json& row, std::string_view column) {
    const json& value = member(row, column);
    if (!value.is_number()) return std::nullopt;
    const auto number = value.get<double>();
    return number >= 0 && number < 1e15 ? std::optional(number) : std::nullopt;
}

std::string text_in(const json& row, std::string_view column) {
    const json& value = member(row, column);
    return value.is_string() ? value.get<std::string>() : "";
}

/// Columns gpu0_energy, gpu1_energy, ... in joules. A window that is shorter than the counter's
/// step has 0.
void read_zeus(const Table& table, EnergyFile& file, Violations& violations) {
    file.program = "Zeus";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const json row = row_object(table, i);
        const std::string place = "line " + std::to_string(i + 2);
        const auto length_s = number_in(row, "elapsed_time");
        if (!length_s) {
            violations.push_back({place, "elapsed_time must be a number of seconds"});
            continue;
        }
        EnergyWindow window{
            .place = place, .name = text_in(row, "window_name"), .length_s = *length_s};
        for (const std::string& column : table.columns) {
            if (!column.starts_with("gpu") || !column.ends_with("_energy")) continue;
            window.gpu_joules.push_back(number_in(row, column).value_or(0));
        }
        window.gpu_count = static_cast<int>(window.gpu_joules.size());
        if (std::ranges::any_of(window.gpu_joules, [](double joules) { return joules <= 0; }))
            window.gpu_joules.clear();
        file.windows.push_back(std::move(window));
    }
}

/// The file does not say whether the energy of processor and memory was measured or guessed from a
/// constant, so only that of the GPUs is taken, which comes from the driver.
void read_codecarbon(const Table& table, EnergyFile& file, Violations& violations) {
    file.program = "CodeCarbon";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const json row = row_object(table, i);
        const std::string place = "line " + std::to_string(i + 2);
        const auto length_s = number_in(row, "duration"), gpu_kwh = number_in(row, "gpu_energy");
        if (!length_s || !gpu_kwh) {
            violations.push_back({place, "duration and gpu_energy must be numbers"});
            continue;
        }
        EnergyWindow window{.place = place,
                            .name = {},
                            .length_s = *length_s,
                            .gpu_model = text_in(row, "gpu_model"),
                            .gpu_count = static_cast<int>(
                                std::min(number_in(row, "gpu_count").value_or(0), 4096.0))};
        if (*gpu_kwh > 0) window.gpu_joules.push_back(*gpu_kwh * joules_per_kwh);
        // "2 x NVIDIA A100": the count has a column of its own.
        const std::size_t times = window.gpu_model.find(" x ");
        if (times != std::string::npos && times < 5) window.gpu_model.erase(0, times + 3);
        file.windows.push_back(std::move(window));
    }
    file.notes.push_back(
        "The energy of processor and memory was not taken: the file does not say whether it was "
        "measured or estimated.");
}

std::string without_last_comma(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    std::string_view header = text::trim(bytes.substr(0, end));
    if (!header.ends_with(',')) return std::string(bytes);
    header.remove_suffix(1);
    return std::string(header) +
           std::string(end == std::string_view::npos ? std::string_view() : bytes.substr(end));
}

}  // namespace

tl::expected<EnergyFile, Violations> read_energy_file(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    if (!text::is_utf8(bytes)) return tl::unexpected(Violations{{"", "is not text in UTF-8"}});
    // Zeus ends its header in a comma when there is no GPU.
    const auto table = read_csv(without_last_comma(bytes));
    if (!table) return tl::unexpected(table.error());
    const auto has = [&](std::string_view column) {
        return std::ranges::find(table->columns, column) != table->columns.end();
    };
    EnergyFile file;
    Violations violations;
    if (has("window_name") && has("elapsed_time"))
        read_zeus(*table, file, violations);
    else if (has("emissions") && has("duration") && has("gpu_energy"))
        read_codecarbon(*table, file, violations);
    else
        violations.push_back({"", "is neither a log of Zeus nor CodeCarbon's emissions.csv"});
    if (!violations.empty()) return tl::unexpected(std::move(violations));
    return file;
}

tl::expected<GivenEnergy, Violations> energy_of_run(const EnergyFile& file, double run_length_s,
                                                    std::string_view sha256) {
    const auto fits = [&](const EnergyWindow& window) {
        return std::abs(window.length_s - run_length_s) <= length_tolerance * run_length_s;
    };
    const auto matching = std::ranges::count_if(file.windows, fits);
    if (matching != 1) {
        std::string lengths;
        for (const EnergyWindow& window : file.windows) {
            if (lengths.size() > 200) break;
            lengths += (lengths.empty() ? "" : "; ") + window.place +
                       (window.name.empty() ? "" : ", " + window.name) + ": " +
                       text::number(std::round(window.length_s * 1e3) / 1e3) + " s";
        }
        return tl::unexpected(Violations{
            {"", std::string(matching == 0 ? "has no window" : "has several windows") +
                     " as long as the run, " + text::number(std::round(run_length_s * 1e3) / 1e3) +
                     " s within 5 % (" + lengths + ")"}});
    }
    const EnergyWindow& window = *std::ranges::find_if(file.windows, fits);
    if (window.gpu_joules.empty())
        return tl::unexpected(
            Violations{{window.place, "has no energy of a GPU; 0 means that none was metered"}});
    return GivenEnergy{.gpu_joules = window.gpu_joules,
                       .gpu_model = window.gpu_model,
                       .gpu_count = window.gpu_count,
                       .source = std::string(file.program) + ", " + window.place +
                                 ", of the file " + std::string(sha256.substr(0, 12)),
                       .notes = file.notes};
}

}  // namespace lem::interchange
