"""Static files by hash, so that a browser keeps them for a year; modules' imports are rewritten to the same names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """A name that was not collected yet (tests, development) is served as it is."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:  # raised for a file that is not in the collected folder
            return name
