#include "domain/catalogue/name_key.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace lem::domain {
namespace {

using Tokens = std::vector<std::string>;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::ranges::find(words, word) != words.end();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_number(std::string_view token) {
    return !token.empty() && std::ranges::all_of(token, is_digit);
}

/// Words of letters and digits; "+" belongs to a word of a device ("8480+").
Tokens tokens_of(std::string_view lower_case, bool keep_plus) {
    Tokens tokens;
    bool inside = false;
    for (const char c : lower_case) {
        const bool word = is_digit(c) || (c >= 'a' && c <= 'z') || (keep_plus && c == '+');
        if (word && !inside) tokens.emplace_back();
        if (word) tokens.back() += c;
        inside = word;
    }
    return tokens;
}

/// A separator only between digits, where it matters: "qwen2.5.7b" is not "qwen2.57b".
std::string joined(const Tokens& tokens) {
    std::string key;
    for (const std::string& token : tokens) {
        if (!key.empty() && is_digit(key.back()) && is_digit(token.front())) key += '.';
        key += token;
    }
    return key;
}

void remove_all(std::string& text, std::string_view what) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;)
        text.replace(at, what.size(), " ");
}

void cut_from(std::string& text, std::string_view what) {
    text.resize(std::min(text.size(), text.find(what)));
}

/// "1g.10gb": so many compute slices of a GPU, with their memory.
bool names_slices(std::string_view text) {
    for (std::size_t at = 1; (at = text.find("g.", at)) != std::string_view::npos; ++at) {
        if (is_digit(text[at - 1]) && at + 2 < text.size() && is_digit(text[at + 2])) return true;
    }
    return false;
}

/// "80gb" for "80gb", "80gib" and "80g"; nullopt for other words.
std::optional<std::string> memory_size(std::string_view token) {
    const auto end = std::ranges::find_if_not(token, is_digit);
    const std::string_view unit(end, token.end());
    if (end == token.begin() || (unit != "gb" && unit != "gib" && unit != "g")) return std::nullopt;
    return std::string(token.begin(), end) + "gb";
}

/// Brings sizes of memory into one form, at the end: "a100 80 gb pcie" -> "a100 pcie 80gb".
Tokens with_memory_last(const Tokens& tokens) {
    Tokens others, sizes;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool split = is_number(tokens[i]) && i + 1 < tokens.size() &&
                           (tokens[i + 1] == "gb" || tokens[i + 1] == "gib");
        const auto size = split ? tokens[i] + "gb" : memory_size(tokens[i]);
        if (split) ++i;
        if (size)
            sizes.push_back(*size);
        else
            others.push_back(tokens[i]);
    }
    others.insert(others.end(), sizes.begin(), sizes.end());
    return others;
}

constexpr std::array<std::string_view, 7> vendors{"nvidia", "amd",    "intel", "apple",
                                                  "google", "habana", "aws"};
constexpr std::array<std::string_view, 18> words_of_every_device{
    "geforce",    "tesla",       "radeon",      "instinct", "graphics",   "gpu",
    "gpus",       "tensor",      "accelerator", "core",     "cores",      "processor",
    "generation", "corporation", "inc",         "cpu",      "integrated", "card"};

/// Leaves out the number of cores of a processor ("64-core processor") and its "12th gen". Numbers
/// of GPU cores stay: they tell variants apart.
Tokens without_core_counts(const Tokens& tokens) {
    Tokens kept;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool followed = i + 1 < tokens.size();
        const bool cores = followed && is_number(tokens[i]) &&
                           (tokens[i + 1] == "core" || tokens[i + 1] == "cores") &&
                           (i + 2 == tokens.size() || tokens[i + 2] != "gpu");
        const bool generation = followed && tokens[i].ends_with("th") && tokens[i + 1] == "gen";
        if (cores || generation)
            ++i;
        else
            kept.push_back(tokens[i]);
    }
    return kept;
}

constexpr std::array<std::string_view, 58> quantisations{
    "gguf",    "ggml",     "awq",       "gptq",      "marlin", "mlx",     "exl2",   "exl3",
    "hqq",     "aqlm",     "bnb",       "nf4",       "int4",   "int8",    "uint4",  "fp4",
    "fp8",     "fp16",     "fp32",      "bf16",      "f16",    "f32",     "float8", "float16",
    "float32", "bfloat16", "mxfp4",     "nvfp4",     "mxfp8",  "w4a16",   "w8a16",  "w8a8",
    "w4a8",    "2bit",     "3bit",      "4bit",      "5bit",   "6bit",    "8bit",   "dwq",
    "qat",     "hf",       "quantized", "quantised", "quant",  "dynamic", "kv",     "e4m3",
    "e5m2",    "unsloth",  "ud",        "i1",        "imat",   "imatrix", "onnx",   "static",
    "sym",     "asym"};
