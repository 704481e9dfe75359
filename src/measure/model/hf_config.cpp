#include "measure/model/hf_config.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "schema/json.hpp"

#include <algorithm>
#include <array>

namespace lem::measure {
namespace {

using schema::json;

constexpr std::int64_t number_max = 10'000'000, layers_max = 100'000, context_max = 1'000'000'000;

/// Architectures whose feed-forward part has two matrices; all others have a third, the gate.
constexpr std::array<std::string_view, 12> without_gate{
    "gpt2",   "gpt_neo",     "gpt_neox", "gptj", "opt",        "bloom",
    "falcon", "gpt_bigcode", "mpt",      "phi",  "starcoder2", "nemotron"};
/// Architectures whose configurations omit tie_word_embeddings where it is true.
constexpr std::array<std::string_view, 9> tied_by_default{
    "gpt2", "opt", "bloom", "gpt_bigcode", "gemma", "gemma2", "gemma3", "gemma3_text", "cohere"};
/// Kinds of layers: they attend to all previous tokens, to some of them, or to none.
constexpr std::array<std::string_view, 3> full_kinds{"full_attention", "attention", "global"};
constexpr std::array<std::string_view, 4> window_kinds{"sliding_attention", "chunked_attention",
                                                       "local_attention", "sliding"};

bool holds(const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Reader {
public:
    Reader(const json& whole, const std::string& place) : whole_(whole), place_(place) {
        text_ = &whole;
        for (const char* part : {"text_config", "llm_config", "language_config"}) {
            if (whole.contains(part) && whole[part].is_object()) text_ = &whole[part];
        }
    }

    HfConfig read() {
        config_.architecture = word("model_type");
        config_.precision = precision();
        const int context =
            number({"max_position_embeddings", "n_positions", "max_seq_len"}, context_max);
        if (context > 0) config_.context_length = context;
        sizes();
        attention();
        feed_forward();
        return std::move(config_);
    }

private:
    /// The value in the text part, or else in the whole document; null when it is absent or null.
    const json* find(std::string_view key) const {
        for (const json* part : {text_, &whole_}) {
            const auto found = part->find(key);
            if (found != part->end() && !found->is_null()) return &*found;
        }
        return nullptr;
    }

    std::optional<std::string> word(std::string_view key) const {
        const json* value = find(key);
        if (value == nullptr || !value->is_string()) return std::nullopt;
        return text::lower(value->get<std::string>().substr(0, 100));
    }

    bool truth(std::string_view key, bool otherwise) const {
        const json* value = find(key);
        return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
    }

    /// The value of the first of these keys that is present; 0 when none is present.
    int number(std::initializer_list<std::string_view> keys, std::int64_t most = number_max) const {
        for (const std::string_view key : keys) {
            const json* value = find(key);
            if (value == nullptr) continue;
            if (!value->is_number_integer() || *value < 0 || *value > most)
                throw Error(ErrorCode::invalid, place_ + ": " + std::string(key) +
                                                    " is not a whole number from 0 to " +
                                                    std::to_string(most) + ".");
            return value->get<int>();
        }
        return 0;
    }

    int needed(std::initializer_list<std::string_view> keys, std::int64_t most = number_max) {
        const int value = number(keys, most);
        if (value == 0) unknown(std::string(*keys.begin()) + " is missing");
        return value;
    }

    void unknown(const std::string& why) {
        if (config_.unknown_reason.empty())
            config_.unknown_reason = "the shape of the model is not known: config.json: " + why;
    }

    void sizes() {
        domain::Architecture& a = config_.numbers;
        a.layers = needed({"num_hidden_layers", "n_layer", "n_layers"}, layers_max);
        a.hidden_size = needed({"hidden_size", "n_embd", "d_model"});
        a.heads = needed({"num_attention_heads", "n_head", "n_heads"});
        a.vocabulary = needed({"vocab_size"});
        a.kv_heads = number({"num_key_value_heads", "num_kv_heads"});
        // Falcon's first models set multi_query, and a num_kv_heads that has no effect.
        if (truth("multi_query", false) && !truth("new_decoder_architecture", false))
            a.kv_heads = 1;
        if (a.kv_heads == 0) a.kv_heads = a.heads;
        a.head_size = number({"head_dim"});
        if (a.head_size == 0 && a.heads > 0) a.head_size = a.hidden_size / a.heads;
        a.tied_embeddings =
            truth("tie_word_embeddings", holds(tied_by_default, config_.architecture.value_or("")));
        a.latent_size = number({"kv_lora_rank"});
        if (a.latent_size > 0) {
            a.query_latent_size = number({"q_lora_rank"});
            a.nope_size = needed({"qk_nope_head_dim"});
            a.rope_size = needed({"qk_rope_head_dim"});
            a.value_size = needed({"v_head_dim"});
        }
    }

    void attention() {
        domain::Architecture& a = config_.numbers;
        a.window = number({"sliding_window", "attention_chunk_size"});
        if (const json* kinds = find("layer_types"); kinds != nullptr && kinds->is_array()) {
            for (const json& kind : *kinds) {
                const std::string name = kind.is_string() ? kind.get<std::string>() : "";
                if (holds(window_kinds, name))
                    ++a.window_layers;
                else if (!holds(full_kinds, name))
                    ++a.recurrent_layers;
            }
            if (static_cast<std::int64_t>(kinds->size()) != a.layers)
                unknown("layer_types does not name every layer");
        } else if (a.window > 0 && truth("use_sliding_window", true)) {
            const int every = config_.architecture == "gemma2"
                                  ? 2
                                  : number({"sliding_window_pattern", "_sliding_window_pattern"});
            a.window_layers = every > 1
                                  ? a.layers - a.layers / every
                                  : a.layers - std::min(a.layers, number({"max_window_layers"}));
        }
        if (a.window_layers > 0 && a.window == 0) unknown("sliding_window is missing");
        if (a.window == 0 || a.window_layers == 0) a.window = a.window_layers = 0;
    }

    bool has_experts(int layer) const {
        const json* plain = find("mlp_only_layers");
        if (plain != nullptr && plain->is_array() &&
            std::find(plain->begin(), plain->end(), json(layer)) != plain->end())
            return false;
        const int step = std::max(1, number({"decoder_sparse_step", "interleave_moe_layer_step"})),
                  every = std::max(1, frequency_);
        return layer >= number({"first_k_dense_replace"}) && (layer + 1) % step == 0 &&
               layer % every == 0;
    }

    void feed_forward() {
        domain::Architecture& a = config_.numbers;
        a.gated = !holds(without_gate, config_.architecture.value_or(""));
        a.experts = number({"num_experts", "num_local_experts", "n_routed_experts"});
        if (a.experts <= 1) {
            a.experts = 0;
            a.intermediate_size = number({"intermediate_size", "n_inner", "ffn_dim"});
            if (a.intermediate_size == 0 && !a.gated) a.intermediate_size = 4 * a.hidden_size;
            if (a.intermediate_size == 0) unknown("intermediate_size is missing");
            return;
        }
        const json* list = find("moe_layer_freq");  // a step, or a mark for each layer
        if (list != nullptr && list->is_number()) frequency_ = number({"moe_layer_freq"});
        for (int layer = 0; layer < a.layers; ++layer) {
            const bool marked = list == nullptr || !list->is_array() ||
                                static_cast<std::size_t>(layer) >= list->size() ||
                                (*list)[static_cast<std::size_t>(layer)] != json(0);
            a.expert_layers += marked && has_experts(layer) ? 1 : 0;
        }
        a.experts_used = needed({"num_experts_per_tok", "experts_per_token", "moe_topk"});
        a.intermediate_size = number({"intermediate_size_mlp", "intermediate_size"});
        a.expert_size = number({"moe_intermediate_size"});
        if (a.expert_size == 0) a.expert_size = needed({"intermediate_size"});
        a.shared_expert_size =
            number({"shared_expert_intermediate_size", "shared_intermediate_size"});
        if (a.shared_expert_size == 0) {
            const std::int64_t size = static_cast<std::int64_t>(a.expert_size) *
                                      number({"n_shared_experts", "num_shared_experts"});
            a.shared_expert_size = static_cast<int>(std::min(size, number_max));
        }
    }

    std::optional<std::string> precision() const {
        const json* quantised = find("quantization_config");
        if (quantised != nullptr && quantised->is_object()) {
            if (const auto name = quantised_precision(*quantised)) return name;
        }
        auto type = word("torch_dtype");
        if (!type) type = word("dtype");
        if (!type) return std::nullopt;
        if (type->ends_with("bfloat16")) return "bf16";
        if (type->ends_with("float16")) return "fp16";
        if (type->ends_with("float32")) return "fp32";
        return type;
    }

    static std::optional<std::string> quantised_precision(const json& quantised) {
        const auto text_of = [&](const json& holder, std::string_view key) {
            const auto found = holder.find(key);
            return found != holder.end() && found->is_string()
                       ? text::lower(found->get<std::string>().substr(0, 30))
                       : std::string();
        };
        const std::string method = text_of(quantised, "quant_method");
        std::string algorithm = text_of(quantised, "quant_algo");
        if (!algorithm.empty()) return algorithm;  // ModelOpt: fp8, nvfp4
        if (method == "bitsandbytes")
            return quantised.value("load_in_4bit", json(false)) == json(true) ? "bnb-4bit" : "int8";
        if (method != "compressed-tensors") {
            const json bits = quantised.value("bits", json(4));
            if ((method == "gptq" || method == "awq") && bits != json(4))
                return method + "-" + bits.dump().substr(0, 4) + "bit";
            return method.empty() ? std::nullopt : std::optional(method);
        }
        const json groups = quantised.value("config_groups", json::object());
        if (!groups.is_object() || groups.empty() || !groups.begin()->is_object())
            return std::nullopt;
        const json weights = groups.begin()->value("weights", json::object());
        if (!weights.is_object()) return std::nullopt;
        if (weights.value("num_bits", json()) == json(4))
            return text_of(weights, "type") == "float" ? "nvfp4" : "w4a16";
        return text_of(weights, "type") == "float" ? "fp8" : "int8";
    }

    const json& whole_;
    const json* text_ = nullptr;
    const std::string& place_;
    int frequency_ = 1;
    HfConfig config_;
};

}  // namespace

HfConfig parse_hf_config(std::string_view text, const std::string& place) {
    const auto document = schema::parse(text);
    if (!document)
        throw Error(ErrorCode::invalid, place + " is not JSON: " + document.error()[0].message);
    if (!document->is_object())
        throw Error(ErrorCode::invalid, place + " is " + std::string(schema::kind_of(*document)) +
                                            ", not a model's configuration.");
    return Reader(*document, place).read();
}

}  // namespace lem::measure
