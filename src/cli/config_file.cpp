#include "cli/config_file.hpp"

#include "base/text.hpp"
#include "platform/yaml/yaml.hpp"
#include "schema/read.hpp"

#include <fstream>
#include <sstream>

namespace lem::cli {
namespace {

Error wrong(const std::vector<std::string>& lines) {
    Violations violations;
    for (const std::string& line : lines)
        violations.push_back({"", line});
    return Error(ErrorCode::invalid, "The experiment cannot be run as it is written.",
                 std::move(violations));
}

/// "energy.model.tdp_watts=65": the value is read as YAML, so 65 is a number and "65" a text.
void apply(const std::string& setting, schema::json& document) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Error(ErrorCode::bad_request,
                    "--set takes KEY=VALUE, such as model.path=m.gguf, not \"" + setting + "\".");
    auto value = yaml::parse(setting.substr(equals + 1));
    if (!value)
        throw Error(ErrorCode::bad_request,
                    "--set " + setting + ": the value " + value.error()[0].message);
    schema::json* at = &document;
    for (const std::string_view key :
         text::split(std::string_view(setting).substr(0, equals), '.')) {
        if (!at->is_object() && !at->is_null())
            throw Error(ErrorCode::bad_request,
                        "--set " + setting + ": there is nothing below " + std::string(key) + ".");
        at = &(*at)[std::string(key)];
    }
    *at = value->value;
}

}  // namespace

domain::Experiment read_experiment(const std::filesystem::path& file,
                                   const std::vector<std::string>& settings) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Error(ErrorCode::bad_request, "Cannot read " + file.string() + ".");
    std::ostringstream text;
    text << stream.rdbuf();
    auto document = yaml::parse(text.str());
    if (!document) throw wrong({file.string() + ": " + document.error()[0].message});
    for (const std::string& setting : settings)
        apply(setting, document->value);
    auto experiment = schema::from_json<domain::Experiment>(document->value);
    if (!experiment) throw wrong(yaml::describe(experiment.error(), *document, file.string()));
    return std::move(*experiment);
}

}  // namespace lem::cli
