#pragma once
/// The members that hold an index's data, named once for each class by `parts`: what they take in
/// memory and how they are saved both follow from it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>

namespace lem::leaderboard {

/// A class with `template <class Self> static auto parts(Self& self)`, which ties its members.
template <class T>
concept HasParts = requires(T& value) { std::remove_const_t<T>::parts(value); };

template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t size>
inline constexpr bool is_array<std::array<T, size>> = true;

template <class T>
inline constexpr bool is_plain = std::is_trivially_copyable_v<T> && !is_array<T>;

/// Bytes on the heap that belong to the value.
template <class T>
std::size_t heap_bytes(const T& value) {
    std::size_t bytes = 0;
    if constexpr (HasParts<const T>) {
        std::apply([&](const auto&... part) { bytes = (heap_bytes(part) + ... + 0); },
                   T::parts(value));
    } else if constexpr (is_array<T>) {
        for (const auto& item : value)
            bytes += heap_bytes(item);
    } else if constexpr (!is_plain<T>) {
        using Item = typename T::value_type;
        bytes = value.capacity() * sizeof(Item);
        if constexpr (!is_plain<Item>) {
            for (const auto& item : value)
                bytes += heap_bytes(item);
        }
    }
    return bytes;
}

/// Passes every byte of the value to `stream`, which writes or reads them: `stream.bytes(start,
/// size)`, and `stream.resize(list, size)` before the items of a list.
template <class Stream, class T>
void transfer(Stream& stream, T& value) {
    if constexpr (HasParts<T>) {
        std::apply([&](auto&... part) { (transfer(stream, part), ...); },
                   std::remove_const_t<T>::parts(value));
    } else if constexpr (is_array<std::remove_const_t<T>>) {
        for (auto& item : value)
            transfer(stream, item);
    } else if constexpr (is_plain<T>) {
        stream.bytes(&value, sizeof value);
    } else {
        std::uint64_t size = value.size();
        stream.bytes(&size, sizeof size);
        stream.resize(value, size);
        if constexpr (is_plain<typename T::value_type>) {
            stream.bytes(value.data(), value.size() * sizeof(typename T::value_type));
        } else {
            for (auto& item : value)
                transfer(stream, item);
        }
    }
}

}  // namespace lem::leaderboard
