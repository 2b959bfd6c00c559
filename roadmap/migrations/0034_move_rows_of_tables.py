"""What was understood of tables that were sent before stands in rows of its own."""

from django.db import migrations

AT_ONCE = 2_000


def move(apps, schema_editor):
    Upload, TableRow = (apps.get_model("roadmap", name) for name in ("Upload", "TableRow"))
    for pk in Upload.objects.filter(kind="segments", seen__has_key="rows").values_list("pk", flat=True):
        upload = Upload.objects.get(pk=pk)
        rows = upload.seen["rows"]
        if not isinstance(rows, list):
            continue
        firsts = {}
        placed = 0
        made = []
        for row in sorted(rows, key=lambda row: not row["reason"]):
            first = firsts.setdefault(row["reason"], row["number"]) if row["reason"] else row["number"]
            is_told = first == row["number"]
            made.append(TableRow(upload=upload, place=placed if is_told else None, first=first, **row))
            placed += is_told
        TableRow.objects.bulk_create(made, batch_size=AT_ONCE)
        rejected = sum(bool(row["reason"]) for row in rows)
        upload.seen = {"rows": len(rows), "rejected": rejected, "refusals": len(firsts)}
        upload.save(update_fields=["seen"])


def put_back(apps, schema_editor):
    Upload, TableRow = (apps.get_model("roadmap", name) for name in ("Upload", "TableRow"))
    names = ("number", "told", "segments", "facts", "reason")
    for upload in Upload.objects.filter(kind="segments", seen__has_key="rows"):
        rows = TableRow.objects.filter(upload=upload).order_by("number").values(*names)
        Upload.objects.filter(pk=upload.pk).update(seen={"rows": list(rows)})


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0033_rows_of_tables")]
    operations = [migrations.RunPython(move, put_back)]
