#include "interchange/formats.hpp"

#include "interchange/llenergymeasure_experiment.hpp"

#include <array>

namespace lem::interchange {

std::span<const Format> formats() {
    static constexpr std::array all{llenergymeasure_experiment};
    return all;
}

tl::expected<domain::ReadExperiment, Violations> read_experiment(const schema::json& document) {
    const auto format = recognise(formats(), Sample{.document = &document});
    if (!format) return tl::unexpected(format.error());
    Translation translation;
    if (*format != nullptr) {
        auto translated = (*format)->read(document);
        if (!translated) return tl::unexpected(std::move(translated.error()));
        translation = std::move(*translated);
    }
    const bool own = *format == nullptr;
    auto experiment = domain::read_experiment(own ? document : translation.document);
    if (!experiment) return tl::unexpected(std::move(experiment.error()));
    return domain::ReadExperiment{.experiment = std::move(*experiment),
                                  .translated_from = own ? "" : (*format)->program,
                                  .notes = std::move(translation.notes)};
}

const domain::EngineKeys& engine_keys_of(const schema::json& document) {
    const auto format = recognise(formats(), Sample{.document = &document});
    const bool foreign = format && *format != nullptr && (*format)->engine_keys != nullptr;
    return foreign ? *(*format)->engine_keys : domain::engine_keys();
}

}  // namespace lem::interchange
