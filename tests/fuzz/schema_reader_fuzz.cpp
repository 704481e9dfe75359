#include "domain/board/derivation.hpp"
#include "domain/result/result_wire.hpp"

namespace {

using lem::schema::json;

/// The fast reader and the library agree; what lem alone refuses is more than a limit allows.
void compare_readers(std::string_view text) {
    const auto ours = lem::schema::parse(text);
    const json theirs = json::parse(text, nullptr, false);
    if (ours)
        LEM_ASSERT(!theirs.is_discarded() && *ours == theirs && ours->dump() == theirs.dump());
    else if (!theirs.is_discarded() && text.find('\0') == std::string_view::npos)
        LEM_ASSERT(!ours.error()[0].message.starts_with("is not valid JSON"));
}

}  // namespace

/// A document that can be read stays the same when written and read again, and its checks run.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    compare_readers(text);
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
