#include "cli/target.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/config_file.hpp"
#include "measure/engine/served_engine.hpp"
#include "measure/model/server_model.hpp"
#include "schema/read.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;
using domain::EngineName;
using Kind = Target::Kind;

Error refusal(std::string message) {
    return Error(ErrorCode::bad_request, std::move(message));
}

bool all_in(std::string_view text, std::string_view more) {
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               more.find(c) != std::string_view::npos;
    });
}

bool has_extension(std::string_view path, std::initializer_list<std::string_view> extensions) {
    const std::string lower = text::lower(path);
    return std::ranges::any_of(extensions,
                               [&](std::string_view one) { return lower.ends_with(one); });
}

/// "127.0.0.1:8000", "gpu-box:8000/v1", "[::1]:8000": a host, a port, and perhaps a path.
bool is_host_and_port(std::string_view argument) {
    const std::string_view authority = argument.substr(0, argument.find_first_of("/?"));
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view host = authority.substr(0, colon);
    const bool v6 = host.starts_with('[') && host.ends_with(']');
    return text::to_int(authority.substr(colon + 1)) && (v6 || all_in(host, ".-_"));
}

/// "org/model" of a hub, or "model:tag" of Ollama.
bool is_model_name(std::string_view argument) {
    const std::size_t mark = argument.find_first_of("/:");
    if (mark == std::string_view::npos || has_extension(argument, {".yaml", ".yml", ".json"}))
        return false;
    return all_in(argument.substr(0, mark), "-_") && all_in(argument.substr(mark + 1), "-_.:");
}

Error model_name_refusal(const std::string& name) {
    const std::string folder(text::file_name(name));
    if (name.find('/') == std::string::npos)
        return refusal("There is no file " + name +
                       ". For a model of Ollama, give the address of its server: lem experiment "
                       "http://127.0.0.1:11434 --model " +
                       name);
    return refusal("There is no file or folder " + name +
                   ". For a model on a hub, download it and give its folder: hf download " + name +
                   " --local-dir " + folder + " && lem experiment " + folder +
                   ". For a server that already serves it, give the address and --model " + name +
                   ".");
}

std::vector<std::string> files_with(const fs::path& folder, std::string_view extension) {
    std::vector<std::string> names;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
        if (has_extension(entry.path().string(), {extension}))
            names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

/// A model in several files counts once, by its first file.
std::vector<std::string> gguf_models_in(const fs::path& folder) {
    std::vector<std::string> names = files_with(folder, ".gguf");
    std::erase_if(names, [](const std::string& name) {
        return name.find("-of-") != std::string::npos &&
               name.find("-00001-of-") == std::string::npos;
    });
    return names;
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t shown_max = 20;
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), shown_max); ++i)
        list += "\n  " + names[i];
    if (names.size() > shown_max)
        list += "\n  and " + std::to_string(names.size() - shown_max) + " more";
    return list;
}

Target recognise_folder(const fs::path& folder) {
    if (fs::exists(folder / "result.json"))
        throw refusal(folder.string() + " holds a result. To measure it again: lem experiment " +
                      (folder / "config.json").string());
    const bool has_weights = !files_with(folder, ".safetensors").empty();
    if (fs::exists(folder / "config.json") && has_weights)
        return {Kind::model_folder, folder.string()};
    const auto models = gguf_models_in(folder);
    if (models.size() == 1) return {Kind::gguf, (folder / models[0]).string()};
    if (!models.empty())
        throw refusal(folder.string() +
                      " contains several GGUF files; choose one of them:" + listed(models));
    throw refusal(
        folder.string() +
        " is not a model folder: it needs config.json and *.safetensors, or a GGUF file.");
}

bool is_gguf(const fs::path& file) {
    std::array<char, 4> magic{};
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw refusal("Cannot read " + file.string() + ": " + std::strerror(errno) + ".");
    stream.read(magic.data(), magic.size());
    if (std::string_view(magic.data(), magic.size()) == "GGUF") return true;
    if (has_extension(file.string(), {".gguf"}))
        throw refusal(file.string() + " is not a model: a GGUF file begins with \"GGUF\"" +
                      (stream.gcount() == 0 ? ", and this one is empty." : "."));
    return false;
}

/// A name as `model.name` accepts it.
std::string identifier(std::string_view text) {
    std::string name(text);
    for (char& c : name) {
        if (!all_in(std::string_view(&c, 1), "_.-/:@+=")) c = '-';
    }
    return name.empty() ? "model" : name;
}

/// "Qwen3-8B-Q4_K_M" of "Qwen3-8B-Q4_K_M-00001-of-00002.gguf".
std::string gguf_model_name(const fs::path& file) {
    std::string name = file.filename().string();
    if (has_extension(name, {".gguf"})) name.resize(name.size() - 5);
    if (const std::size_t part = name.find("-00001-of-"); part != std::string::npos)
        name.resize(part);
    return identifier(name);
}

