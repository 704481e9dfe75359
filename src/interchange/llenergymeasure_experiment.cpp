#include "interchange/llenergymeasure_experiment.hpp"

#include "base/text.hpp"
#include "interchange/llenergymeasure_keys.hpp"
#include "schema/read.hpp"

#include <algorithm>
#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

std::string pointer_of(std::string_view path) {
    std::string pointer = "/" + std::string(path);
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return pointer;
}

bool is_ours(const std::string& name) {
    const auto ours = schema::field_names<domain::Experiment>();
    return std::find(ours.begin(), ours.end(), name) != ours.end();
}

const ForeignKey* find_key(std::string_view path) {
    const auto keys = llenergymeasure_keys();
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const ForeignKey& one) { return one.path == path; });
    return found == keys.end() ? nullptr : &*found;
}

/// The keys that a section may hold; "" is the document.
std::vector<std::string_view> names_in(std::string_view section) {
    std::vector<std::string_view> names;
    for (const ForeignKey& one : llenergymeasure_keys()) {
        const std::size_t dot = one.path.rfind('.');
        const bool top = dot == std::string_view::npos;
        if (section == (top ? "" : one.path.substr(0, dot)))
            names.push_back(top ? one.path : one.path.substr(dot + 1));
    }
    return names;
}

std::string_view expected_kind(KeyType type) {
    switch (type) {
        case KeyType::text:
            return "a string";
        case KeyType::flag:
            return "true or false";
        case KeyType::flag_or_text:
            return "true, false or a string";
        case KeyType::whole:
            return "a whole number";
        case KeyType::number:
            return "a number";
        case KeyType::list:
            return "an array";
        case KeyType::object:
            return "an object";
    }
    LEM_ASSERT(false);
}

bool has_type(const json& value, KeyType type) {
    switch (type) {
        case KeyType::text:
            return value.is_string();
        case KeyType::flag:
            return value.is_boolean();
        case KeyType::flag_or_text:
            return value.is_boolean() || value.is_string();
        case KeyType::whole:
            return value.is_number_integer();
        case KeyType::number:
            return value.is_number();
        case KeyType::list:
            return value.is_array();
        case KeyType::object:
            return value.is_object();
    }
    LEM_ASSERT(false);
}

/// Checks that every key is known, and that its value has the type and range of the table.
class Reader {
public:
    explicit Reader(schema::Findings& findings) : findings_(findings) {}

    void section(const json& object, const std::string& path) {
        const auto names = names_in(path);
        if (names.empty()) return;  // any key is allowed: extra, max_memory, ...
        for (const auto& [name, value] : object.items()) {
            if (path.empty() && is_ours(name)) continue;
            const std::string full = path.empty() ? name : path + "." + name;
            const ForeignKey* known =
                name.find('.') == std::string::npos ? find_key(full) : nullptr;
            if (known == nullptr)
                schema::report_unknown(name, path.empty() ? "" : pointer_of(path), names,
                                       findings_);
            else if (!value.is_null())
                check(value, *known);
        }
    }

private:
    void check(const json& value, const ForeignKey& known) {
        const std::string pointer = pointer_of(known.path);
        if (!has_type(value, known.type))
            return findings_.add(pointer, "must be " + std::string(expected_kind(known.type)) +
                                              ", found " + std::string(schema::kind_of(value)));
        if (value.is_object()) return section(value, std::string(known.path));
        if (value.is_number()) {
            const schema::FieldOptions range{
                .doc = {}, .minimum = known.minimum, .maximum = known.maximum};
            const auto number = value.get<double>();
            if (!(known.minimum <= number && number <= known.maximum))
                findings_.add(pointer,
                              "must be " + schema::range_text(range) + ", found " + value.dump());
        }
        if (value.is_string() && !known.choices.empty()) {
            const auto choices = text::split(known.choices, '|');
            const auto& found = value.get_ref<const std::string&>();
            if (std::find(choices.begin(), choices.end(), found) == choices.end())
                findings_.add(pointer, schema::one_of(choices, found));
        }
    }

    schema::Findings& findings_;
};

class Translator {
public:
    explicit Translator(const json& file) : file_(file) {}

