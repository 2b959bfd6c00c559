"""Where the service is, and what may be reported: discovery, services and their definitions."""

from http import HTTPStatus

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.api.open311.answers import MEDIA_TYPES, Refused, absolute, answer, method
from appeals.models import Category, CategoryQuestion
from roadmap.models import Agency, City

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED_AT = "2026-12-01T00:00:00Z"  # this answer's shape


def _discovery(request: HttpRequest, city: City, suffix: str) -> HttpResponse:
    operator = Agency.objects.operator_of(city)
    contact = [getattr(operator, name) for name in ("name", "phone", "email") if getattr(operator, name, "")]
    services = reverse("open311-services", args=[suffix])
    told = {
        "changeset": CHANGED_AT,
        "contact": ", ".join(contact),
        "key_service": _("A key is given by the operator of this site: %(contact)s") % {"contact": ", ".join(contact)},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": absolute(request, services.rpartition("/")[0]),
                "changeset": CHANGED_AT,
                "type": "production",
                "formats": list(MEDIA_TYPES.values()),
            }
        ],
    }
    return answer("discovery", told, suffix)


def _services(request: HttpRequest, city: City, suffix: str) -> HttpResponse:
    asked = CategoryQuestion.objects.filter(category=OuterRef("pk"))
    rows = Category.objects.select_related("parent").annotate(has_questions=Exists(asked))
    return answer("services", [_service(row) for row in rows], suffix)


def _service(category: Category) -> dict:
    return {
        "service_code": category.code,
        "service_name": str(category),
        "description": category.hint or None,
        "metadata": category.has_questions,
        "type": "realtime",
        "keywords": None,
        "group": str(category.parent) if category.parent else None,
    }


def _definition(request: HttpRequest, city: City, suffix: str, code: str) -> HttpResponse:
    category = category_of(code)
    told = {"service_code": category.code, "attributes": [_attribute(one) for one in category.questions.all()]}
    return answer("service_definition", told, suffix)


def _attribute(question: CategoryQuestion) -> dict:
    return {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.is_required,
        "datatype_description": None,
        "order": question.position,
        "description": question.shown_words,
        "values": [{"key": kept, "name": told} for kept, told in question.options],
    }


def category_of(code: str) -> Category:
    found = Category.objects.filter(code=code).first()
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, _("service_code was not found: %(told)s") % {"told": code[:60]})
    return found


discovery, services, definition = method(get=_discovery), method(get=_services), method(get=_definition)
