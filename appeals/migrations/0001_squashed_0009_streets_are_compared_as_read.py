"""All that the first nine made, at once: a new installation begins here; one that has them has this."""

from importlib import import_module
import appeals.models.photo
import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import roadmap.letters
import roadmap.secret_links
import secrets
from django.conf import settings
from django.db import migrations, models

categories = import_module('appeals.migrations.0004_categories')

REPLACED = (
    '0001_initial',
    '0002_initial',
    '0003_terms_and_calendar',
    '0004_categories',
    '0005_authors_stay',
    '0006_indexes_of_lists_and_inbox',
    '0007_photos_wait_to_be_looked_at',
    '0008_reasons_are_said_by_their_reader',
    '0009_streets_are_compared_as_read',
)


class Migration(migrations.Migration):

    replaces = [('appeals', name) for name in REPLACED]

    initial = True

    dependencies = [
        ('closures', '0049_words_of_our_years'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('names', models.JSONField(blank=True, default=dict, verbose_name='names by language')),
                ('hint', models.CharField(blank=True, max_length=250, verbose_name='hint')),
                ('is_danger', models.BooleanField(default=False, verbose_name='danger to life')),
                ('is_under_warranty', models.BooleanField(default=False, verbose_name="a road's warranty covers it")),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(default=roadmap.secret_links.new_secret, editable=False, max_length=64, unique=True)),
                ('draft_key', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('status', models.CharField(choices=[('new', 'received'), ('in-work', 'in work'), ('answered', 'answered'), ('closed', 'closed'), ('rejected', 'not a road matter'), ('duplicate', 'joined to another message')], default='new', max_length=12, verbose_name='status')),
                ('source', models.CharField(choices=[('site', 'site'), ('network', 'social network'), ('open311', 'Open311'), ('staff', 'staff')], default='site', max_length=10, verbose_name='source')),
                ('legal_kind', models.CharField(choices=[('message', 'message'), ('statutory', 'appeal under 59-FZ')], default='message', max_length=10, verbose_name='legal kind')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='text')),
                ('point', django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='place as given')),
                ('accuracy_m', models.FloatField(blank=True, null=True, verbose_name='accuracy, m')),
                ('place_text', models.CharField(blank=True, max_length=300, verbose_name='place in words')),
                ('snapped_point', django.contrib.gis.db.models.fields.PointField(blank=True, null=True, srid=4326, verbose_name='place on the road')),
                ('position', models.FloatField(blank=True, null=True, verbose_name='position')),
                ('distance_m', models.FloatField(blank=True, null=True, verbose_name='distance to the road, m')),
                ('confidence', models.FloatField(blank=True, null=True, verbose_name='confidence')),
                ('candidates', models.JSONField(blank=True, default=list, verbose_name='other candidates')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('agency_reason', models.CharField(max_length=300, verbose_name='why this agency')),
                ('agency_reason_values', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, editable=False)),
                ('author_name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('author_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('author_phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('consented_at', models.DateTimeField(blank=True, null=True, verbose_name='consent given at')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted at')),
                ('first_reply_due_at', models.DateTimeField(verbose_name='first reply promised by')),
                ('answer_due_at', models.DateTimeField(verbose_name='answer promised by')),
                ('first_replied_at', models.DateTimeField(blank=True, null=True, verbose_name='first reply at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='case ended at')),
                ('answer', models.TextField(blank=True, max_length=4000, verbose_name='answer')),
                ('is_text_released', models.BooleanField(default=False, verbose_name='text may be public')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='rating')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='roadmap.agency', verbose_name='agency')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appeals', to='roadmap.area', verbose_name='area')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='operator')),
                ('city', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to='roadmap.city', verbose_name='city')),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duplicates', to='appeals.appeal', verbose_name='joined to')),
                ('planned_work', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appeals', to='closures.roadevent', verbose_name='planned work there')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appeals', to='roadmap.roadsegment', verbose_name='road segment')),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='appeals.category', verbose_name='category')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-submitted_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('snapped_point__isnull', False), ('status__in', ('new', 'in-work', 'answered'))), fields=['city', 'submitted_at'], name='appeal_shown'), models.Index(fields=['city', 'status', 'submitted_at'], name='appeal_by_status'), models.Index(fields=['city', '-submitted_at'], name='appeal_latest'), models.Index(fields=['category', 'submitted_at'], name='appeal_of_category'), models.Index(models.F('city'), roadmap.letters.Alike('street'), models.F('submitted_at'), name='appeal_on_street'), models.Index(fields=['agency', 'status', 'answer_due_at'], name='appeal_inbox'), models.Index(condition=models.Q(('status__in', ('new', 'in-work'))), fields=['agency', 'answer_due_at'], name='appeal_open_of_agency'), models.Index(condition=models.Q(('status', 'answered')), fields=['agency', 'answered_at'], name='appeal_answered_of_agency'), models.Index(fields=['agency', 'submitted_at'], name='appeal_of_agency'), models.Index(condition=models.Q(('status__in', ('new', 'in-work'))), fields=['status', 'answer_due_at'], name='appeal_open_by_status'), models.Index(condition=models.Q(('status__in', ('new', 'in-work'))), fields=['answer_due_at'], name='appeal_open'), models.Index(condition=models.Q(('status', 'answered')), fields=['answered_at'], name='appeal_answered'), models.Index(fields=['submitted_at'], name='appeal_all'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(roadmap.letters.Alike('street'), 'gin_trgm_ops'), name='appeal_street_words'), models.Index(condition=models.Q(('author_email', ''), ('author_name', ''), ('author_phone', ''), ('place_text', ''), ('text', ''), _negated=True), fields=['settled_at'], name='appeal_to_forget')],
                'constraints': [models.CheckConstraint(condition=models.Q(('rating', None), ('rating__range', (1, 5)), _connector='OR'), name='rating_from_1_to_5'), models.CheckConstraint(condition=models.Q(('segment', None), ('snapped_point__isnull', False), _connector='OR'), name='linked_appeal_has_its_place'), models.CheckConstraint(condition=models.Q(('answer_due_at__gte', models.F('first_reply_due_at'))), name='first_reply_before_answer'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'answered'), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='answered_appeal_has_its_moment')],
            },
        ),
        migrations.CreateModel(
            name='PhotoUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, upload_to='')),
                ('called', models.CharField(blank=True, max_length=80)),
                ('is_proof', models.BooleanField(default=False, verbose_name='shows the repair')),
                ('state', models.CharField(choices=[('waiting', 'waits to be looked at'), ('refused', 'refused')], default='waiting', max_length=10)),
                ('fault', models.CharField(blank=True, choices=[('empty', 'it is empty'), ('heic', "HEIC cannot be read here; choose JPEG (“Most compatible”) in the camera's settings"), ('no-picture', 'it is not a JPEG, PNG or WebP picture, or it is damaged'), ('large', 'it claims to be too large'), ('moving', 'it moves; a still picture is needed'), ('damaged', 'it is damaged and cannot be read'), ('gone', 'the file was lost before it was looked at')], max_length=12)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(verbose_name='taken in at')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='appeals.appeal', verbose_name='message')),
            ],
            options={
                'verbose_name': 'photo sent',
                'verbose_name_plural': 'photos sent',
                'ordering': ['pk'],
                'indexes': [models.Index(models.F('next_try_at'), condition=models.Q(('state', 'waiting')), name='upload_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('fault', ''), ('state', 'waiting'), models.Q(('file', ''), _negated=True)), models.Q(('file', ''), ('state', 'refused'), models.Q(('fault', ''), _negated=True)), _connector='OR'), name='upload_has_its_file_or_its_fault')],
            },
        ),
        migrations.CreateModel(
            name='ResponsibilityRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(blank=True, max_length=250, verbose_name='why this agency')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='roadmap.agency', verbose_name='agency')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='appeals.category', verbose_name='category')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibility_rules', to='roadmap.city', verbose_name='city')),
            ],
            options={
                'verbose_name': 'rule of responsibility',
                'verbose_name_plural': 'rules of responsibility',
                'constraints': [models.UniqueConstraint(fields=('city', 'category'), name='rule_once_a_category')],
            },
        ),
        migrations.CreateModel(
            name='TermRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('first_reply_hours', models.PositiveSmallIntegerField(default=4, verbose_name='first reply, working hours')),
                ('answer_days', models.PositiveSmallIntegerField(default=30, verbose_name='answer, days')),
                ('counting', models.CharField(choices=[('calendar', 'calendar days'), ('working', 'working days')], default='calendar', max_length=10, verbose_name='days are')),
                ('on_day_off', models.CharField(choices=[('before', 'the working day before'), ('after', 'the next working day')], default='before', max_length=6, verbose_name='when it falls on a day off')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source of the rule')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='appeals.category', verbose_name='category')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roadmap.city', verbose_name='city')),
            ],
            options={
                'verbose_name': 'term',
                'verbose_name_plural': 'terms',
                'ordering': ['-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('city', 'category', 'valid_from'), name='term_once_a_day', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='AppealChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('state', models.JSONField(verbose_name='state after it')),
                ('verb', models.CharField(choices=[('submitted', 'received'), ('linked', 'place corrected'), ('forwarded', 'forwarded'), ('taken', 'taken into work'), ('answered', 'answered'), ('released', 'text and photos reviewed'), ('reopened', 'returned to work'), ('rejected', 'not a road matter'), ('joined', 'joined to another message'), ('closed', 'closed'), ('rated', 'rated'), ('noted', 'noted'), ('erased', "sender's data deleted")], max_length=12, verbose_name='what')),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='comment')),
                ('comment_values', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, editable=False)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='appeals.appeal', verbose_name='message')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'change of a message',
                'verbose_name_plural': 'changes of messages',
                'ordering': ['appeal', 'version'],
                'constraints': [models.UniqueConstraint(fields=('appeal', 'version'), name='appeal_version_once')],
            },
        ),
        migrations.CreateModel(
            name='AppealPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default=secrets.token_hex, max_length=64, unique=True)),
                ('file', models.FileField(upload_to=appeals.models.photo.random_name)),
                ('thumbnail', models.FileField(upload_to=appeals.models.photo.random_name)),
                ('width', models.PositiveIntegerField(verbose_name='width, px')),
                ('height', models.PositiveIntegerField(verbose_name='height, px')),
                ('is_released', models.BooleanField(default=False, verbose_name='may be public')),
                ('is_proof', models.BooleanField(default=False, verbose_name='shows the repair')),
                ('created_at', models.DateTimeField(verbose_name='taken in at')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='appeals.appeal', verbose_name='message')),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['file'], name='photo_file_start', opclasses=['varchar_pattern_ops']), models.Index(fields=['thumbnail'], name='photo_thumbnail_start', opclasses=['varchar_pattern_ops'])],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('is_working', models.BooleanField(default=False, verbose_name='working day')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roadmap.city', verbose_name='city')),
            ],
            options={
                'verbose_name': 'day of the calendar',
                'verbose_name_plural': 'days of the calendar',
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('city', 'day'), name='calendar_day_once_a_city', nulls_distinct=False)],
            },
        ),
        migrations.RunPython(categories.add, categories.remove),
    ]
