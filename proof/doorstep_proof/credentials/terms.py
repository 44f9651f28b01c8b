"""The terms that the version 2 context of W3C credentials defines at the top of a credential, and the types it knows."""

JWT_CLAIMS = ("aud", "cnf", "exp", "iat", "iss", "jku", "kid", "nbf", "sub", "x5u", "_sd", "_sd_alg")
CREDENTIAL_TERMS = frozenset(
    (
        *("@context", "id", "type", "name", "description", "issuer"),
        *("credentialSubject", "validFrom", "validUntil", "credentialStatus", "credentialSchema", "refreshService"),
        *("termsOfUse", "evidence", "relatedResource", "confidenceMethod", "renderMethod", "proof"),
        *("digestSRI", "digestMultibase", "mediaType"),
        *JWT_CLAIMS,
    )
)
PRESENTATION_TERMS = frozenset(
    (
        "@context",
        "id",
        "type",
        "name",
        "description",
        "holder",
        "verifiableCredential",
        "termsOfUse",
        "proof",
        *JWT_CLAIMS,
    )
)
TYPES = frozenset(
    (
        *(
            "VerifiableCredential",
            "VerifiablePresentation",
            "EnvelopedVerifiableCredential",
            "EnvelopedVerifiablePresentation",
            "JsonSchema",
            "JsonSchemaCredential",
        ),
        *("BitstringStatusList", "BitstringStatusListCredential", "BitstringStatusListEntry", "DataIntegrityProof"),
    )
)
# What another context must leave as it is: all of these are protected in the version 2 context, at its top or within a credential.
PROTECTED = (CREDENTIAL_TERMS | PRESENTATION_TERMS | TYPES) - {"@context"}
# Saying the same again is no redefinition.
SAME_AGAIN = {
    "id": "@id",
    "type": "@type",
    "name": "https://schema.org/name",
    "description": "https://schema.org/description",
}
