"""Credentials: W3C VC 2.0 with Data Integrity (JCS suites), Bitstring Status Lists, SD-JWT; checked from bytes and public keys alone.

Signs too, where a caller hands in something that signs: private keys are kept elsewhere. Fetches nothing.
"""
