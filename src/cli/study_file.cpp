#include "cli/study_file.hpp"

#include "base/error.hpp"
#include "cli/config_file.hpp"
#include "interchange/formats.hpp"

#include <utility>

namespace lem::cli {
namespace {

[[noreturn]] void refuse(const Violations& violations, const yaml::Document& document,
                         const std::filesystem::path& file) {
    Violations lines;
    for (std::string& line : yaml::describe(violations, document, file.string()))
        lines.push_back({"", std::move(line)});
    throw Error(ErrorCode::invalid, "The study cannot be run as it is written.", std::move(lines));
}

/// The file that study.base names, if it names one.
struct BaseFile {
    yaml::Document document;
    std::filesystem::path path;
};

/// Notes point into the base file, except for fields of the study's own `experiment`.
std::string line_of(const Violation& note, const BaseFile& base, const schema::json& own,
                    const yaml::Document& study, const std::filesystem::path& file) {
    if (base.path.empty() || own.contains(schema::json::json_pointer(note.pointer)))
        return yaml::describe({{"/experiment" + note.pointer, note.message}}, study, file.string())
            .at(0);
    return yaml::describe({note}, base.document, base.path.string()).at(0);
}

}  // namespace

bool is_study(const std::filesystem::path& file) {
    try {
        return domain::is_study(read_document(file).value);
    } catch (const Error&) {
        return false;  // reading it as an experiment reports the error
    }
}

StudyFile read_study(const std::filesystem::path& file, const std::vector<std::string>& settings) {
    const yaml::Document document = read_document(file);
    const auto study = domain::read_study(document.value);
    if (!study) refuse(study.error(), document, file);
    StudyFile read{
        .plan = {}, .notes = {}, .config_folder = std::filesystem::absolute(file).parent_path()};
    BaseFile base;
    if (study->study.base) {
        base.path = read.config_folder / *study->study.base;
        base.document = read_document(base.path);
        read.config_folder = base.path.parent_path();
    }
    schema::json start = domain::starting_experiment(*study, base.document.value);
    apply_settings(settings, start);
    auto plan = domain::plan_study(*study, start, interchange::engine_keys_of(start),
                                   interchange::read_experiment);
    if (!plan) refuse(plan.error(), document, file);
    read.plan = std::move(*plan);
    for (const Violation& note : read.plan.notes)
        read.notes.push_back(line_of(note, base, study->experiment, document, file));
    return read;
}

}  // namespace lem::cli
