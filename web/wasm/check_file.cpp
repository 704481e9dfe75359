/// Importers and checks as a WebAssembly module for the submit page: the server's own code, given
/// files in the module's memory. Not thread-safe; an answer stays valid until the next call.

#include "base/embedded.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "interchange/results/file_groups.hpp"
#include "interchange/results/file_report.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <cstdint>
#include <utility>

namespace lem {

/// There is nobody to tell: the module stops, and the page asks the server instead.
void assertion_failed(const char*, const char*, int) {
    __builtin_trap();
}

/// The catalogue is the server's, with its operator's entries, and comes with the first call: it
/// would be a tenth of the module.
namespace embedded {

std::vector<File>& catalogue_of_the_page() {
    static std::vector<File> files;
    return files;
}

std::span<const File> catalogue() {
    return catalogue_of_the_page();
}

}  // namespace embedded
}  // namespace lem

struct Text {
    const char* data;
    std::uint32_t size;
    std::uint32_t refused;  // it is a FileReport that says why there is nothing else
};

namespace lem {
namespace {

const Text* answer(std::string text, bool refused = false) {
    static std::string kept;
    static Text answer;
    kept = std::move(text);
    answer = {kept.data(), static_cast<std::uint32_t>(kept.size()), refused};
    return &answer;
}

const Text* refusal(const Violations& violations) {
    interchange::FileReport report;
    for (const auto& [pointer, message] : violations)
        report.violations.push_back({pointer, message});
    return answer(schema::to_text(report), true);
}

struct Added {
    std::vector<interchange::NamedBytes> files;
    Violations violations;
};

Added& added() {
    static Added files;
    return files;
}

}  // namespace
}  // namespace lem

extern "C" {

void __wasm_call_ctors();

__attribute__((export_name("_initialize"))) void initialise() {
    __wasm_call_ctors();
}

/// A CatalogueFile as JSON; once, before the first file. The text must stay in memory.
__attribute__((export_name("set_catalogue"))) void set_catalogue(const char* text,
                                                                 std::uint32_t size) {
    lem::embedded::catalogue_of_the_page() = {{"catalogue.json", {text, size}}};
}

/// A FileReport as JSON. `given` is GivenFacts as JSON, `sha256` 64 hexadecimal digits, `now_ms`
/// the visitor's clock, in milliseconds since 1970.
__attribute__((export_name("check_file"))) const Text* check_file(
    const char* file, std::uint32_t size, const char* sha256, const char* given,
    std::uint32_t given_size, double now_ms) {
    const auto facts = lem::schema::from_text<lem::interchange::GivenFacts>({given, given_size});
    return lem::answer(lem::schema::to_text(lem::interchange::report_on_file(
        {file, size}, {sha256, 64}, facts.value_or(lem::interchange::GivenFacts{}),
        static_cast<std::int64_t>(now_ms))));
}

/// Which of these files make one document together, in the order in which they are to be read: JSON
/// [[name of the document, Joining, [path, ...]], ...]. Each path ends with a 0.
__attribute__((export_name("group_files"))) const Text* group_files(const char* paths,
                                                                    std::uint32_t size) {
    std::vector<std::string> all;
    for (const std::string_view path : lem::text::split({paths, size}, '\0'))
        all.emplace_back(path);
    all.pop_back();  // after the last 0
    lem::interchange::sort_for_import(all);
    auto groups = lem::schema::json::array();
    for (const auto& group : lem::interchange::group_files(all))
        groups.push_back(
            lem::schema::json::array({group.name, static_cast<int>(group.joining), group.paths}));
    return lem::answer(groups.dump());
}

/// A file of the document that the next join_files makes.
__attribute__((export_name("add_file"))) void add_file(const char* path, std::uint32_t path_size,
                                                       const char* bytes, std::uint32_t size) {
    auto& [files, violations] = lem::added();
    auto refused = lem::interchange::add_part(files, {{path, path_size}, {bytes, size}});
    if (refused) violations.push_back(std::move(*refused));
}

/// The document that these files make, in the way that group_files named.
__attribute__((export_name("join_files"))) const Text* join_files(std::uint32_t joining) {
    const auto [files, violations] = std::exchange(lem::added(), {});
    if (!violations.empty()) return lem::refusal(violations);
    auto document =
        lem::interchange::joined_document(static_cast<lem::interchange::Joining>(joining), files);
    return document ? lem::answer(std::move(*document)) : lem::refusal(document.error());
}
}
