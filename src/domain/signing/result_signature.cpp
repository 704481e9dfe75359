#include "domain/signing/result_signature.hpp"

#include "domain/signing/statement.hpp"
#include "schema/write.hpp"

namespace lem::domain {
namespace {

bool is_covered(const std::string& name) {
    return name != signature_name && name != "manifest.json";
}

/// As violations of result.dsse.json.
tl::unexpected<Violations> in_signature(Violations violations) {
    for (Violation& violation : violations)
        violation.pointer.insert(0, "/" + std::string(signature_name));
    return tl::unexpected(std::move(violations));
}

Violations differences(const Statement& statement, const FilesByName& files) {
    Violations found;
    FilesByName left = files;
    std::erase_if(left, [](const auto& file) { return !is_covered(file.first); });
    for (const Subject& subject : statement.subject) {
        const std::string name = text::cut(subject.name, 120);
        const auto digest = subject.digest.find("sha256");
        const auto file = left.find(subject.name);
        if (digest == subject.digest.end()) {
            found.push_back({"", "gives no SHA-256 of " + name});
        } else if (file == left.end()) {
            found.push_back({"", "is about " + name + ", which is not here, or names it twice"});
        } else {
            if (file->second.sha256 != digest->second)
                found.push_back({"", name + " is not the file that was signed"});
            left.erase(file);
        }
    }
    for (const auto& [name, file] : left)
        found.push_back({"", name + " is not signed"});
    return found;
}

}  // namespace

std::string sign_files(const FilesByName& files, std::string_view seed) {
    Statement statement{.subject = {}, .predicate_type = std::string(run_predicate_type)};
    for (const auto& [name, file] : files) {
        if (is_covered(name)) statement.subject.push_back({name, {{"sha256", file.sha256}}});
    }
    return schema::to_text(sign_envelope(statement_media_type, schema::to_text(statement), seed)) +
           "\n";
}

tl::expected<PublicKey, Violations> signer_of(std::string_view signature,
                                              const FilesByName& files) {
    // The formats say that members which a reader does not know are ignored.
    constexpr auto unknown = schema::UnknownMembers::ignored;
    if (signature.size() > limits::signature_bytes_max)
        return in_signature(
            {{"", "is larger than " + std::to_string(limits::signature_bytes_max) + " bytes"}});
    const auto envelope = schema::from_text<DsseEnvelope>(signature, unknown);
    if (!envelope) return in_signature(envelope.error());
    const auto opened = open_envelope(*envelope, statement_media_type);
    if (!opened) return in_signature(opened.error());
    const auto statement = schema::from_text<Statement>(opened->body, unknown);
    if (!statement) return in_signature(statement.error());
    if (statement->type != statement_type || statement->predicate_type != run_predicate_type)
        return in_signature({{"", "is not about the files of a run, but " +
                                      text::cut(statement->predicate_type, 120)}});
    Violations differing = differences(*statement, files);
    if (!differing.empty()) return in_signature(std::move(differing));
    return opened->signer;
}

}  // namespace lem::domain
