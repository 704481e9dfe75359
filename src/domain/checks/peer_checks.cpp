#include "domain/checks/peer_checks.hpp"

#include "domain/checks/verdict.hpp"
#include "domain/statistics/least_squares.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lem::domain::peers {
namespace {

constexpr const char* only_a_server = "Only a server knows other results.";
constexpr const char* not_compared =
    "Without measured energy and named devices there is nothing to compare.";

/// Fewer say little about what is usual.
constexpr std::size_t peers_min = 12;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The regression's row: 1, and the logarithm of each cause.
std::vector<double> row_of(const Peer& peer) {
    std::vector<double> row{1};
    for (double Peer::* const cause : peer_causes)
        row.push_back(std::log(peer.*cause));
    return row;
}

/// Whether the peers have values on both sides of this one's, or nearly so: a regression says
/// nothing about what lies outside of its data.
bool inside(const Peer& own, std::span<const Peer> all, double Peer::* figure) {
    constexpr double margin = 2;
    const auto [low, high] = std::ranges::minmax(all, {}, figure);
    return own.*figure >= low.*figure / margin && own.*figure <= high.*figure * margin;
}

/// How many times the expected energy of a token this one is, and how unusual that is.
struct Residual {
    double ratio = 1;
    double modified_z = 0;
};

std::optional<Residual> residual_of(const Peer& own, std::span<const Peer> others) {
    std::vector<std::vector<double>> x;
    std::vector<double> y;
    for (const Peer& peer : others) {
        x.push_back(row_of(peer));
        y.push_back(-std::log(peer.tokens_per_joule));
    }
    const auto coefficients = least_squares(x, y);
    if (!coefficients) return std::nullopt;
    const auto off = [&](const std::vector<double>& row, double value) {
        for (std::size_t i = 0; i < row.size(); ++i)
            value -= (*coefficients)[i] * row[i];
        return value;
    };
    std::vector<double> residuals;
    for (std::size_t i = 0; i < x.size(); ++i)
        residuals.push_back(off(x[i], y[i]));
    const double middle = median(residuals);
    for (double& residual : residuals)
        residual = std::abs(residual - middle);
    // Engines and power limits make this much difference, which is no cause for doubt.
    constexpr double deviation_min = 0.1;
    const double deviation = std::max(median(residuals), deviation_min);
    const double own_residual = off(row_of(own), -std::log(own.tokens_per_joule)) - middle;
    // 0.6745 makes the median absolute deviation of a normal distribution its standard deviation.
    return Residual{.ratio = std::exp(own_residual),
                    .modified_z = 0.6745 * std::abs(own_residual) / deviation};
}

}  // namespace

Check is_no_copy(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    if (input.peers == nullptr) return verdict.not_applicable(only_a_server);
    if (const auto& other = input.peers->with_same_file)
        return verdict.failed("its requests or its power trace are those of " + *other +
                              ", which is another run");
    if (const auto& other = input.peers->with_same_device)
        return verdict.failed(
            "a device measured " + *other + " in the same time, so its energy is that of both",
            CheckOutcome::warning);
    return verdict.passed("No other run has its files, or used its devices in the same time.");
}

Check is_like_others(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    if (input.peers == nullptr) return verdict.not_applicable(only_a_server);
    if (input.peer_facts == nullptr) return verdict.not_applicable(not_compared);
    const auto own = as_peer(*input.peer_facts);
    if (!own)
        return verdict.not_applicable(
            "The model's size, its precision, the lengths or the requests at once are not known.");
    const std::span<const Peer> others = input.peers->of_hardware;
    if (others.size() < peers_min)
        return verdict.not_applicable("Fewer than " + std::to_string(peers_min) +
                                      " results on these devices to compare with.");
    if (!std::ranges::all_of(peer_causes,
                             [&](double Peer::* cause) { return inside(*own, others, cause); }))
        return verdict.not_applicable(
            "Its model, lengths or requests at once are outside of what other results on these "
            "devices have.");
    const auto residual = residual_of(*own, others);
    if (!residual) return verdict.not_applicable("The other results do not determine a rule.");
    verdict.bounds(residual->modified_z, std::nullopt, definition.tolerance("modified Z"), "");
    const std::string words =
        shown(residual->ratio) + " times the energy for each token that " +
        std::to_string(others.size()) +
        " results on these devices lead to expect, by the size of the model, its precision, the "
        "lengths and the requests at once";
    return residual->modified_z > definition.tolerance("modified Z")
               ? verdict.failed("it took " + words)
               : verdict.passed("It took " + words + ".");
}

Check is_not_far_ahead(const CheckInput& input, const CheckDefinition& definition) {
    Verdict verdict(definition);
    if (input.peers == nullptr) return verdict.not_applicable(only_a_server);
    if (input.peer_facts == nullptr) return verdict.not_applicable(not_compared);
    const auto& best = input.peers->best;
    if (!best)
        return verdict.not_applicable(
            "No trace-verified result of this model, precision and these devices had as many "
            "requests at once.");
    const double ratio = input.peer_facts->tokens_per_joule / best->tokens_per_joule;
    const double most = definition.tolerance("times the best");
    verdict.bounds(ratio, std::nullopt, most, "times");
    const std::string words = shown(ratio) + " times the tokens per joule of " + best->result +
                              ", the best trace-verified result of its kind";
    return ratio > most ? verdict.failed("it has " + words)
                        : verdict.passed("It has " + words + ".");
}

}  // namespace lem::domain::peers