    Translation translate() {
        ours_["schema_version"] = 1;
        ours_["name"] = at("config_name");
        model();
        engine();
        carry_over(file_, "");
        load();
        workload();
        describe();
        merge_ours();
        return {.document = std::move(ours_), .notes = std::move(notes_)};
    }

private:
    /// Null when the key is absent.
    const json& at(std::string_view path) const {
        static const json absent;
        const json::json_pointer pointer(pointer_of(path));
        return file_.contains(pointer) ? file_[pointer] : absent;
    }
    std::string text_at(std::string_view path, const char* otherwise) const {
        return at(path).is_string() ? at(path).get<std::string>() : otherwise;
    }
    double number_at(std::string_view path, double otherwise) const {
        return at(path).is_number() ? at(path).get<double>() : otherwise;
    }
    std::int64_t whole_at(std::string_view path, std::int64_t otherwise) const {
        return at(path).is_number() ? at(path).get<std::int64_t>() : otherwise;
    }
    bool flag_at(std::string_view path, bool otherwise) const {
        return at(path).is_boolean() ? at(path).get<bool>() : otherwise;
    }
    json& ours(const char* pointer) { return ours_[json::json_pointer(pointer)]; }

    void note(std::string_view path, std::string message) {
        notes_.push_back({path.empty() ? "" : pointer_of(path), std::move(message)});
    }
    void lost(std::string_view path, std::string_view why) {
        note(path, "has no counterpart: " + std::string(why));
        lost_.push_back(std::string(path));
    }

    void model() {
        const std::string name = text_at("model_name", "");
        ours("/model/name") = name;
        if (!name.starts_with('/')) return;
        ours("/model/path") = name;
        ours("/model/name") = name.substr(name.find_last_of('/') + 1);
        note("model_name", "is a folder: it became model.path, and its last component model.name");
    }

    void engine() {
        const bool pytorch = backend_ == "pytorch";
        ours("/engine/name") = pytorch              ? "transformers"
                               : backend_ == "vllm" ? "vllm"
                                                    : "tensorrt-llm";
        if (pytorch)
            note("backend",
                 "pytorch became engine.name: transformers, which runs PyTorch in a server; the "
                 "server's own work is part of the measurement");
        if (backend_ == "tensorrt") {
            if (!at("fp_precision").is_null())
                lost("fp_precision", "TensorRT-LLM uses the precision of its checkpoint");
            if (at("tensorrt.max_batch_size").is_null()) ours("/engine/settings/max_sequences") = 8;
        } else {
            ours("/engine/settings/precision") = text_at("fp_precision", "float16");
        }
        if (backend_ == "vllm" && at("vllm.max_num_seqs").is_null())
            ours("/engine/settings/max_sequences") = 256;
        for (const auto& [path, method] : {std::pair("pytorch.load_in_4bit", "bnb-4bit"),
                                           std::pair("pytorch.load_in_8bit", "bnb-8bit")}) {
            if (flag_at(path, false)) ours("/engine/settings/quantisation") = method;
        }
        if (at("tensorrt.engine_path").is_string()) {
            ours("/model/path") = at("tensorrt.engine_path");
            ours("/engine/options/tokenizer") = at("model_name");
            note("tensorrt.engine_path", "became model.path; the tokenizer is that of model_name");
        }
        speculative();
    }

    /// vLLM accepts it as one JSON text.
    void speculative() {
        const json& from = at("vllm.speculative");
        if (!from.is_object()) return;
        json to = json::object();
        for (const auto& [theirs, vllms] :
             {std::pair("method", "method"), std::pair("model", "model"),
              std::pair("num_tokens", "num_speculative_tokens"),
              std::pair("prompt_lookup_min", "prompt_lookup_min"),
              std::pair("prompt_lookup_max", "prompt_lookup_max"),
              std::pair("draft_tp_size", "draft_tensor_parallel_size")}) {
            if (from.contains(theirs) && !from[theirs].is_null()) to[vllms] = from[theirs];
        }
        if (!to.contains("num_speculative_tokens")) to["num_speculative_tokens"] = 5;
        ours("/engine/options/speculative-config") = to.dump();
        note("vllm.speculative", "became engine.options.speculative-config");
    }

    /// Copies each key of the file that has a target in the table, and reports the others.
    void carry_over(const json& section, const std::string& path) {
        for (const auto& [name, value] : section.items()) {
            const std::string full = path.empty() ? name : path + "." + name;
            const ForeignKey* known = find_key(full);
            if (known == nullptr || value.is_null()) continue;
            if (known->target.empty() && !known->note.empty()) {
                lost(full, known->note);
            } else if (!known->target.empty()) {
                put(*known, value);
            } else if (value.is_object()) {
                carry_over(value, full);
            }
        }
    }

