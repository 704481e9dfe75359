#pragma once
/// Other results of a result's kind: what they are found by, what is compared with them, and which
/// of them repeat the same configuration. Only a server knows them. Pure; does not throw.

#include "domain/catalogue/known_names.hpp"
#include "domain/result/result.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lem::domain {

/// What a result with measured energy is found by, and compared by.
struct PeerFacts {
    /// The same for every measurement of one configuration: model, precision, engine, devices,
    /// energy scope, load, lengths, prompts and definitions. Empty when one of them is not stated.
    std::string configuration;
    std::string hardware;  // devices and energy scope
    std::string model;     // and its precision; empty when not stated
    double tokens_per_joule = 0;
    double tolerance = 0;  // share by which a repetition may differ
    std::optional<double> parameters_active;
    std::optional<double> bytes_per_weight;
    std::optional<double> requests_at_once;   // on average
    std::optional<double> tokens_per_output;  // prompt and output tokens for each output token
};

/// Tokens of a mean request.
struct MeanLengths {
    std::optional<double> input, output;
};

/// nullopt without measured energy, or without devices.
std::optional<PeerFacts> peer_facts(const Result& result, const ResolvedModel& model,
                                    const ResolvedHardware& hardware, const Summary& summary,
                                    const MeanLengths& lengths);

/// A result on the same devices, with all the figures of the regression.
struct Peer {
    double tokens_per_joule = 0;
    double parameters_active = 0;
    double bytes_per_weight = 0;
    double requests_at_once = 0;
    double tokens_per_output = 0;
};

/// What the energy of a token follows from.
inline constexpr std::array peer_causes{&Peer::parameters_active, &Peer::requests_at_once,
                                        &Peer::bytes_per_weight, &Peer::tokens_per_output};

/// The result as a peer of others; nullopt without one of the figures.
std::optional<Peer> as_peer(const PeerFacts& facts);

/// When a device was used, in milliseconds since 1970.
struct DeviceUse {
    std::string uuid_hash;
    std::int64_t from_ms = 0;
    std::int64_t to_ms = 0;
};
/// Of each device whose identity is stated, from the start to the end of the run.
std::vector<DeviceUse> device_uses(const Result& result);

/// What a server knows of other listed results, which were submitted before.
struct Peers {
    std::vector<Peer> of_hardware;  // newest first; without those that a check warns of
    /// The most efficient of the same model, precision and devices whose energy was recomputed from
    /// its trace, with at least as many requests at once.
    struct Best {
        std::string result;
        double tokens_per_joule = 0;
    };
    std::optional<Best> best;
    std::optional<std::string> with_same_file;    // id of another run with the same file
    std::optional<std::string> with_same_device;  // id of one that used a device at the same time
};

/// Finds them. `facts` is null for a result that is not compared.
using FindPeers = std::function<Peers(const Result& result, const PeerFacts* facts)>;

}  // namespace lem::domain
