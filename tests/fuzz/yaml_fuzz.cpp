#include "base/error.hpp"
#include "domain/experiment/experiment.hpp"
#include "domain/result/result_wire.hpp"
#include "platform/yaml/yaml.hpp"

/// Any bytes give a document or a violation; every place that is described can be named.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto document = lem::yaml::parse({reinterpret_cast<const char*>(data), size});
    if (!document) {
        LEM_ASSERT(!document.error().empty());
        return 0;
    }
    const auto experiment = lem::schema::from_json<lem::domain::Experiment>(document->value);
    if (!experiment)
        LEM_ASSERT(lem::yaml::describe(experiment.error(), *document, "f").size() ==
                   experiment.error().size());
    return 0;
}