    void put(const ForeignKey& known, const json& value) {
        constexpr std::string_view options = "/engine/options/";
        std::string target(known.target);
        const bool refused = value.is_boolean() && !value.get<bool>();
        const bool option = target.starts_with(options);
        // vLLM switches a flag off with the option no-NAME.
        if (option && refused) target.insert(options.size(), "no-");
        ours_[json::json_pointer(target)] = option && refused ? json(true) : value;
        if (!known.note.empty())
            note(known.path, "became " + dotted(target) + ": " + std::string(known.note));
    }
    static std::string dotted(std::string pointer) {
        std::replace(pointer.begin(), pointer.end(), '/', '.');
        return pointer.substr(1);
    }

    void load() {
        const std::int64_t requests = whole_at("num_input_prompts", 1);
        const std::int64_t batch = whole_at("pytorch.batch_size", 1);
        if (flag_at("traffic_simulation.enabled", false)) return traffic(requests, batch);
        if (at("traffic_simulation.mode").is_string() ||
            at("traffic_simulation.target_qps").is_number())
            note("traffic_simulation", "is not enabled and was left out");
        json& load = ours_["load"];
        load = {{"mode", "offline"}, {"requests", requests}};
        if (backend_ == "pytorch") load["in_flight_max"] = batch;
        // A pass of llenergymeasure has no time limit.
        ours("/protocol/cycle_s") = 3600;
        note("num_input_prompts",
             "became load.requests; a cycle ends with the last answer, or after protocol.cycle_s");
        if (!at("pytorch.batch_size").is_null())
            note("pytorch.batch_size",
                 "became load.in_flight_max: lem sends the next request as soon as one is "
                 "answered, where llenergymeasure waits for the whole batch");
        if (backend_ == "pytorch" && batch > 1) ours("/engine/options/continuous-batching") = true;
    }

    /// llenergymeasure delays each batch after the previous one; lem gives each request a due time.
    void traffic(std::int64_t requests, std::int64_t batch) {
        const double rate =
            number_at("traffic_simulation.target_qps", 1) * static_cast<double>(batch);
        ours_["load"] = {{"mode", text_at("traffic_simulation.mode", "poisson")},
                         {"requests_per_sec", rate}};
        ours("/protocol/cycle_s") =
            std::clamp(std::ceil(static_cast<double>(requests) / rate), 1.0, 86400.0);
        note("traffic_simulation",
             "became an open loop: requests are sent at their due times, whether or not earlier "
             "ones are answered, at target_qps" +
                 std::string(batch > 1 ? " times batch_size" : ""));
        note("num_input_prompts",
             "became protocol.cycle_s: the time in which this rate sends as many requests");
    }

    void workload() {
        if (at("max_output_tokens").is_null()) ours("/workload/output_tokens") = 128;
        if (at("num_cycles").is_null()) ours("/protocol/cycles") = 1;
        prompts();
        const std::int64_t least = whole_at("min_output_tokens", 0);
        const bool exact = least == whole_at("max_output_tokens", 128);
        ours("/workload/ignore_eos") = exact;
        if (least > 0 && !exact)
            lost("min_output_tokens",
                 "an answer ends by itself (0), or has exactly max_output_tokens");
        sampling();
    }

    void prompts() {
        const bool from_hub = at("dataset").is_object();
        const bool from_file = text_at("prompts.type", "") == "file";
        if (from_file && !from_hub) {
            ours("/workload/prompts") = "file";
            ours("/workload/file") = at("prompts.path");
            return;
        }
        if (from_file) lost("prompts.path", "dataset takes precedence over prompts");
        ours("/workload/prompts") = "builtin";
        note("",
             "uses prompts of a data set from a hub, which lem replaces by its own "
             "(workload.prompts: builtin)");
    }

    struct Sampling {
        double temperature = 1, top_p = 1, repetition_penalty = 1;
        std::int64_t top_k = 50;
        bool do_sample = true;
    };
    static Sampling preset(const std::string& name) {
        if (name == "deterministic") return {.temperature = 0, .do_sample = false};
        if (name == "standard") return {.top_p = 0.95};
        if (name == "creative")
            return {.temperature = 0.8, .top_p = 0.9, .repetition_penalty = 1.1};
        if (name == "factual") return {.temperature = 0.3};
        return {};
    }

