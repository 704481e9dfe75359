#include "interchange/formats.hpp"

#include "interchange/llenergymeasure_experiment.hpp"

#include <array>

namespace lem::interchange {

std::span<const Format> formats() {
    static constexpr std::array all{llenergymeasure_experiment};
    return all;
}

tl::expected<const Format*, Violations> recognise(std::span<const Format> formats, Kind kind,
                                                  const Source& source) {
    const Sample sample{.head = source.bytes.substr(0, Sample::head_bytes_max),
                        .document = source.document};
    const Format* recognised = nullptr;
    std::string reasons;
    bool ambiguous = false;
    for (const Format& format : formats) {
        if (format.kind != kind) continue;
        const auto reason = format.sniff(sample);
        if (!reason) continue;
        ambiguous = recognised != nullptr;
        recognised = &format;
        reasons +=
            (reasons.empty() ? "" : ", and ") + std::string(format.name) + ", because " + *reason;
        if (ambiguous) break;
    }
    if (ambiguous)
        return tl::unexpected(Violations{
            {"", "matches two formats: " + reasons + "; remove the keys of the other format"}});
    return recognised;
}

tl::expected<domain::ReadExperiment, Violations> read_experiment(const schema::json& document) {
    const Source source{.document = &document};
    const auto format = recognise(formats(), Kind::experiment, source);
    if (!format) return tl::unexpected(format.error());
    Translation translation;
    if (*format != nullptr) {
        auto translated = (*format)->read(source);
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
    const auto format = recognise(formats(), Kind::experiment, {.document = &document});
    const bool foreign = format && *format != nullptr && (*format)->engine_keys != nullptr;
    return foreign ? *(*format)->engine_keys : domain::engine_keys();
}

}  // namespace lem::interchange
