"""The API's description (OpenAPI): tags by app, the right of each operation, problems, the idempotency key."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from apps.common.api.permissions import permission_of

PROBLEM = "application/problem+json"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSALS = {
    "400": "The request cannot be understood: malformed body, unknown filter value, missing Idempotency-Key.",
    "401": "No valid token and no signed-in session.",
    "403": "The right named in `x-permission` is missing.",
    "404": "There is no such object, or it is out of reach.",
    "409": "The present state does not allow it, or the version is stale.",
    "422": "A value is not acceptable; `field` names it.",
}
_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 80 characters of your choice; a repetition with the same key is done once and answered alike.",
)
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "A sentence in the caller's language."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable name of the refusal."},
        "field": {"type": "string", "nullable": True, "description": "The value at fault."},
        "params": {"type": "object", "additionalProperties": {"type": "string"}},
        "fields": {"type": "object", "additionalProperties": {}, "description": "Errors of shape by field."},
    },
}


class HouseSchema(AutoSchema):
    """Description of one operation."""

    def get_tags(self) -> list[str]:
        """Return the app that serves the operation."""
        return [type(self.view).__module__.split(".")[1]]

    def get_override_parameters(self) -> list[Any]:
        """Return the header that every write needs."""
        return [] if self.method in _SAFE else [_KEY]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Return the operation with its right and its refusals."""
        operation = super().get_operation(*args, **kwargs)
        if not operation:
            return operation
        permission = permission_of(self.view)
        operation["x-permission"] = permission.name if permission else None
        for status, sentence in _REFUSALS.items():
            if status in {"400", "401", "403", "404"} or self.method not in _SAFE or status == "422":
                content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
                operation["responses"].setdefault(status, {"description": sentence, "content": content})
        return operation


def add_problem(result: Any, generator: Any, request: Any, public: bool) -> Any:  # noqa: ARG001, FBT001 - the library's signature
    """Add the problem document to the components."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    return result


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's registration
    """A bearer token."""

    target_class = "apps.accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the header."""
        return {"type": "http", "scheme": "bearer", "description": "A token made on the page «API tokens»."}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # as above
    """The signed-in browser."""

    target_class = "apps.accounts.api.authentication.ScopedSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "nh_session"}
