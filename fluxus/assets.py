"""Static files of a live house: compressed, and named after what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedAssets(CompressedManifestStaticFilesStorage):
    """Also what one module imports from another gets its hashed name, so that a browser never mixes two versions."""

    support_js_module_import_aggregation = True
