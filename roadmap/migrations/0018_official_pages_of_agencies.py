from django.db import migrations

HOSTS = {"vk.com": "vk", "vk.ru": "vk", "ok.ru": "ok", "max.ru": "max", "t.me": "telegram", "dzen.ru": "dzen", "rutube.ru": "rutube"}


def keep_pages(apps, schema_editor):
    """Of what an agency listed, each address by HTTPS becomes a row that nobody has checked yet."""
    agencies = apps.get_model("roadmap", "Agency").objects.exclude(pages=[])
    page_of = apps.get_model("roadmap", "OfficialPage").objects
    for agency in agencies:
        for told in agency.pages if isinstance(agency.pages, list) else []:
            url = told.get("url", "") if isinstance(told, dict) else told
            if isinstance(url, str) and url.startswith("https://") and len(url) <= 300:
                host = url.removeprefix("https://").split("/")[0].removeprefix("www.")
                page_of.get_or_create(agency=agency, url=url, defaults={"network": HOSTS.get(host, "site")})


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0017_official_pages")]

    operations = [migrations.RunPython(keep_pages, migrations.RunPython.noop)]
