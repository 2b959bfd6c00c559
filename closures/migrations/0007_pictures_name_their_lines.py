"""A picture's recipe says how each shape is drawn; before, it named the kind and left the rest to the drawing."""

from django.db import migrations

OVER, DETOUR = "#1b7f43", "#12813a"
LINES = {
    "closure": ("solid", "#c3211b"),
    "repair-zone": ("tape", "#b25000"),
    "signal-outage": ("", "#2f3b46"),
    "parking-change": ("dotted", "#1b53c0"),
    "public-event": ("dashed", "#7a2aa8"),
}


def drawn(shape: dict) -> dict:
    """A shape of the old recipe in the new words."""
    if "style" not in shape:
        return shape
    kept = {name: shape[name] for name in ("geometry", "label", "is_planned") if name in shape}
    style, impact = shape["style"], shape.get("impact") or "all-lanes-closed"
    if style == "detour":
        return kept | {"line": "arrows", "colour": DETOUR}
    line, colour = LINES[style]
    if shape.get("is_over"):
        return kept | {"line": line, "colour": OVER, "sign": "open"}
    if style == "closure" and impact != "all-lanes-closed":
        return kept | {"line": "striped", "colour": colour, "sign": "narrowing"}
    return kept | {"line": line, "colour": colour, "sign": style}


def rewrite(apps, schema_editor):
    pictures = apps.get_model("roadmap", "Picture").objects.all()
    for picture in pictures.iterator():
        picture.spec["shapes"] = [drawn(shape) for shape in picture.spec.get("shapes", [])]
        picture.save(update_fields=["spec"])


class Migration(migrations.Migration):
    dependencies = [("closures", "0006_kinds_are_declared"), ("roadmap", "0005_authors_stay")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
