#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"

#include <algorithm>
#include <cctype>

namespace lem::measure {
namespace {

struct Hint {
    std::string_view in_log;  // lower case
    std::string_view try_this;
};

/// What engines print when they fail, and a fix. The first match is shown.
constexpr std::array hints{
    Hint{"illegal instruction",
         "set engine.settings.precision: float32; the processor lacks an "
         "instruction that the engine uses for the chosen precision"},
    Hint{"sigill",
         "set engine.settings.precision: float32; the processor lacks an instruction "
         "that the engine uses for the chosen precision"},
    Hint{"out of memory",
         "lower engine.settings.context_length or max_sequences, choose a "
         "smaller precision, or spread the model with tensor_parallel"},
    Hint{"cannot allocate memory",
         "lower engine.settings.context_length or max_sequences, or "
         "use a machine with more memory"},
    Hint{"kv cache is needed",
         "lower engine.settings.context_length, or raise "
         "engine.settings.gpu_memory_utilisation"},
    Hint{
        "no space left on device",
        "free some disk space, or raise engine.container_shm_mb if the engine runs in a container"},
    Hint{"bus error", "raise engine.container_shm_mb if the engine runs in a container"},
    Hint{"unrecognized arguments",
         "check the names in engine.options: this version of the engine "
         "does not know one of them"},
    Hint{"no such option",
         "check the names in engine.options: this version of the engine does "
         "not know one of them"},
    Hint{"invalid argument:",
         "check the names in engine.options: this version of the engine does "
         "not know one of them"},
    Hint{"unexpected argument",
         "check the names in engine.options: this version of the engine "
         "does not know one of them"},
    Hint{"no module named", "install the engine into the Python that engine.command starts"},
    Hint{"gated repo",
         "accept the model's terms on its hub, export HF_TOKEN and, for a container, name it in "
         "engine.env"},
    Hint{"401 client error",
         "export HF_TOKEN with a token that may read the model and, for a container, name it in "
         "engine.env"},
    Hint{"could not select device driver",
         "install the NVIDIA container toolkit, or leave "
         "nvidia out of engine.container_devices"},
    Hint{"address already in use", "run it again; another program has taken the port"},
    Hint{"no cuda gpus are available",
         "check with nvidia-smi that this user sees a GPU, or set "
         "engine.settings.device: cpu if the engine supports it"},
};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

std::string ending_in_words(const process::Exit& exit) {
    std::string words = exit.describe();
    if (exit.code && *exit.code > 128 && *exit.code < 160)
        words +=
            ", which means " + process::Exit{.code = {}, .signal = *exit.code - 128}.describe();
    return words;
}

std::string death_report(const std::string& ended, const std::string& log_tail) {
    std::string report =
        "The engine ended with " + ended +
        (log_tail.empty() ? ". Its log is empty." : ". The end of its log:\n" + log_tail);
    const std::string seen = lower(log_tail);
    for (const Hint& hint : hints) {
        if (seen.find(hint.in_log) == std::string::npos) continue;
        report += "Possible fix: " + std::string(hint.try_this) + ".\n";
        break;
    }
    return report;
}

}  // namespace lem::measure
