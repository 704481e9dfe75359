#pragma once
/// The form in which names of devices and models are compared: equal for spellings of one thing
/// ("NVIDIA A100-SXM4-80GB", "a100 sxm4 80 GB"), different for variants with other figures. Pure,
/// thread-safe; does not throw.

#include <string>
#include <string_view>
#include <vector>

namespace lem::domain {

struct DeviceKey {
    std::string text;    // empty: the name is none, or that of a part of a device
    std::string vendor;  // as the name states it, "nvidia"; empty if it does not
};

/// Without case, punctuation, vendors, and words that say what every device is; sizes of memory
/// come last, as "80gb".
DeviceKey device_key(std::string_view name);

/// Without the organisation, the file's ending and the quantisation, which is another column. A tag
/// of Ollama keeps its colon, since "llama3.1:8b" is the tuned model and "Llama-3.1-8B" the base;
/// a second key without it is for tags that say "instruct" or "latest". The first key that is known
/// is the one.
std::vector<std::string> model_keys(std::string_view name);

/// Names of files may have the organisation before the name: "Qwen_Qwen3-8B" for "Qwen/Qwen3-8B".
/// Empty without an organisation.
std::string key_with_organisation(std::string_view name);

}  // namespace lem::domain
