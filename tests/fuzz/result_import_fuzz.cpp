#include "domain/result/result_wire.hpp"
#include "interchange/results/energy_file.hpp"

/// Whatever is imported is a valid document. The first byte chooses a format, or none, so that the
/// readers are reached without their signs.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace lem::interchange;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto formats = result_formats();
    const std::size_t choice = data[0] % (formats.size() + 1);
    const auto results = import_results(text, std::string(64, 'a'), {.model = "a/b"},
                                        choice < formats.size() ? formats[choice].name : "");
    if (results) {
        for (const lem::domain::Result& result : *results) {
            const auto again =
                lem::schema::from_text<lem::domain::Result>(lem::schema::to_text(result));
            LEM_ASSERT(again.has_value());
        }
    }
    if (const auto energy = read_energy_file(text)) energy_of_run(*energy, 1, "a");
    return 0;
}
