"""The terms that the version 2 context of W3C credentials defines at the top of a credential, and the types it knows."""

CREDENTIAL_TERMS = frozenset(
    (
        *("@context", "id", "type", "name", "description", "issuer"),
        *("credentialSubject", "validFrom", "validUntil", "credentialStatus", "credentialSchema", "refreshService"),
        *("termsOfUse", "evidence", "relatedResource", "confidenceMethod", "renderMethod", "proof"),
        *("digestSRI", "digestMultibase", "mediaType"),
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
