"""Open311 GeoReport v2: categories as services, messages as service requests, for programs of others."""
