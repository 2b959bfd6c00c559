"""The one signal: `closures` must not know `appeals`. Sent after commit with `change`, a RoadEventChange."""

from django.dispatch import Signal

road_event_changed = Signal()
