#pragma once
/// For tests: the provenance of a result without any of the optional facts.

#include "domain/result/provenance.hpp"

namespace lem::test {

inline domain::Provenance sample_provenance() {
    domain::Provenance made{.format = "vllm-bench",
                            .format_version = "0.11",
                            .importer_version = "1",
                            .original_sha256 = std::string(64, 'e'),
                            .notes = {"seconds were converted to milliseconds"},
                            .absent = {}};
    for (const auto& fact : schema::enumeration<domain::OptionalFact>::values)
        made.absent.push_back({fact.value, "the file does not say"});
    return made;
}

}  // namespace lem::test
