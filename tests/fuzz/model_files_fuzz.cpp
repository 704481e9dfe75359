#include "base/error.hpp"
#include "measure/model/gguf.hpp"
#include "measure/model/hf_config.hpp"
#include "measure/model/safetensors.hpp"

#include <sstream>

namespace {

template <class Read>
void read_or_refuse(const Read& read) {
    try {
        read();
    } catch (const lem::Error& error) {
        LEM_ASSERT(error.message().find("file") == 0);
    }
}

}  // namespace

/// Any bytes give a model's header, or one error that names the file.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    read_or_refuse([&] {
        lem::measure::GgufHeader header;
        std::istringstream stream(bytes);
        lem::measure::read_gguf_header(stream, size, "file", header);
        const auto model = lem::measure::describe_gguf(header);
        LEM_ASSERT(!model.shape || parameters_total(*model.shape) >= 0);
    });
    read_or_refuse([&] {
        for (const auto& tensor : lem::measure::parse_safetensors_header(bytes, 1 << 20, "file"))
            LEM_ASSERT(tensor.bytes <= 1 << 20);
    });
    read_or_refuse([&] {
        const auto config = lem::measure::parse_hf_config(bytes, "file");
        if (config.unknown_reason.empty())
            LEM_ASSERT(parameters_total(shape_of(config.numbers, 2)) >= 0);
    });
    return 0;
}
