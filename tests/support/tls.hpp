#pragma once
/// A certificate made for one test: its own authority, for 127.0.0.1 and localhost only.

#include "base/error.hpp"

#include <filesystem>
#include <memory>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string>

namespace lem::test {

class SelfSigned {
public:
    /// `names` as in a certificate's extension, for example "IP:127.0.0.1,DNS:localhost".
    explicit SelfSigned(const char* names = "IP:127.0.0.1,DNS:localhost")
        : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
        X509* x = certificate_.get();
        X509_set_version(x, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
        X509_gmtime_adj(X509_getm_notBefore(x), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x), 3600);
        X509_NAME* name = X509_get_subject_name(x);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("lem test"), -1, -1, 0);
        X509_set_issuer_name(x, name);
        X509_set_pubkey(x, key_.get());
        extend(NID_subject_alt_name, names);
        extend(NID_basic_constraints, "critical,CA:TRUE");
        LEM_ASSERT(X509_sign(x, key_.get(), EVP_sha256()) > 0);
    }

    /// What a client must trust.
    void write_pem(const std::filesystem::path& path) const {
        const std::unique_ptr<FILE, decltype(&fclose)> file(fopen(path.c_str(), "w"), fclose);
        LEM_ASSERT(file && PEM_write_X509(file.get(), certificate_.get()) == 1);
    }
    std::shared_ptr<SSL_CTX> server_context() const {
        std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        LEM_ASSERT(SSL_CTX_use_certificate(context.get(), certificate_.get()) == 1);
        LEM_ASSERT(SSL_CTX_use_PrivateKey(context.get(), key_.get()) == 1);
        return context;
    }

private:
    void extend(int kind, const char* value) {
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, kind, value), X509_EXTENSION_free);
        LEM_ASSERT(extension && X509_add_ext(certificate_.get(), extension.get(), -1) == 1);
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
    std::unique_ptr<X509, decltype(&X509_free)> certificate_;
};

}  // namespace lem::test
