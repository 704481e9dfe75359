/// The checks as a WebAssembly module for the submit page: the server's own code, given a document
/// in the module's memory. Not thread-safe; an answer stays valid until the next call.

#include "base/error.hpp"
#include "domain/board/derivation.hpp"
#include "schema/write.hpp"

#include <cstdint>

namespace lem {

/// There is nobody to tell: the module stops, and the page asks the server instead.
void assertion_failed(const char*, const char*, int) {
    __builtin_trap();
}

}  // namespace lem

extern "C" {

void __wasm_call_ctors();

__attribute__((export_name("_initialize"))) void initialise() {
    __wasm_call_ctors();
}

struct Text {
    const char* data;
    std::uint32_t size;
};

/// A CheckReport as JSON. `now_ms` is the visitor's clock, in milliseconds since 1970.
__attribute__((export_name("check_document"))) const Text* check_document(const char* document,
                                                                          std::uint32_t size,
                                                                          double now_ms) {
    static std::string report;
    static Text answer;
    const auto checked =
        lem::domain::derive({.document = {document, size}},
                            {.received_at_ms = static_cast<std::int64_t>(now_ms)});
    report = lem::schema::to_text(checked.report);
    answer = {report.data(), static_cast<std::uint32_t>(report.size())};
    return &answer;
}
}
