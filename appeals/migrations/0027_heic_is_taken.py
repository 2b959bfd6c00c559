from django.db import migrations


class Migration(migrations.Migration):
    """Files that were refused for being HEIC keep a reason that still has words."""

    dependencies = [("appeals", "0026_photos_keep_their_originals")]

    operations = [
        migrations.RunSQL(
            "UPDATE appeals_photoupload SET fault = 'no-picture' WHERE fault = 'heic'", migrations.RunSQL.noop
        )
    ]
