#pragma once
/// One table of the engines: program, models it loads, its own flag for each shared setting, and
/// the options that lem sets itself. Pure data; measure/engine starts the program.

#include "domain/experiment/engine.hpp"

#include <span>

namespace lem::domain {

/// How one field of EngineSettings is passed.
struct SettingFlag {
    std::string_view setting;  // the field's name
    std::string_view flag;     // the engine's own option or variable; empty: lem computes it
};

/// An option of the engine that lem passes itself, in one of its spellings, without dashes.
struct ReservedOption {
    std::string_view option;
    std::string_view field;  // the field that sets it; empty: it cannot be chosen
};

/// An option that may replace a setting, but not be combined with it.
struct AlternativeOption {
    std::string_view option;
    std::string_view setting;
};

struct EngineSpec {
    EngineName name;
    std::string_view program = {};  // what lem starts; empty: lem only attaches to it
    std::string_view install = {};  // what to do if the program is missing
    std::span<const SettingFlag> settings = {};
    std::span<const ReservedOption> reserved_options = {};
    std::span<const AlternativeOption> alternative_options = {};
    bool loads_gguf = false;                      // a single .gguf file
    bool loads_model_folder = false;              // config.json with safetensors beside it
    bool needs_model_path = false;                // cannot fetch a model by its name
    bool settings_are_environment = false;        // settings and options are environment variables
    bool has_no_flags = false;                    // `--no-NAME` switches the flag NAME off
    std::string_view name_revision_refusal = {};  // why a model that the engine fetches by its
                                                  // name takes no revision; empty: it takes one
    bool folder_revision_ignored = true;  // false: a revision is refused for a folder as well

    bool can_be_started() const { return !program.empty(); }
};

const EngineSpec& engine_spec(EngineName name);
/// The names of the settings that the engine accepts, each once.
std::vector<std::string_view> setting_names(const EngineSpec& spec);

/// Settings that the engine does not accept, with pointers into the configuration: settings without
/// a flag, options that a field of lem sets, flags that cannot be switched off.
Violations engine_violations(const EngineConfig& config);

}  // namespace lem::domain
