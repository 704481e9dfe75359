#include "measure/model/model_record.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "measure/analysis/compute.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

/// huggingface.co/docs/huggingface_hub, "Understand caching": HF_HUB_CACHE, HF_HOME/hub,
/// ~/.cache/huggingface/hub.
std::optional<fs::path> hub_folder() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0' ? std::optional<fs::path>(value) : std::nullopt;
    };
    if (auto cache = variable("HF_HUB_CACHE")) return cache;
    if (auto home = variable("HF_HOME")) return *home / "hub";
    if (auto home = variable("HOME")) return *home / ".cache" / "huggingface" / "hub";
    return std::nullopt;
}

std::optional<fs::path> hub_snapshot(const domain::ModelConfig& model) {
    auto folder = hub_folder();
    if (!folder || model.name.find("..") != std::string::npos) return std::nullopt;
    std::string name = model.name;
    for (std::size_t at = 0; (at = name.find('/', at)) != std::string::npos;)
        name.replace(at, 1, "--");
    *folder /= "models--" + name;
    const std::string revision = model.revision.value_or("main");
    if (revision.find("..") != std::string::npos) return std::nullopt;
    std::string commit = revision;
    if (std::ifstream reference(*folder / "refs" / revision); reference) reference >> commit;
    std::error_code unreadable;
    fs::path snapshot = *folder / "snapshots" / fs::path(commit).filename();
    if (!fs::exists(snapshot / "config.json", unreadable)) return std::nullopt;
    return snapshot;
}

/// "30B" -> 30e9, "135M" -> 135e6.
std::optional<double> size_in(std::string_view word) {
    if (word.size() < 2) return std::nullopt;
    const char unit = word.back();
    const bool giga = unit == 'B' || unit == 'b', mega = unit == 'M' || unit == 'm';
    const auto number = text::to_double(word.substr(0, word.size() - 1));
    if ((!giga && !mega) || !number || *number <= 0 || *number > 1e4) return std::nullopt;
    return *number * (giga ? 1e9 : 1e6);
}

std::string precision_of(const domain::Experiment& config, const std::optional<ModelFiles>& files) {
    if (config.model.precision) return *config.model.precision;
    std::string stored = files ? files->precision.value_or("") : "";
    const std::string set = text::lower(config.engine.settings.precision.value_or(""));
    const bool converted =
        (stored.empty() || stored == "bf16" || stored == "fp16" || stored == "fp32") &&
        domain::bytes_per_weight(set).has_value();
    if (!converted) return stored;
    return set == "bfloat16" ? "bf16" : set == "float16" ? "fp16" : set == "float32" ? "fp32" : set;
}

/// The shape of a model of which only the number of weights is known.
domain::ModelShape weights_alone(double parameters) {
    domain::ModelShape shape;
    shape.shared.parameters = parameters;
    return shape;
}

}  // namespace

std::optional<double> parameters_in_name(std::string_view name) {
    std::string words(name.substr(name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1));
    std::replace(words.begin(), words.end(), '_', '-');
    std::replace(words.begin(), words.end(), ':', '-');
    std::optional<double> all;
    for (const std::string_view word : text::split(words, '-')) {
        const bool active = word.size() > 2 && (word[0] == 'A' || word[0] == 'a');
        if (active && size_in(word.substr(1))) return size_in(word.substr(1));
        if (!all) all = size_in(word);
    }
    return all;
}

std::optional<fs::path> model_path(const domain::Experiment& config, const fs::path& folder) {
    std::error_code unreadable;
    if (config.model.path) {
        const fs::path path = fs::absolute(folder / *config.model.path).lexically_normal();
        return fs::exists(path, unreadable) ? std::optional(path) : std::nullopt;
    }
    return config.engine.base_url ? std::nullopt : hub_snapshot(config.model);
}

std::optional<std::string> hash_of_weights(const fs::path& path) {
    constexpr std::uintmax_t size_max = 16ULL << 30;
    std::error_code unreadable;
    if (!fs::is_regular_file(path, unreadable) || fs::file_size(path) > size_max)
        return std::nullopt;
    std::ifstream stream(path, std::ios::binary);
    std::vector<char> buffer(1 << 20);
    Sha256 hash;
    while (stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size())),
           stream.gcount() > 0)
        hash.update({buffer.data(), static_cast<std::size_t>(stream.gcount())});
    return hash.finish_hex();
}

DescribedModel describe_model(const domain::Experiment& config,
                              const std::optional<ModelFiles>& files, const ServerModel& server) {
    using enum domain::FlopsConfidence;
    DescribedModel described;
    domain::ModelRecord& record = described.record;
    record.name = config.model.name;
    record.revision = config.model.revision;
    const std::string precision = precision_of(config, files);
    if (!precision.empty()) record.precision = precision;
    record.context_length = server.context_length;
    if (files) {
        record.architecture = files->architecture;
        record.file_bytes = files->bytes;
        if (files->context_length) record.context_length = files->context_length;
        described.shape = files->shape;
        described.shape_absent_reason = files->shape_absent_reason;
    }
    if (described.shape) {
        described.confidence = high;
        convert_on_loading(*described.shape, files->precision.value_or(""), precision);
        record.shape = described.shape;
    } else if (server.parameters) {
        described.confidence = medium;
        described.shape = weights_alone(*server.parameters);
    } else if (const auto parameters = parameters_in_name(config.model.name)) {
        described.confidence = low;
        described.shape = weights_alone(*parameters);
    } else if (described.shape_absent_reason.empty()) {
        described.shape_absent_reason =
            "the shape of the model is not known: its files are not available (model.path), and "
            "neither the server nor its name states its size";
    }
    if (!described.shape || described.confidence == low) return described;
    record.parameters_total = parameters_total(*described.shape);
    record.parameters_active = parameters_active(*described.shape);
    return described;
}

}  // namespace lem::measure
