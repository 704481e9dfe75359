#include "interchange/results/table_mapping.hpp"

#include "base/text.hpp"
#include "domain/result/metric.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/records.hpp"
#include "schema/read.hpp"

#include <algorithm>

namespace lem::interchange {
namespace {

/// From a unit that people use to one that lem uses.
struct UnitFactor {
    std::string_view from, to;
    double factor;
};
constexpr std::array unit_factors{
    UnitFactor{"us", "s", 1e-6},          UnitFactor{"ms", "s", 1e-3},
    UnitFactor{"min", "s", 60},           UnitFactor{"h", "s", 3600},
    UnitFactor{"us", "ms", 1e-3},         UnitFactor{"s", "ms", 1e3},
    UnitFactor{"mJ", "J", 1e-3},          UnitFactor{"kJ", "J", 1e3},
    UnitFactor{"MJ", "J", 1e6},           UnitFactor{"mWh", "J", 3.6},
    UnitFactor{"Wh", "J", 3600},          UnitFactor{"kWh", "J", 3.6e6},
    UnitFactor{"mW", "W", 1e-3},          UnitFactor{"kW", "W", 1e3},
    UnitFactor{"B", "MB", 1e-6},          UnitFactor{"GB", "MB", 1e3},
    UnitFactor{"MiB", "MB", mb_per_mib},  UnitFactor{"GiB", "MB", mb_per_gib},
    UnitFactor{"mJ/tok", "J/tok", 1e-3},  UnitFactor{"Wh/tok", "J/tok", 3600},
    UnitFactor{"J/ktok", "J/tok", 1e-3},  UnitFactor{"Wh/ktok", "J/tok", 3.6},
    UnitFactor{"kWh/Mtok", "J/tok", 3.6}, UnitFactor{"tok/min", "tok/s", 1.0 / 60},
    UnitFactor{"1/min", "1/s", 1.0 / 60},
};

/// What no metric is.
constexpr std::array own_names{
    MappedName{"model", "", "the model's name"},
    MappedName{"precision", "", "of the weights: bf16, q4_k_m"},
    MappedName{"engine", "", "the engine's name"},
    MappedName{"engine_version", "", "its version"},
    MappedName{"hardware", "", "the name of one device"},
    MappedName{"hardware_count", "", "how many devices"},
    MappedName{"run", "", "rows that share it are repetitions of one run"},
    MappedName{"window_s", "s", "the length of the measured time"},
    MappedName{"input_tokens", "", "prompt tokens of the whole time"},
    MappedName{"output_tokens", "", "output tokens of the whole time"},
    MappedName{"mean_input_tokens", "", "prompt tokens of a request"},
    MappedName{"mean_output_tokens", "", "output tokens of a request"},
    MappedName{"completed_requests", "", "requests that succeeded"},
    MappedName{"failed_requests", "", "requests that failed"},
    MappedName{"streams", "", "requests in flight at most"},
    MappedName{"requests_per_sec_asked", "1/s", "the rate at which requests were sent"},
    MappedName{"energy_scope", "", "what the energy covers: gpu, cpu, node_wall, ..."},
    MappedName{"energy_method", "", "how it was obtained: counter, integrated_power, modelled"},
};

std::string joined(const auto& names) {
    std::string all;
    for (const auto& name : names)
        all += (all.empty() ? "" : ", ") + std::string(name);
    return text::cut(all, 400);
}

class MappingReader {
public:
    MappingReader(const TableMapping& mapping, std::span<const std::string> columns)
        : mapping_(mapping), columns_(columns) {}

