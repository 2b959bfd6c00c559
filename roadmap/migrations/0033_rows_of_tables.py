
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap', '0032_offices_told_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='TableRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('told', models.CharField(blank=True, max_length=200, verbose_name='what it names')),
                ('segments', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='segments')),
                ('facts', models.JSONField(verbose_name='facts')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('place', models.PositiveIntegerField(null=True, verbose_name='place in the report')),
                ('first', models.PositiveIntegerField(verbose_name='first row of the same reason')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='table_rows', to='roadmap.upload', verbose_name='file of the set-up')),
            ],
            options={
                'verbose_name': 'row of a table',
                'verbose_name_plural': 'rows of a table',
                'ordering': ['upload', 'number'],
                'indexes': [models.Index(fields=['upload', 'place'], name='table_row_place'), models.Index(fields=['upload', 'first'], name='table_row_first')],
                'constraints': [models.UniqueConstraint(fields=('upload', 'number'), name='table_row_once_a_file')],
            },
        ),
    ]
