#pragma once
/// Every key of llenergymeasure's experiment file of January 2026: its type, its range, and what it
/// becomes in lem. Pure data.

#include <limits>
#include <span>
#include <string_view>

namespace lem::interchange {

enum class KeyType { text, flag, flag_or_text, whole, number, list, object };

/// One key. Keys with neither a target nor a note are handled by the translation in code.
struct ForeignKey {
    std::string_view path;  // dotted: vllm.block_size
    KeyType type = KeyType::text;
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    std::string_view choices = {};  // separated by |; empty allows any text
    std::string_view target = {};   // pointer into an Experiment that takes the value unchanged
    std::string_view note = {};     // with a target: how the two differ; without: why it has none

    constexpr ForeignKey at_least(double low) const {
        return within(low, std::numeric_limits<double>::infinity());
    }
    constexpr ForeignKey within(double low, double high) const {
        ForeignKey changed = *this;
        changed.minimum = low;
        changed.maximum = high;
        return changed;
    }
    constexpr ForeignKey one_of(std::string_view allowed) const {
        ForeignKey changed = *this;
        changed.choices = allowed;
        return changed;
    }
    constexpr ForeignKey to(std::string_view pointer, std::string_view difference = {}) const {
        ForeignKey changed = *this;
        changed.target = pointer;
        changed.note = difference;
        return changed;
    }
    constexpr ForeignKey lost(std::string_view why) const {
        ForeignKey changed = *this;
        changed.note = why;
        return changed;
    }
};

constexpr ForeignKey key(std::string_view path, KeyType type) {
    return {.path = path, .type = type};
}

std::span<const ForeignKey> llenergymeasure_keys();

}  // namespace lem::interchange
