"""Lets schemathesis send lines of JSON, for which it has no serializer."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: schemathesis.SerializationContext, value: object) -> dict[str, bytes]:
    data = value if isinstance(value, bytes) else getattr(value, "data", None)
    return {"data": data if isinstance(data, bytes) else json.dumps(value).encode()}
