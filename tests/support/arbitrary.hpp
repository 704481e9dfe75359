#pragma once
/// Random valid values of any wire type, generated from its description.

#include "base/text.hpp"
#include "schema/record.hpp"

#include <algorithm>
#include <random>

namespace lem::test {

using Rng = std::mt19937_64;

inline std::size_t below(Rng& rng, std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(rng);
}

inline std::string arbitrary_text(const schema::FieldOptions& options, Rng& rng) {
    using schema::TextFormat;
    if (options.format == TextFormat::date_time)
        return text::rfc3339(static_cast<std::int64_t>(below(rng, 4'000'000'000)) * 1000);
    static const std::vector<std::string_view> hex{"0", "9", "a", "f"};
    static const std::vector<std::string_view> identifier{"a", "Z", "0", "_", ".", "-", "/", ":"};
    static const std::vector<std::string_view> any{"a",  " ",  "é", "漢",     "😀", "\"",
                                                   "\\", "\n", "/", "\u007f", "~",  ","};
    const bool sha = options.format == TextFormat::sha256;
    const bool plain = options.format == TextFormat::identifier ||
                       options.format == TextFormat::model_name ||
                       options.format == TextFormat::name;
    const auto& alphabet = sha ? hex : plain ? identifier : any;
    const std::size_t length =
        sha ? 64 : 1 + below(rng, std::min<std::size_t>(options.length_max / 4, 12));
    std::string made;
    for (std::size_t i = 0; i < length; ++i)
        made += alphabet[below(rng, alphabet.size())];
    if (options.format == TextFormat::model_name) {
        // An organisation and a name, neither of dots or slashes alone.
        std::ranges::replace(made, '/', '-');
        made = "o/" + made.substr(0, length - 1) + "x";
    }
    return made;
}

template <class T>
void arbitrary(T& target, const schema::FieldOptions& options, Rng& rng) {
    using namespace schema;
    if constexpr (is_optional<T>) {
        target.reset();
        if (below(rng, 3) > 0) arbitrary(target.emplace(), options, rng);
    } else if constexpr (Described<T>) {
        for_each_field<T>([&](const auto& f) { arbitrary(f.of(target), f.options, rng); });
    } else if constexpr (Tagged<T>) {
        const auto emplace = [&]<std::size_t I>(std::size_t wanted) {
            if (wanted == I) arbitrary(target.template emplace<I>(), options, rng);
        };
        [&]<std::size_t... I>(std::index_sequence<I...>, std::size_t wanted) {
            (emplace.template operator()<I>(wanted), ...);
        }(std::make_index_sequence<std::variant_size_v<T>>{}, below(rng, std::variant_size_v<T>));
    } else if constexpr (Enumerated<T>) {
        target = enumeration<T>::values[below(rng, std::size(enumeration<T>::values))].value;
    } else if constexpr (is_vector<T>) {
        target.clear();
        for (std::size_t n = below(rng, 4); n > 0 && target.size() < options.items_max; --n) {
            typename T::value_type element{};
            arbitrary(element, options, rng);
            target.push_back(std::move(element));
        }
    } else if constexpr (is_map<T>) {
        target.clear();
        for (std::size_t n = below(rng, 4); n > 0; --n)
            arbitrary(target[arbitrary_text(FieldOptions{}, rng)], options, rng);
    } else if constexpr (std::is_same_v<T, Scalar>) {
        const std::array<Scalar, 4> values{true, std::int64_t{-7}, 2.5,
                                           arbitrary_text(options, rng)};
        target = values[below(rng, values.size())];
    } else if constexpr (is_id<T>) {
        target.text = arbitrary_text({.length_max = 200, .format = TextFormat::identifier}, rng);
    } else if constexpr (std::is_same_v<T, std::string>) {
        target = arbitrary_text(options, rng);
    } else if constexpr (std::is_same_v<T, bool>) {
        target = below(rng, 2) == 1;
    } else {
        const double low = std::max(options.minimum, -1e6), high = std::min(options.maximum, 1e9);
        const double value = std::uniform_real_distribution<double>(low, high)(rng);
        target = static_cast<T>(std::clamp(value, low, high));
        if constexpr (std::is_integral_v<T>)
            target = std::max(target, static_cast<T>(std::ceil(low)));
    }
}

template <class T>
T arbitrary(Rng& rng) {
    T made{};
    arbitrary(made, schema::FieldOptions{}, rng);
    return made;
}

}  // namespace lem::test
