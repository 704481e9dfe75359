#include "cli/config_file.hpp"

#include "base/text.hpp"
#include "interchange/formats.hpp"
#include "platform/yaml/yaml.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <regex>
#include <utility>

namespace lem::cli {
namespace {

Error wrong(const std::vector<std::string>& lines) {
    Violations violations;
    for (const std::string& line : lines)
        violations.push_back({"", line});
    return Error(ErrorCode::invalid, "The experiment cannot be run as it is written.",
                 std::move(violations));
}

/// One `--set`: the field and its value.
struct Setting {
    std::string text;
    std::string pointer;
    std::string value;
};

Setting parse_setting(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Error(ErrorCode::bad_request,
                    "--set takes KEY=VALUE, such as model.path=m.gguf, not \"" + text + "\".");
    Setting setting{.text = text, .pointer = {}, .value = text.substr(equals + 1)};
    for (const std::string_view key : text::split(std::string_view(text).substr(0, equals), '.'))
        setting.pointer += "/" + std::string(key);
    return setting;
}

/// "energy.model.tdp_watts=65": the value is read as YAML, so 65 is a number and true a flag.
void put(const Setting& setting, schema::json& document) {
    const auto value = yaml::parse(setting.value);
    if (!value)
        throw Error(ErrorCode::bad_request,
                    "--set " + setting.text + ": the value " + value.error()[0].message);
    schema::json* at = &document;
    for (const std::string_view key :
         text::split(std::string_view(setting.pointer).substr(1), '/')) {
        if (!at->is_object() && !at->is_null())
            throw Error(ErrorCode::bad_request, "--set " + setting.text + ": cannot set " +
                                                    std::string(key) +
                                                    ", because its parent is not an object.");
        at = &(*at)[std::string(key)];
    }
    *at = value->value;
}

bool is_wrong(const Violations& violations, const std::string& pointer) {
    return std::any_of(violations.begin(), violations.end(),
                       [&](const Violation& violation) { return violation.pointer == pointer; });
}

/// model.revision=123 means the text "123": a value that YAML reads as another type is tried again
/// as text.
void retry_as_text(const std::vector<Setting>& settings, const Violations& violations,
                   schema::json& document) {
    for (const Setting& setting : settings) {
        if (!is_wrong(violations, setting.pointer)) continue;
        schema::json& value = document[schema::json::json_pointer(setting.pointer)];
        if (value.is_string() || value.is_structured()) continue;
        schema::json held = std::exchange(value, setting.value);
        const auto again = interchange::read_experiment(document);
        if (!again && is_wrong(again.error(), setting.pointer)) value = std::move(held);
    }
}

std::vector<std::string> describe(const Violations& violations, const yaml::Document& document,
                                  const std::string& file, const std::vector<Setting>& settings) {
    std::vector<std::string> lines;
    for (const Violation& violation : violations) {
        const auto setting = std::find_if(settings.rbegin(), settings.rend(), [&](const auto& one) {
            return violation.pointer == one.pointer ||
                   violation.pointer.starts_with(one.pointer + "/");
        });
        if (setting != settings.rend())
            lines.push_back("--set " + setting->text + ": " +
                            (violation.pointer == setting->pointer ? "" : violation.pointer + " ") +
                            violation.message);
        else
            lines.push_back(yaml::describe({violation}, document, file).at(0));
    }
    return lines;
}

/// The parser's "is not valid at line 9, column 16: why" in the form of every other violation.
std::string with_place(const std::string& file, const std::string& message) {
    static const std::regex place("^is not valid at line (\\d+), column (\\d+): ");
    std::smatch match;
    if (!std::regex_search(message, match, place)) return file + ": " + message;
    return file + ":" + match[1].str() + ":" + match[2].str() + ": " + match.suffix().str();
}

std::string content_of(const std::filesystem::path& file) {
    constexpr std::uintmax_t bytes_max = 1 << 20;
    std::error_code unknown;
    std::ifstream stream(file, std::ios::binary);
    if (std::filesystem::is_directory(file, unknown))
        throw Error(ErrorCode::bad_request,
                    file.string() + " is a folder; an experiment file is expected.");
    if (!stream)
        throw Error(ErrorCode::bad_request, "Cannot read " + file.string() + " (" +
                                                std::strerror(errno) +
                                                "); an experiment file is expected.");
    std::string text(bytes_max + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > bytes_max)
        throw Error(ErrorCode::bad_request,
                    file.string() + " is larger than 1 MiB, the limit of an experiment file.");
    if (text::trim(text).empty())
        throw Error(ErrorCode::bad_request,
                    file.string() + " is empty; an experiment file is expected.");
    return text;
}

yaml::Document read_file(const std::filesystem::path& file) {
    auto document = yaml::parse(content_of(file));
    if (!document) throw wrong({with_place(file.string(), document.error()[0].message)});
    return std::move(*document);
}

/// `_extends: FILE`: the file's own fields take precedence over those of the other file, which may
/// extend a third.
void inherit(yaml::Document& document, const std::filesystem::path& file, int depth) {
    constexpr int depth_max = 8;
    constexpr const char* key = "_extends";
    if (!document.value.is_object() || !document.value.contains(key)) return;
    const schema::json name = document.value[key];
    const yaml::Place place = document.places["/" + std::string(key)];
    const std::string where =
        file.string() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    if (!name.is_string()) throw wrong({where + ": /_extends must be the name of a file"});
    if (depth == depth_max)
        throw wrong({where + ": /_extends chains more than " + std::to_string(depth_max) +
                     " files; do they extend each other?"});
    const auto parent_file = file.parent_path() / name.get<std::string>();
    yaml::Document parent = read_file(parent_file);
    inherit(parent, parent_file, depth + 1);
    document.value.erase(key);
    parent.value.merge_patch(document.value);
    document.value = std::move(parent.value);
    for (const auto& [pointer, unused] : parent.places)
        document.places.emplace(pointer, place);
}

}  // namespace

yaml::Document read_document(const std::filesystem::path& file) {
    yaml::Document document = read_file(file);
    inherit(document, file, 0);
    return document;
}

void apply_settings(const std::vector<std::string>& settings, schema::json& document) {
    for (const std::string& setting : settings)
        put(parse_setting(setting), document);
}

ExperimentFile read_experiment(yaml::Document document, const std::string& name,
                               const std::vector<std::string>& settings) {
    apply_settings(settings, document.value);
    std::vector<Setting> parsed;
    for (const std::string& setting : settings)
        parsed.push_back(parse_setting(setting));
    auto experiment = interchange::read_experiment(document.value);
    if (!experiment) {
        retry_as_text(parsed, experiment.error(), document.value);
        experiment = interchange::read_experiment(document.value);
    }
    if (!experiment) throw wrong(describe(experiment.error(), document, name, parsed));
    auto notes = yaml::describe(experiment->notes, document, name);
    return {.document = std::move(document.value),
            .experiment = std::move(experiment->experiment),
            .translated_from = experiment->translated_from,
            .notes = std::move(notes)};
}

ExperimentFile read_experiment(const std::filesystem::path& file,
                               const std::vector<std::string>& settings) {
    return read_experiment(read_document(file), file.string(), settings);
}

}  // namespace lem::cli
