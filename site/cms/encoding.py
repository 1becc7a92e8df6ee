"""How pictures become AVIF: at a speed at which a first visitor can wait for them.

Willow leaves the encoder at its default, which takes ten times as long as WebP for files that are hardly smaller. One
thread each: several pictures are made at a time, and threads of one share little work.
"""

from typing import IO, Any

from willow.image import AvifImageFile
from willow.plugins.pillow import PillowImage
from willow.registry import registry

SPEED = 8  # of 10; the encoder's default is 6


_thorough = PillowImage.save_as_avif


def register() -> None:
    """For files that are only saved again, and for what has been cut or made smaller: that is asked for its method."""
    registry.register_operation(PillowImage, "save_as_avif", _save_as_avif)
    PillowImage.save_as_avif = _save_as_avif


def _save_as_avif(
    picture: PillowImage, file: IO[bytes], quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
) -> Any:
    if picture.image.mode == "CMYK":  # colours are converted with care there
        return _thorough(picture, file, quality, lossless, apply_optimizers)
    kept = {"icc_profile": profile} if (profile := picture.get_icc_profile()) else {}
    options = {"quality": 100, "subsampling": "4:4:4"} if lossless else {"quality": quality}
    picture.image.save(file, "AVIF", speed=SPEED, max_threads=1, **options, **kept)
    return AvifImageFile(file)
