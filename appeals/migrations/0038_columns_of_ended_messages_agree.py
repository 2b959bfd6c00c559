from django.db import migrations

# What a moment is not known of ended at the last one that is. A message joined to none any more waits for an answer.
AGREE = """
UPDATE appeals_appeal SET duplicate_of_id = NULL WHERE status <> 'duplicate' AND duplicate_of_id IS NOT NULL;
UPDATE appeals_appeal SET status = 'in-work' WHERE status = 'duplicate' AND duplicate_of_id IS NULL;
UPDATE appeals_appeal SET answered_at = coalesce(settled_at, first_replied_at, submitted_at)
    WHERE status IN ('answered', 'closed') AND answered_at IS NULL;
UPDATE appeals_appeal SET settled_at = coalesce(answered_at, first_replied_at, submitted_at)
    WHERE status IN ('closed', 'rejected', 'duplicate') AND settled_at IS NULL;
UPDATE appeals_appeal SET first_replied_at = coalesce(answered_at, settled_at)
    WHERE status NOT IN ('new', 'in-work') AND first_replied_at IS NULL;
UPDATE appeals_appeal SET answered_at = NULL, outcome = '', rating = NULL
    WHERE status NOT IN ('answered', 'closed') AND (answered_at IS NOT NULL OR outcome <> '' OR rating IS NOT NULL);
UPDATE appeals_appeal SET settled_at = NULL
    WHERE status IN ('new', 'in-work', 'answered') AND settled_at IS NOT NULL;
UPDATE appeals_appeal SET answer = '' WHERE status IN ('new', 'in-work', 'duplicate') AND answer <> '';
UPDATE appeals_appeal SET stretch = NULL, stretch_m = NULL WHERE (stretch IS NULL) <> (stretch_m IS NULL);
"""


class Migration(migrations.Migration):
    dependencies = [("appeals", "0037_a_form_sent_twice_is_done_once")]

    operations = [migrations.RunSQL(AGREE, migrations.RunSQL.noop)]
