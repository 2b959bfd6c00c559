"""The OpenAPI tells every answer: what a view declares, and what any view of its sort may say besides.

A view that gives a list with an ETag says so with `has_etag`, one that writes only the version that was read with
`has_version`; the rest is read from what the view is.
"""

from collections.abc import Iterator
from copy import deepcopy

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.serializers import CharField

from roadmap.api import shapes
from roadmap.api.words import NO_NUL

JSON = "application/json"
MULTIPART = "multipart/form-data"
PROBLEMS = {
    "description": (
        "What is wrong: sentences for people, in the language of Accept-Language. Of a field with parts the errors "
        "stand by the name of the part, or by its number from 0 in a list: only the wrong ones are there, as in "
        '`{"phases": {"1": {"planned_end": ["…"]}}}`. What concerns a list as a whole stands as sentences, or under '
        "`non_field_errors`; what concerns no field, under `non_field_errors` or `detail`. What is unusual and wants "
        "to be confirmed stands under `unusual`, each with its `code` and a sentence, `text`; nothing is written then."
    ),
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Problems"}},
        {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Problems"}},
    ],
}
REFUSED = {
    "type": "object",
    "description": "Errors by the name of the field or parameter.",
    "additionalProperties": {"$ref": "#/components/schemas/Problems"},
    "minProperties": 1,
}
DETAIL = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds after which another try is worth it.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    }
}
ETAG = {
    "ETag": {"description": "Send it as If-None-Match: 304 while nothing changed.", "schema": {"type": "string"}},
    "Cache-Control": {"schema": {"type": "string"}},
}
VERSION = {
    "ETag": {
        "description": "The version, strong. Send it as If-Match with what you write.",
        "required": True,
        "schema": {"type": "string"},
    }
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": (
        "The ETag of the version that you have read. Another one is answered with 412, which tells who changed what "
        "since, none with 428. `*` stands for whatever is there."
    ),
    "schema": {"type": "string", "pattern": r"^(\*|[\x21-\x7E]+)$"},
}
CHANGED = {
    "type": "object",
    "description": "Who changed it, when and what, since the version that was named; and the event as it is now.",
    "properties": {
        "detail": {"type": "string"},
        "changes": {"type": "array", "items": {"type": "object"}, "description": "version, what, by, at, comment"},
        "differences": {"type": "array", "items": {"type": "object"}, "description": "field, title, before, now"},
        "event": {"type": "object"},
    },
    "required": ["detail", "changes", "differences", "event"],
}


def _told(words: str, schema: str = "Detail", headers: dict | None = None) -> dict:
    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": words, "content": content} | ({"headers": headers} if headers else {})


COMMON = {  # status → (name of the component, the answer)
    "304": ("NotModified", {"description": "The caller has this version already.", "headers": ETAG}),
    "400": ("BadRequest", _told("It cannot be read, or a rule of the domain refuses it.", "Refused")),
    "403": ("Forbidden", _told("Nobody is signed in, the role does not reach, or the CSRF token is missing.")),
    "404": ("NotFound", _told("It is not there, or not for this caller.")),
    "406": ("NotAcceptable", _told("None of the types in Accept is given here.")),
    "408": ("TooSlow", _told("The body came in too slowly.")),
    "412": ("PreconditionFailed", {"description": "The version named in If-Match is not the current one."}),
    "428": ("PreconditionRequired", _told("The version that was read is not named: If-Match is missing.")),
    "413": ("TooLarge", _told("The body is larger than is taken.")),
    "415": ("UnsupportedMediaType", _told("The body is of a type that is not read here.")),
    "429": ("TooOften", _told("The caller's address asks too often.", headers=RETRY_AFTER)),
    "503": ("Away", _told("The service is away for a moment; nothing was half written.", "Refused", RETRY_AFTER)),
    "507": ("NoRoom", _told("There is no room for files just now.", headers=RETRY_AFTER)),
}
OTHER_VERSION = _told("Another version stands than was named.", "ChangedMeanwhile", VERSION)
SCHEMAS = {"Problems": PROBLEMS, "Refused": REFUSED, "Detail": DETAIL, "ChangedMeanwhile": CHANGED, **shapes.COMPONENTS}


