"""The guarded HTTP client: connections, one request, redirects, visits to hosts."""
