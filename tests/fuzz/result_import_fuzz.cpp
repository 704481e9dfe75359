#include "domain/result/result_wire.hpp"
#include "interchange/results/energy_file.hpp"
#include "interchange/results/file_groups.hpp"

namespace {

using namespace lem::interchange;

void import(std::string_view text, std::string_view format) {
    const auto results = import_results(text, std::string(64, 'a'), {.model = "a/b"}, format);
    if (!results) return;
    for (const lem::domain::Result& result : *results) {
        const auto again =
            lem::schema::from_text<lem::domain::Result>(lem::schema::to_text(result));
        LEM_ASSERT(again.has_value());
    }
}

/// The text as each of several files that make one result.
void import_joined(std::string_view text, Joining joining) {
    const std::string bytes(text);
    const std::vector<NamedBytes> files{{"1/result.json", bytes},
                                        {"1/_resolution.json", bytes},
                                        {"0001_1_experiment_setup.json", bytes},
                                        {"0001_4_inference_metrics.json", bytes}};
    if (const auto joined = joined_document(joining, files)) import(*joined, "");
}

}  // namespace

/// Whatever is imported is a valid document. The first byte chooses a format, or none, so that the
/// readers are reached without their signs; or a joining.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] >= 253) {
        import_joined(text, static_cast<Joining>(data[0] - 252));
        return 0;
    }
    const auto formats = result_formats();
    const std::size_t choice = data[0] % (formats.size() + 1);
    import(text, choice < formats.size() ? formats[choice].name : "");
    if (const auto energy = read_energy_file(text)) energy_of_run(*energy, 1, "a");
    return 0;
}