class Schema(AutoSchema):
    def get_operation_id(self) -> str:
        """`road_events_list`, `desk_road_events_create`, `desk_road_events_publish`."""
        own = super().get_operation_id().replace("partial_update", "update")
        if self._is_verb():
            own = own.removesuffix("_create")
        return f"desk_{own}" if self._is_desk() else own

    def get_summary(self) -> str:
        """The first sentence of what the view says of itself."""
        return super().get_summary() or self.get_description().split(".")[0].split(":")[0].strip()

    def get_tags(self) -> list[str]:
        return ["desk"] if self._is_desk() else super().get_tags()

    def get_auth(self) -> list[dict]:
        """A session's writing asks for its CSRF token, too."""
        ways = super().get_auth()
        return [way | {"csrfToken": []} if way and self.method not in SAFE_METHODS else way for way in ways]

    def _is_desk(self) -> bool:
        return "/staff/" in self.path

    def _is_verb(self) -> bool:
        return self.method == "POST" and "}/" in self.path

    def _get_response_bodies(self, direction="response") -> dict:
        bodies = super()._get_response_bodies(direction)
        for status in self._common():
            bodies.setdefault(status, self._component(status))
        if self._has_etag():
            bodies["200"].setdefault("headers", {}).update(ETAG)
        if self._has_version():
            for status in bodies.keys() & {"200", "201"}:
                bodies[status].setdefault("headers", {}).update(VERSION)
        if self._asks_for_version():
            bodies["412"] = self._register("ChangedMeanwhile", ResolvedComponent.RESPONSE, OTHER_VERSION).ref
        return dict(sorted(bodies.items()))

    def _common(self) -> Iterator[str]:
        """What a view of this sort may answer besides."""
        yield from ("406", "503")
        if self._has_etag():
            yield from ("304", "412")
        if "{" in self.path or self._is_desk():
            yield "404"
        if self._is_for_some():
            yield "403"
        if self.get_override_parameters() or self.method not in SAFE_METHODS:
            yield "400"
        if self.method not in SAFE_METHODS:
            yield from ("408", "413", "415")
            if MULTIPART in self.map_parsers():
                yield "507"
        if self.view.get_throttles():
            yield "429"
        if self._asks_for_version():
            yield "428"

    def _has_etag(self) -> bool:
        return self.method == "GET" and getattr(self.view, "has_etag", False)

    def _has_version(self) -> bool:
        return getattr(self.view, "has_version", False)

    def _asks_for_version(self) -> bool:
        """Whoever writes what is there already."""
        return self._has_version() and self.method not in SAFE_METHODS and "{" in self.path

    def _get_parameters(self) -> list[dict]:
        own = super()._get_parameters()
        return [*own, IF_MATCH] if self._asks_for_version() else own

    def _is_for_some(self) -> bool:
        return any(permission is not AllowAny for permission in self.view.permission_classes)

    def _component(self, status: str) -> dict:
        name, answer = COMMON[status]
        for schema, told in SCHEMAS.items():
            self._register(schema, ResolvedComponent.SCHEMA, told)
        return self._register(name, ResolvedComponent.RESPONSE, answer).ref

    def _register(self, name: str, kind: str, told: dict) -> ResolvedComponent:
        component = ResolvedComponent(name, kind, deepcopy(told), name)  # the generator cuts enumerations out of it
        self.registry.register_on_missing(component)
        return component

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        """A field with a `component` is told by its name."""
        if hasattr(field, "component"):
            return self._register(field.component, ResolvedComponent.SCHEMA, field.told_as).ref
        return super()._map_serializer_field(field, direction, bypass_extensions)

    def _insert_field_validators(self, field, schema):
        """PostgreSQL keeps no NUL, so no text of ours has one."""
        super()._insert_field_validators(field, schema)
        if isinstance(field, CharField) and not {"format", "pattern", "oneOf"} & schema.keys():
            schema["pattern"] = NO_NUL
