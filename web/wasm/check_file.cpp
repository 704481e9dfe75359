/// Importers and checks as a WebAssembly module for the submit page: the server's own code, given a
/// file in the module's memory. Not thread-safe; an answer stays valid until the next call.

#include "base/embedded.hpp"
#include "base/error.hpp"
#include "interchange/results/file_report.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <cstdint>

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

struct Text {
    const char* data;
    std::uint32_t size;
};

/// A FileReport as JSON. `given` is GivenFacts as JSON, `sha256` 64 hexadecimal digits, `now_ms`
/// the visitor's clock, in milliseconds since 1970.
__attribute__((export_name("check_file"))) const Text* check_file(
    const char* file, std::uint32_t size, const char* sha256, const char* given,
    std::uint32_t given_size, double now_ms) {
    static std::string report;
    static Text answer;
    const auto facts = lem::schema::from_text<lem::interchange::GivenFacts>({given, given_size});
    report = lem::schema::to_text(lem::interchange::report_on_file(
        {file, size}, {sha256, 64}, facts.value_or(lem::interchange::GivenFacts{}),
        static_cast<std::int64_t>(now_ms)));
    answer = {report.data(), static_cast<std::uint32_t>(report.size())};
    return &answer;
}
}
