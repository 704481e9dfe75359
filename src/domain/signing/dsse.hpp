#pragma once
/// Signed envelopes: DSSE (github.com/secure-systems-lab/dsse) with one Ed25519 signature, whose
/// keyid is the public key itself, so that an envelope can be checked without asking anybody. Pure;
/// does not throw.

#include "domain/signing/public_key.hpp"
#include "schema/read.hpp"

namespace lem::domain {

struct DsseSignature {
    std::string keyid;
    std::string sig;
};

struct DsseEnvelope {
    std::string payload;
    std::string payload_type;
    std::vector<DsseSignature> signatures;
};

/// The bytes that are signed.
std::string pre_authentication_encoding(std::string_view type, std::string_view body);

/// The same arguments give the same envelope.
DsseEnvelope sign_envelope(std::string_view type, std::string_view body, std::string_view seed);

/// An envelope whose signature is valid. That says nothing yet about whose key it is.
struct OpenedEnvelope {
    std::string body;
    PublicKey signer;
};

/// Violations if it is of another type, has none or several signatures, or the signature is wrong.
tl::expected<OpenedEnvelope, Violations> open_envelope(const DsseEnvelope& envelope,
                                                       std::string_view type);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::DsseSignature> {
    using T = domain::DsseSignature;
    static constexpr auto record = schema::record(
        "DsseSignature", "A signature of an envelope.",
        field("keyid", &T::keyid,
              {.doc = "The public key: ed25519: and its base64.", .length_max = 200}),
        field("sig", &T::sig, {.doc = "The signature in base64.", .length_max = 200}));
};

template <>
struct description<domain::DsseEnvelope> {
    using T = domain::DsseEnvelope;
    static constexpr auto record = schema::record(
        "DsseEnvelope", "A signed payload.",
        field("payload", &T::payload,
              {.doc = "The signed bytes in base64.", .length_max = limits::signature_bytes_max}),
        field("payloadType", &T::payload_type,
              {.doc = "Media type of the payload; it is signed, too.", .length_max = 200}),
        field("signatures", &T::signatures, {.doc = "Exactly one.", .items_max = 8}));
};

}  // namespace lem::schema
