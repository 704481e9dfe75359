#pragma once
/// Where requests' prompts come from.

#include "domain/experiment.hpp"

#include <filesystem>

namespace lem::measure {

/// Prompts to choose from. Throws Error for a file that cannot be read or holds none.
std::vector<std::string> load_prompts(const domain::Workload& workload,
                                      const std::filesystem::path& base_folder);

/// What is sent as request `index` of `cycle`: chosen by the seed; with a salt in front unless the
/// prefix cache is wanted, so that no engine can reuse an earlier prompt's work.
struct PlannedPrompt {
    std::size_t prompt = 0;
    std::string salt;
};
PlannedPrompt plan_prompt(const domain::Workload& workload, std::size_t prompt_count, int cycle,
                          std::int64_t index);

}  // namespace lem::measure
