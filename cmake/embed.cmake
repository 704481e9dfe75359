# lem_embed_folder(TARGET FOLDER NAME): the files of FOLDER inside the binary, as
# `lem::embedded::NAME()` (src/base/embedded.hpp). An absent or empty folder gives an empty list.
function(lem_embed_folder target folder name)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
  list(SORT files)
  set(assembly "    .section .rodata\n")
  set(declarations "")
  set(entries "")
  set(index 0)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH path ${folder} ${file})
    set(symbol lem_embedded_${name}_${index})
    string(APPEND assembly
      "    .global ${symbol}\n    .global ${symbol}_end\n    .balign 16\n${symbol}:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND entries "        {\"${path}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")
  set(generated ${CMAKE_BINARY_DIR}/embedded)
  file(CONFIGURE OUTPUT ${generated}/${name}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${generated}/${name}.cpp @ONLY CONTENT
"#include \"base/embedded.hpp\"

${declarations}
namespace lem::embedded {

std::span<const File> ${name}() {
    static const std::vector<File> files{
${entries}    };
    return files;
}

}  // namespace lem::embedded
")
  set_source_files_properties(${generated}/${name}.S PROPERTIES OBJECT_DEPENDS "${files}")
  add_library(${target} STATIC ${generated}/${name}.cpp ${generated}/${name}.S)
  target_link_libraries(${target} PUBLIC lem_options)
endfunction()
