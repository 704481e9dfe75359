#include "domain/experiment/workload.hpp"

#include "base/error.hpp"

namespace lem::domain {
namespace {

struct Lengths {
    int input_tokens;
    int output_tokens;
};

Lengths lengths_of(WorkloadShape shape) {
    switch (shape) {
        case WorkloadShape::chat_128_128:
            return {128, 128};
        case WorkloadShape::even_1k_1k:
            return {1024, 1024};
        case WorkloadShape::long_answer_1k_8k:
            return {1024, 8192};
        case WorkloadShape::long_prompt_8k_1k:
            return {8192, 1024};
    }
    LEM_ASSERT(false);
}

}  // namespace

Violations apply_shape(Workload& workload, const schema::json& written) {
    Violations violations;
    if (!workload.shape) return violations;
    const Lengths lengths = lengths_of(*workload.shape);
    const auto set = [&](const char* name, int& tokens, int wanted) {
        const auto given = written.find(name);
        if (given != written.end() && *given != schema::json(wanted))
            violations.push_back(
                {std::string("/") + name,
                 "contradicts shape " + std::string(schema::name_of(*workload.shape)) +
                     ", which is " + std::to_string(wanted) + "; leave one of the two out"});
        tokens = wanted;
    };
    set("input_tokens", workload.input_tokens, lengths.input_tokens);
    set("output_tokens", workload.output_tokens, lengths.output_tokens);
    return violations;
}

}  // namespace lem::domain
