#include "domain/board/derivation.hpp"
#include "domain/result/result_wire.hpp"

/// A document that can be read stays the same when written and read again, and its checks run.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto checked =
        lem::domain::derive({.document = text}, {.received_at_ms = 1'763'000'000'000});
    if (checked.report.violations.empty()) {
        const std::string written = lem::schema::to_text(checked.result);
        const auto again = lem::schema::from_text<lem::domain::Result>(written);
        LEM_ASSERT(again && lem::schema::to_text(*again) == written);
        LEM_ASSERT(lem::schema::json::parse(lem::schema::pretty(written)) ==
                   lem::schema::json::parse(written));
    }
    const auto experiment = lem::schema::from_text<lem::domain::Experiment>(text);
    if (experiment)
        LEM_ASSERT(
            lem::schema::from_text<lem::domain::Experiment>(lem::schema::to_text(*experiment))
                .has_value());
    lem::schema::parse_range(text);
    return 0;
}