    Violations problems() && {
        if (mapping_.separator != "," && mapping_.separator != ";" && mapping_.separator != "\t")
            wrong("/separator", "must be a comma, a semicolon or a tab");
        if (mapping_.decimal != "." && mapping_.decimal != ",")
            wrong("/decimal", "must be a point or a comma");
        for (std::size_t i = 0; i < mapping_.fields.size(); ++i)
            field(mapping_.fields[i], "/fields/" + std::to_string(i));
        const bool energy = has("total_energy_joules") || has("avg_power_watts") ||
                            has("joules_per_token") || has("tokens_per_joule");
        for (const char* name : {"energy_scope", "energy_method"}) {
            if (energy && !has(name))
                wrong("/fields", "must say the " + std::string(name) +
                                     " of the energy: " + std::string(mapped_name(name)->meaning));
        }
        return std::move(found_);
    }

private:
    bool has(std::string_view to) const {
        return std::ranges::find(mapping_.fields, to, &TableField::to) != mapping_.fields.end();
    }

    void wrong(std::string pointer, std::string message) {
        if (found_.size() < 100) found_.push_back({std::move(pointer), std::move(message)});
    }

    void field(const TableField& field, const std::string& at) {
        const MappedName* target = mapped_name(field.to);
        if (target == nullptr) {
            std::vector<std::string_view> names;
            for (const MappedName& one : mapped_names())
                names.push_back(one.name);
            return wrong(at + "/to", schema::one_of(names, field.to));
        }
        if (std::ranges::count(mapping_.fields, field.to, &TableField::to) > 1)
            wrong(at + "/to", "is there twice: " + field.to);
        if (field.column.has_value() == field.value.has_value())
            return wrong(at, "must have a column or a value, and not both");
        if (field.unit && !factor_of(*field.unit, target->unit))
            wrong(at + "/unit", target->unit.empty()
                                    ? field.to + " has no unit"
                                    : "must be one of " + joined(units_for(target->unit)) +
                                          ", found " + *field.unit);
        if (field.column && std::ranges::find(columns_, *field.column) == columns_.end())
            wrong(at + "/column",
                  "is no column of the table: " + *field.column + "; it has " + joined(columns_));
    }

    const TableMapping& mapping_;
    std::span<const std::string> columns_;
    Violations found_;
};

std::string_view without_mark(std::string_view bytes) {
    return bytes.starts_with(byte_order_mark) ? bytes.substr(byte_order_mark.size()) : bytes;
}

}  // namespace

bool may_be_stated(const domain::MetricDefinition& metric) {
    constexpr std::array named{"total_energy_joules",       "avg_power_watts",
                               "joules_per_token",          "tokens_per_joule",
                               "throughput_tokens_per_sec", "peak_memory_mb"};
    const std::string_view name = metric.name;
    if (std::ranges::find(named, name) != named.end()) return true;
    return metric.kind == domain::MetricKind::latency &&
           name.find("from_schedule") == std::string_view::npos;
}

std::optional<double> factor_of(std::string_view from, std::string_view to) {
    if (from == to) return 1;
    const auto found = std::ranges::find_if(
        unit_factors, [&](const UnitFactor& one) { return one.from == from && one.to == to; });
    return found == unit_factors.end() ? std::nullopt : std::optional(found->factor);
}

const MappedName* mapped_name(std::string_view name) {
    const auto& all = mapped_names();
    const auto found = std::ranges::find(all, name, &MappedName::name);
    return found == all.end() ? nullptr : &*found;
}

const std::vector<MappedName>& mapped_names() {
    static const std::vector<MappedName> all = [] {
        std::vector<MappedName> names(own_names.begin(), own_names.end());
        for (const domain::MetricDefinition& metric : domain::metrics) {
            if (may_be_stated(metric)) names.push_back({metric.name, metric.unit, metric.title});
        }
        return names;
    }();
    return all;
}

std::vector<std::string_view> units_for(std::string_view unit) {
    std::vector<std::string_view> units;
    if (unit.empty()) return units;
    units.push_back(unit);
    for (const UnitFactor& one : unit_factors) {
        if (one.to == unit) units.push_back(one.from);
    }
    return units;
}

Violations mapping_problems(const TableMapping& mapping, std::span<const std::string> columns) {
    return MappingReader(mapping, columns).problems();
}

tl::expected<Table, Violations> read_mapped(std::string_view bytes, const TableMapping& mapping) {
    return read_csv(without_mark(bytes), mapping.separator.empty() ? ',' : mapping.separator[0]);
}

}  // namespace lem::interchange
