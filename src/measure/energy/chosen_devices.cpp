#include "measure/energy/chosen_devices.hpp"

#include "base/error.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::measure {
namespace {

class ChosenDevices final : public power::EnergySource {
public:
    ChosenDevices(std::unique_ptr<power::EnergySource> source, const std::set<std::size_t>& chosen)
        : source_(std::move(source)),
          chosen_(chosen.begin(), chosen.end()),
          devices_(those_of(source_->devices())) {}

    std::string name() const override { return source_->name(); }
    power::Scope scope() const override { return source_->scope(); }
    const std::vector<power::DeviceInfo>& devices() const override { return devices_; }
    std::vector<power::Reading> sample(double elapsed_s) override {
        return those_of(source_->sample(elapsed_s));
    }
    std::vector<power::Condition> conditions() override {
        const std::vector<power::Condition> all = source_->conditions();
        return all.empty() ? all : those_of(all);
    }

private:
    template <class T>
    std::vector<T> those_of(const std::vector<T>& all) const {
        std::vector<T> those;
        for (const std::size_t index : chosen_)
            those.push_back(all[index]);
        return those;
    }

    std::unique_ptr<power::EnergySource> source_;
    std::vector<std::size_t> chosen_;
    std::vector<power::DeviceInfo> devices_;
};

std::string list_of(const std::vector<power::DeviceInfo>& devices) {
    std::string list;
    for (std::size_t i = 0; i < devices.size(); ++i)
        list += (i == 0 ? "" : ", ") + std::to_string(i) + " " + devices[i].name +
                (devices[i].uuid ? " (" + *devices[i].uuid + ")" : "");
    return list;
}

/// The devices that it matches.
std::vector<std::size_t> meant_by(const std::string& wanted,
                                  const std::vector<power::DeviceInfo>& devices) {
    const bool digits =
        !wanted.empty() && wanted.find_first_not_of("0123456789") == std::string::npos;
    std::vector<std::size_t> meant;
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const bool fits = digits
                              ? wanted == std::to_string(i)
                              : !wanted.empty() && devices[i].uuid.value_or("").starts_with(wanted);
        if (fits) meant.push_back(i);
    }
    return meant;
}

}  // namespace

std::set<std::size_t> find_devices(const power::EnergySource& source,
                                   const std::vector<schema::Scalar>& wanted) {
    const std::vector<power::DeviceInfo>& devices = source.devices();
    if (wanted.empty())
        throw Error(ErrorCode::bad_request,
                    "energy.devices is empty; found: " + list_of(devices) + ".");
    std::set<std::size_t> found;
    for (const schema::Scalar& one : wanted) {
        const std::string words = schema::plain_text(one);
        const std::vector<std::size_t> meant = meant_by(words, devices);
        if (meant.size() != 1)
            throw Error(ErrorCode::bad_request,
                        "energy.devices: " +
                            std::string(meant.empty() ? "no device" : "more than one device") +
                            " of " + source.name() + " matches " + words +
                            "; found: " + list_of(devices) + ".");
        found.insert(meant.front());
    }
    return found;
}

std::unique_ptr<power::EnergySource> keep_devices(std::unique_ptr<power::EnergySource> source,
                                                  const std::set<std::size_t>& kept) {
    return std::make_unique<ChosenDevices>(std::move(source), kept);
}

}  // namespace lem::measure
