#include "domain/experiment/read_experiment.hpp"

#include "domain/experiment/contradictions.hpp"
#include "schema/read.hpp"

namespace lem::domain {

tl::expected<Experiment, Violations> read_experiment(const schema::json& document) {
    auto experiment = schema::from_json<Experiment>(document);
    if (!experiment) return experiment;
    if (const auto workload = document.find("workload"); workload != document.end()) {
        Violations shape = apply_shape(experiment->workload, *workload);
        for (Violation& violation : shape)
            violation.pointer.insert(0, "/workload");
        if (!shape.empty()) return tl::unexpected(std::move(shape));
    }
    if (const auto protocol = document.find("protocol"); protocol != document.end())
        apply_preset(experiment->protocol, *protocol);
    if (Violations found = contradictions(*experiment); !found.empty())
        return tl::unexpected(std::move(found));
    return experiment;
}

}  // namespace lem::domain
