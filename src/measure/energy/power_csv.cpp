#include "measure/energy/power_csv.hpp"

#include "base/text.hpp"

namespace lem::measure {
namespace {

std::string header_of(std::size_t devices) {
    std::string header = "t_s";
    for (std::size_t device = 0; device < devices; ++device)
        header += ",watts" + (devices == 1 ? "" : "_" + std::to_string(device));
    return header + '\n';
}

/// Watts as they were read, else from the counter since the row before.
void append_row(std::string& out, const Sample& before, const Sample& sample) {
    text::append_number(out, static_cast<double>(static_cast<std::int64_t>(sample.at_ms)) / 1000);
    for (std::size_t device = 0; device < sample.devices.size(); ++device) {
        const power::Reading &now = sample.devices[device], &earlier = before.devices[device];
        std::optional<double> watts = now.power_watts;
        if (!watts && now.counter_joules && earlier.counter_joules)
            watts = (*now.counter_joules - *earlier.counter_joules) /
                    (sample.at_ms - before.at_ms) * 1000;
        out += ',';
        if (watts) text::append_number(out, *watts);
    }
    out += '\n';
}

}  // namespace

void PowerCsv::add(const Sample& sample) {
    if (before_ && sample.at_ms - before_->at_ms < apart_ms_) return;
    if (before_)
        append_row(rows_, *before_, sample);
    else
        header_ = header_of(sample.devices.size());
    before_ = sample;
    if (rows_.size() > bytes_max_) thin();
}

void PowerCsv::thin() {
    std::string kept;
    bool keep = true;
    for (std::size_t at = 0; at < rows_.size(); keep = !keep) {
        const std::size_t end = rows_.find('\n', at) + 1;
        if (keep) kept.append(rows_, at, end - at);
        at = end;
    }
    rows_ = std::move(kept);
    apart_ms_ *= 2;
}

std::string PowerCsv::text() const {
    return header_.empty() ? header_of(0) : header_ + rows_;
}

}  // namespace lem::measure
