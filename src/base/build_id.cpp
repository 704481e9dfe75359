#include "base/build_id.hpp"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <link.h>

namespace lem {
namespace {

constexpr std::size_t aligned(std::size_t size) {
    return (size + 3) / 4 * 4;
}

/// The id among the notes of a segment: each is a header, a name and a value, padded to words.
std::string id_in_notes(const char* notes, std::size_t size) {
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        std::memcpy(&note, notes, sizeof note);
        const std::size_t value = sizeof note + aligned(note.n_namesz);
        const std::size_t end = value + aligned(note.n_descsz);
        if (end > size) break;
        const bool is_gnu =
            note.n_namesz == 4 && std::memcmp(notes + sizeof note, ELF_NOTE_GNU, 4) == 0;
        if (is_gnu && note.n_type == NT_GNU_BUILD_ID) return {notes + value, note.n_descsz};
        notes += end;
        size -= end;
    }
    return {};
}

int find_id(dl_phdr_info* object, std::size_t, void* found) {
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_NOTE) continue;
        const auto* notes = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
        auto& id = *static_cast<std::string*>(found);
        id = id_in_notes(notes, segment.p_memsz);
        if (!id.empty()) break;
    }
    return 1;  // the first object is the program; libraries do not count
}

}  // namespace

std::string build_id() {
    std::string id;
    dl_iterate_phdr(find_id, &id);
    return id;
}

}  // namespace lem