constexpr std::array<std::string_view, 10> block_suffixes{"0", "1",  "k",  "s",   "m",
                                                          "l", "xl", "xs", "xxs", "nl"};

/// "q4", "iq2", "tq1": the first part of a block format of GGUF.
bool begins_block_format(std::string_view token) {
    if (token.size() > 1 && (token.front() == 'i' || token.front() == 't')) token.remove_prefix(1);
    return token.size() == 2 && token[0] == 'q' && token[1] >= '1' && token[1] <= '8';
}

/// Words at the end that say how weights are stored; 0 if the last one says something else.
std::size_t storage_words(const Tokens& tokens) {
    const std::size_t size = tokens.size();
    std::size_t suffixes = 0;
    while (suffixes < 3 && suffixes < size &&
           is_one_of(tokens[size - 1 - suffixes], block_suffixes))
        ++suffixes;
    if (suffixes < size && begins_block_format(tokens[size - 1 - suffixes])) return suffixes + 1;
    const std::string& last = tokens.back();
    if (is_one_of(std::string_view(last), quantisations)) return 1;
    if (size > 1 && last == "moe" && tokens[size - 2] == "mxfp4") return 2;
    if (last.size() > 1 && last.front() == 'g' && is_number(last.substr(1))) return 1;
    if (last.ends_with("bpw")) return size > 1 && is_number(tokens[size - 2]) ? 2 : 1;
    const bool part_of_file =
        size > 2 && is_number(last) && tokens[size - 2] == "of" && is_number(tokens[size - 3]);
    return part_of_file ? 3 : 0;
}

void strip_storage(Tokens& tokens, std::size_t kept_at_least) {
    while (tokens.size() > kept_at_least) {
        const std::size_t words = storage_words(tokens);
        if (words == 0 || tokens.size() - words < kept_at_least) return;
        tokens.resize(tokens.size() - words);
    }
}

/// Of tags that say that the model was tuned, so that the hub's name says it too.
bool says_tuned(const Tokens& tag) {
    return std::ranges::any_of(tag, [](std::string_view token) {
        return token == "instruct" || token == "chat" || token == "it";
    });
}

}  // namespace

DeviceKey device_key(std::string_view name) {
    std::string lower = text::lower(name);
    for (const char* mark : {"(r)", "(tm)"})
        remove_all(lower, mark);
    for (const char* addition : {"@", " w/", " with ", " processor ("})
        cut_from(lower, addition);
    if (names_slices(lower)) return {};
    const Tokens all = without_core_counts(tokens_of(lower, true));
    DeviceKey key;
    Tokens kept;
    for (const std::string& token : all) {
        if (token == "mig") return {};
        if (is_one_of(std::string_view(token), vendors))
            key.vendor = token == "habana" ? "intel" : token;
        else if (!is_one_of(std::string_view(token), words_of_every_device))
            kept.push_back(token);
    }
    key.text = joined(with_memory_last(kept));
    return key;
}

std::vector<std::string> model_keys(std::string_view name) {
    const std::string lower = text::lower(text::file_name(name));
    const std::size_t colon = lower.find(':');
    Tokens base = tokens_of(std::string_view(lower).substr(0, colon), false), tag;
    if (colon != std::string::npos)
        tag = tokens_of(std::string_view(lower).substr(colon + 1), false);
    strip_storage(tag, 0);
    if (!base.empty()) strip_storage(base, 1);
    if (base.empty()) return {};
    if (tag.empty()) return {joined(base)};
    std::vector<std::string> keys{joined(base) + ":" + joined(tag)};
    if (tag == Tokens{"latest"}) keys.push_back(joined(base));
    if (says_tuned(tag)) {
        base.insert(base.end(), tag.begin(), tag.end());
        keys.push_back(joined(base));
    }
    return keys;
}

std::string key_with_organisation(std::string_view name) {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string_view::npos) return {};
    std::string file(name);
    file[slash] = '_';
    return model_keys(file).empty() ? "" : model_keys(file).front();
}

}  // namespace lem::domain
