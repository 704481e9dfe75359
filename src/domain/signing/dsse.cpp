#include "domain/signing/dsse.hpp"

#include "base/base64.hpp"
#include "base/ed25519.hpp"

namespace lem::domain {
namespace {

tl::unexpected<Violations> violation(std::string pointer, std::string message) {
    return tl::unexpected(Violations{{std::move(pointer), std::move(message)}});
}

}  // namespace

std::string pre_authentication_encoding(std::string_view type, std::string_view body) {
    std::string encoded = "DSSEv1";
    for (const std::string_view part : {type, body}) {
        encoded += ' ' + std::to_string(part.size()) + ' ';
        encoded += part;
    }
    return encoded;
}

DsseEnvelope sign_envelope(std::string_view type, std::string_view body, std::string_view seed) {
    return {.payload = base64(body),
            .payload_type = std::string(type),
            .signatures = {
                {.keyid = text_of(public_key_of(seed)),
                 .sig = base64(ed25519::sign(seed, pre_authentication_encoding(type, body)))}}};
}

tl::expected<OpenedEnvelope, Violations> open_envelope(const DsseEnvelope& envelope,
                                                       std::string_view type) {
    if (envelope.payload_type != type)
        return violation("/payloadType", "must be " + std::string(type));
    if (envelope.signatures.size() != 1)
        return violation("/signatures", "must hold one signature, holds " +
                                            std::to_string(envelope.signatures.size()));
    const auto signer = read_public_key(envelope.signatures[0].keyid);
    if (!signer)
        return violation("/signatures/0/keyid",
                         "must be a public key: ed25519: and 32 bytes in base64");
    auto body = from_base64(envelope.payload);
    if (!body) return violation("/payload", "is not base64");
    const auto signature = from_base64(envelope.signatures[0].sig);
    if (!signature) return violation("/signatures/0/sig", "is not base64");
    if (!ed25519::verify(signer->bytes, pre_authentication_encoding(type, *body), *signature))
        return violation("/signatures/0/sig", "is not a signature of this payload by the key " +
                                                  envelope.signatures[0].keyid);
    return OpenedEnvelope{.body = std::move(*body), .signer = *signer};
}

}  // namespace lem::domain
