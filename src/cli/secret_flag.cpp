#include "cli/secret_flag.hpp"

#include "base/file.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace lem::cli {
namespace {

Secret secret_of(std::string_view content, const std::string& place) {
    const std::string_view text = text::trim(content);
    if (text.empty()) throw Error(ErrorCode::bad_request, place + " holds no secret.");
    if (text.size() > limits::secret_bytes_max || text.find_first_of("\r\n") != text.npos)
        throw Error(ErrorCode::bad_request, place + " must hold one line of at most " +
                                                std::to_string(limits::secret_bytes_max) +
                                                " bytes: the secret.");
    return {std::string(text)};
}

}  // namespace

void add_secret(CLI::App& command, const SettingName& name, std::optional<Secret>& secret) {
    const std::string file_flag = name.flag + "-file";
    CLI::Option* file =
        command
            .add_option_function<std::string>(
                file_flag,
                [&secret, file_flag](const std::string& path) {
                    // Room for the line end, and for the message about what is too long.
                    constexpr std::size_t bytes_max = 2 * limits::secret_bytes_max;
                    secret = secret_of(file::read(path, bytes_max), file_flag + ": " + path);
                },
                "File with: " + name.doc + " Or the secret itself in " + name.variable + ".")
            ->type_name("FILE")
            ->envname(name.variable + "_FILE");
    // Only so that CLI11 reads the variable, and that the flag which one would guess is explained.
    command
        .add_option_function<std::string>(
            name.flag,
            [&command, &secret, name, file_flag](const std::string& value) {
                const auto& typed = command.parse_order();
                if (std::ranges::find(typed, command.get_option(name.flag)) != typed.end())
                    throw CLI::ValidationError(
                        name.flag, "would show the secret in the list of processes; use " +
                                       file_flag + " FILE or the variable " + name.variable);
                secret = secret_of(value, name.variable);
            },
            "")
        ->envname(name.variable)
        ->group("")
        ->excludes(file);
}

}  // namespace lem::cli
