#include "domain/checks/verdict.hpp"

#include "domain/result/absent_facts.hpp"
#include "domain/result/percent.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lem::domain {
namespace {

/// A quotient by 0 is no observation.
std::optional<double> finite(std::optional<double> value) {
    return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace

std::string shown(double value) {
    const bool reads_whole = std::abs(value) >= 1e4 && std::abs(value) < 1e12;
    std::array<char, 32> buffer;
    const int length =
        std::snprintf(buffer.data(), buffer.size(), reads_whole ? "%.0f" : "%.4g", value);
    return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string_view opening_of(CheckOutcome severity) {
    switch (severity) {
        case CheckOutcome::rejected:
            return "Failed: ";
        case CheckOutcome::warning:
            return "Doubtful: ";
        default:
            return "Note: ";
    }
}

void Deviation::see(double stated, double derived, const std::string& place) {
    const double scale = std::max({std::abs(stated), std::abs(derived), 1e-300});
    const double deviation = std::abs(stated - derived) / scale;
    if (!any || deviation > relative) {
        relative = deviation;
        where = place + ": " + shown(stated) + " stated, " + shown(derived) + " derived";
    }
    any = true;
}

Verdict& Verdict::bounds(double observed, std::optional<double> low, std::optional<double> high,
                         std::string_view unit) {
    check_.observed = finite(observed);
    check_.bound_low = finite(low);
    check_.bound_high = finite(high);
    check_.unit = unit;
    return *this;
}

Check Verdict::as(CheckOutcome outcome, std::string message) {
    check_.outcome = outcome;
    check_.message = std::move(message);
    return std::move(check_);
}

Check Verdict::passed(std::string message) {
    return as(CheckOutcome::passed, std::move(message));
}

Check Verdict::information(std::string message) {
    return as(CheckOutcome::information, std::move(message));
}

Check Verdict::not_applicable(std::string message) {
    return as(CheckOutcome::not_applicable, std::move(message));
}

Check Verdict::not_checked(const Result& result, OptionalFact missing) {
    return not_applicable("Not checked, because " + std::string(schema::name_of(missing)) +
                          " is absent: " + why_absent(result, missing) + ".");
}

Check Verdict::failed(const std::string& what, CheckOutcome severity) {
    const bool ends = what.ends_with('.') || what.ends_with('?');
    return as(severity, std::string(opening_of(severity)) + what + (ends ? "" : "."));
}

Check Verdict::unless(const std::string& wrong, std::string message) {
    return wrong.empty() ? passed(std::move(message)) : failed(wrong);
}

Check Verdict::within(const Deviation& worst, std::string_view tolerance, std::string nothing) {
    if (!worst.any) return not_applicable(std::move(nothing));
    const double most = definition_.tolerance(tolerance);
    bounds(worst.relative * 100, std::nullopt, most * 100, "%");
    if (worst.relative <= most)
        return passed("The values agree within " + percent(worst.relative) + "; up to " +
                      percent(most) + " is allowed (" + worst.where + ").");
    return failed("the values differ by " + percent(worst.relative) + "; up to " + percent(most) +
                  " is allowed (" + worst.where + ")");
}

}  // namespace lem::domain