/// The installed engine that loads a model folder.
EngineName installed_engine() {
    constexpr std::array candidates{EngineName::vllm, EngineName::transformers};
    std::string install;
    for (const EngineName name : candidates) {
        const measure::ServedEngine& engine = *measure::served_engine(name);
        if (measure::find_program(engine, {})) return name;
        install += (install.empty() ? "" : ". Or: ") + std::string(engine.spec().install);
    }
    throw Error(ErrorCode::unavailable,
                "No engine that loads a model folder is installed. " + install + ".");
}

/// A server that ignores the name would be measured under a name that it does not have.
void check_model_is_served(const std::string& url, const domain::EngineConfig& engine,
                           const std::string& name) {
    const auto models = measure::list_server_models(measure::attached_endpoint(engine, {}));
    if (models.empty() || std::ranges::find(models, name) != models.end()) return;
    throw refusal(url + " does not list a model " + name + ". It serves:" + listed(models));
}

std::string choose_model(const std::string& url, const domain::EngineConfig& engine) {
    const auto models = measure::list_server_models(measure::attached_endpoint(engine, {}));
    if (models.empty())
        throw refusal(url +
                      " does not list its models. Name the one to measure with --model NAME.");
    if (models.size() > 1)
        throw refusal(url + " serves " + std::to_string(models.size()) +
                      " models. Choose one with --model NAME:" + listed(models));
    // llama-server calls a model by the path of its file, which is nobody else's business, and
    // takes any name.
    const bool is_path = fs::path(models.front()).is_absolute();
    if (is_path && has_extension(models.front(), {".gguf"})) return gguf_model_name(models.front());
    return models.front();
}

domain::EngineConfig engine_of(const schema::json& config) {
    auto engine = schema::from_json<domain::EngineConfig>(config["engine"]);
    if (engine) return std::move(*engine);
    Violations violations = std::move(engine.error());
    for (Violation& violation : violations)
        violation.pointer.insert(0, "/engine");
    throw Error(ErrorCode::invalid, "The engine settings are not valid.", std::move(violations));
}

}  // namespace

Target recognise_target(const std::string& argument) {
    if (text::trim(argument).empty()) throw refusal("The target is empty.");
    const std::string lower = text::lower(argument);
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (lower.starts_with(scheme))
            return {Kind::endpoint, std::string(scheme) + argument.substr(scheme.size())};
    }
    if (lower.find("://") != std::string::npos)
        throw refusal(
            argument +
            " is not an address that lem can measure: it must start with http:// or https://.");
    std::error_code unknown;
    if (fs::exists(argument, unknown)) {
        const fs::path path = fs::absolute(argument).lexically_normal();
        if (fs::is_directory(path, unknown)) return recognise_folder(path);
        if (is_gguf(path)) return {Kind::gguf, path.string()};
        if (has_extension(argument, {".safetensors"}))
            throw refusal(argument + " is only a part of a model; give its folder.");
        return {Kind::config_file, argument};
    }
    if (has_extension(argument, {".gguf"}))
        throw refusal("The model file " + argument + " does not exist.");
    if (is_host_and_port(argument)) return {Kind::endpoint, "http://" + argument};
    if (is_model_name(argument)) throw model_name_refusal(argument);
    return {Kind::config_file, argument};
}

schema::json write_config(const Target& target, const std::vector<std::string>& settings) {
    schema::json config{{"schema_version", 1},
                        {"name", ""},
                        {"model", schema::json::object()},
                        {"engine", schema::json::object()},
                        {"load", {{"mode", "concurrency"}, {"streams", 4}}},
                        {"protocol", {{"preset", "standard"}}}};
    schema::json &model = config["model"], &engine = config["engine"];
    const fs::path path = target.place;
    if (target.kind == Kind::endpoint) {
        engine = {{"name", schema::name_of(EngineName::openai)}, {"base_url", target.place}};
    } else if (target.kind == Kind::gguf) {
        model = {{"name", gguf_model_name(path)}, {"path", target.place}};
        engine["name"] = schema::name_of(EngineName::llama_cpp);
    } else {
        const fs::path folder = path.has_filename() ? path : path.parent_path();
        model = {{"name", identifier(folder.filename().string())}, {"path", target.place}};
        engine["name"] = schema::name_of(installed_engine());
    }
    apply_settings(settings, config);
    if (!model.contains("name"))
        model["name"] = choose_model(target.place, engine_of(config));
    else if (target.kind == Kind::endpoint && model["name"].is_string())
        check_model_is_served(target.place, engine_of(config), model["name"]);
    if (config["name"] == "") config["name"] = config["model"]["name"];
    return config;
}

}  // namespace lem::cli