    void sampling() {
        const Sampling given = preset(text_at("decoder.preset", ""));
        const bool sampled = flag_at("decoder.do_sample", given.do_sample);
        const double temperature =
            sampled ? number_at("decoder.temperature", given.temperature) : 0;
        ours("/workload/temperature") = temperature;
        if (at("decoder.preset").is_string() || (!sampled && !at("decoder.temperature").is_null()))
            note("decoder", "became workload.temperature " + text::number(temperature));
        const double penalty = number_at("decoder.repetition_penalty", given.repetition_penalty);
        if (penalty != 1) lost("decoder.repetition_penalty", "the server uses its own");
        if (temperature == 0) return;  // greedy: the other settings have no effect
        if (number_at("decoder.top_p", given.top_p) != 1)
            lost("decoder.top_p", "the server uses its own");
        if (whole_at("decoder.top_k", given.top_k) != 0)
            lost("decoder.top_k", "the server uses its own (the default of llenergymeasure is 50)");
    }

    void describe() {
        std::string text = "Translated from an experiment file of llenergymeasure.";
        for (std::size_t i = 0; i < lost_.size(); ++i)
            text += (i == 0 ? " Without counterpart: " : ", ") + lost_[i];
        constexpr std::size_t length_max = 4096;
        ours_["description"] = text.substr(0, length_max);
    }

    void merge_ours() {
        for (const auto& [name, value] : file_.items()) {
            if (!is_ours(name)) continue;
            const bool other_kind = name == "load" && value.is_object() && value.contains("mode");
            if (value.is_object() && !other_kind)
                ours_[name].merge_patch(value);
            else
                ours_[name] = value;
        }
        json& engine = ours_["engine"];
        if (!engine.is_object() || !engine.contains("base_url")) return;
        engine.erase("settings");
        engine.erase("options");
        note("",
             "is measured at engine.base_url: the settings that start an engine (precision, "
             "batching, parallelism) were left out");
    }

    const json& file_;
    const std::string backend_ = text_at("backend", "pytorch");
    json ours_ = json::object();
    Violations notes_;
    std::vector<std::string> lost_;
};

/// Contradictions between keys that are valid by themselves.
void check_together(const json& file, schema::Findings& findings) {
    const auto has = [&](const char* name) { return file.contains(name) && !file[name].is_null(); };
    const std::string backend = has("backend") ? file["backend"].get<std::string>() : "pytorch";
    for (const char* section : {"pytorch", "vllm", "tensorrt"}) {
        if (backend != section && has(section))
            findings.add(pointer_of(section), "is for another backend, but backend is " + backend +
                                                  "; remove it, or change backend");
    }
    for (const char* required : {"config_name", "model_name"}) {
        if (!has(required) || file[required].get_ref<const std::string&>().empty())
            findings.add(pointer_of(required), "is required");
    }
    if (backend == "tensorrt" && has("fp_precision") && file["fp_precision"] == "float32")
        findings.add("/fp_precision", "must be float16 or bfloat16 with backend tensorrt");
    const json least = file.value("min_output_tokens", json(0)),
               most = file.value("max_output_tokens", json(128));
    if (least.is_number() && most.is_number() && least.get<double>() > most.get<double>())
        findings.add("/min_output_tokens", "must be at most max_output_tokens, " + most.dump());
    if (!has("pytorch")) return;
    const json& pytorch = file["pytorch"];
    if (pytorch.value("load_in_4bit", json(false)) == true &&
        pytorch.value("load_in_8bit", json(false)) == true)
        findings.add("/pytorch/load_in_8bit", "contradicts load_in_4bit; leave one of the two out");
}

constexpr std::array engine_scopes{
    domain::EngineScope{"pytorch", "pytorch"},
    domain::EngineScope{"vllm", "vllm"},
    domain::EngineScope{"tensorrt", "tensorrt"},
};

}  // namespace

const domain::EngineKeys llenergymeasure_engine_keys{
    .name_path = "backend", .default_name = "pytorch", .scopes = engine_scopes};

std::optional<std::string> sniff_llenergymeasure(const Sample& sample) {
    if (sample.document == nullptr || !sample.document->is_object()) return std::nullopt;
    for (const char* key : {"config_name", "model_name"}) {
        if (sample.document->contains(key)) return "it has the key " + std::string(key);
    }
    return std::nullopt;
}

tl::expected<Translation, Violations> read_llenergymeasure(const json& file) {
    schema::Findings findings;
    Reader(findings).section(file, "");
    if (findings.empty()) check_together(file, findings);
    if (!findings.empty()) return tl::unexpected(std::move(findings).take());
    return Translator(file).translate();
}

}  // namespace lem::interchange
