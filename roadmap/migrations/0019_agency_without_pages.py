from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0018_official_pages_of_agencies")]

    operations = [migrations.RemoveField(model_name="agency", name="pages")]
