from django.db import migrations, models

from roadmap.house_numbers import plain_of


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0021_words_to_readers")]

    operations = [
        migrations.AddIndex(
            model_name="address", index=models.Index("road", plain_of("house"), name="house_as_it_is_typed")
        )
    ]
