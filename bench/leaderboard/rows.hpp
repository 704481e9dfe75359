#pragma once
/// Synthetic results with the shape of real ones: popular and rare models, groups of (model,
/// hardware), correlated metrics, missing values. The same seed gives the same rows.

#include "domain/board/leaderboard.hpp"

#include <random>

namespace lem::bench {

class RowSource {
public:
    explicit RowSource(std::uint64_t seed);
    /// The ID contains the number of the row, from 1.
    domain::LeaderboardRow next();

private:
    struct Model {
        std::string name, family;
        double parameters;
    };
    struct Device {
        std::string name;
        double speed, watts, memory_mb;
    };
    /// Small indexes are much more likely.
    std::size_t skewed(std::size_t count, double power);
    double spread(double width);
    void add_metrics(domain::LeaderboardRow& row, const Model& model, const Device& device);

    std::mt19937_64 random_;
    std::vector<Model> models_;
    std::vector<Device> devices_;
    std::uint64_t made_ = 0;
};

std::uint64_t number_of(const domain::ResultId& id);

}  // namespace lem::bench
