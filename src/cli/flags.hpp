#pragma once
/// Command-line flags and environment variables from a described struct: --web-root, LEM_WEB_ROOT.
/// Of a secret: --oidc-client-secret-file, LEM_OIDC_CLIENT_SECRET_FILE, LEM_OIDC_CLIENT_SECRET.

#include "cli/secret_flag.hpp"
#include "schema/query.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace lem::cli {

template <schema::Described T>
void add_flags(CLI::App& command, T& target) {
    schema::for_each_field<T>([&](const auto& f) {
        using Value = schema::field_value<decltype(f)>;
        std::string flag = "--" + std::string(f.name), variable = "LEM_" + std::string(f.name);
        std::replace(flag.begin(), flag.end(), '_', '-');
        std::transform(variable.begin(), variable.end(), variable.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        auto& member = f.of(target);
        const std::string doc(f.options.doc);
        if constexpr (std::is_same_v<Value, std::optional<Secret>>) {
            add_secret(command, {flag, variable, doc}, member);
        } else {
            CLI::Option* option = nullptr;
            if constexpr (std::is_same_v<Value, bool>)
                option = command.add_flag(flag, member, doc);
            else
                option = command.add_option(flag, member, doc);
            option->envname(variable);
            if constexpr (std::is_same_v<Value, std::optional<int>> || std::is_same_v<Value, int>)
                option->check(CLI::Range(f.options.minimum, f.options.maximum));
            if constexpr (!schema::is_optional<Value> && !std::is_same_v<Value, bool>)
                option->capture_default_str();
        }
    });
}

}  // namespace lem::cli
