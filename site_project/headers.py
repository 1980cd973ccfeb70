"""The headers that are the same on every response.

Sources: OWASP ASVS 5.0 section 3.4 and the Mozilla HTTP Observatory's scoring. The content security policy is
django-csp's; HSTS is Django's own.
"""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
