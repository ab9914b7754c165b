"""Pictures by Pillow: upright, smaller, saved afresh so that nothing but pixels is kept."""

import io
from typing import Any

from PIL import ExifTags, Image

from ..kinds import MAX_PIXELS, PICTURE_SIDE, PREVIEW_SIDE, THUMBNAIL_SIDE, DocumentRefused, Kind, Reason

Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# A drawing or screenshot stays PNG; a photo saved as PNG is ten times its size as JPEG.
_MAX_PNG_BYTES = 1_500_000

# By EXIF orientation, as in ImageOps.exif_transpose, which needs metadata that shrinking may have dropped.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read(data: bytes) -> dict[str, Any]:
    """A preview, for a picture handed in as an outline. It has no text."""
    image = _opaque(_open(data, PREVIEW_SIDE))
    return {"text": "", "html": "", "picture": _jpeg(image), "width": image.width, "height": image.height}


def clean(data: bytes) -> dict[str, Any]:
    """The picture upright, saved anew without its metadata, with a small one beside it."""
    image = _open(data, PICTURE_SIDE)
    kind, body = Kind.JPEG, b""
    if data.startswith(b"\x89PNG"):
        kind, body = Kind.PNG, _save(image, "PNG")
    if not body or (len(body) > _MAX_PNG_BYTES and image.mode == "RGB"):
        kind, body = Kind.JPEG, _jpeg(_opaque(image))
    thumbnail = _opaque(image)
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return {
        "kind": kind.value,
        "bytes": body,
        "width": image.width,
        "height": image.height,
        "thumbnail": _jpeg(thumbnail),
    }


def _open(data: bytes, side: int) -> Image.Image:
    """Decode in L, RGB or RGBA, upright, at most `side` px; shrunk before it is turned to keep memory low."""
    try:
        opened = Image.open(io.BytesIO(data), formats=["JPEG", "PNG"])
    except Image.DecompressionBombError as error:
        raise DocumentRefused(Reason.TOO_MANY_PIXELS) from error
    if opened.width * opened.height > MAX_PIXELS:
        raise DocumentRefused(Reason.TOO_MANY_PIXELS)
    profile = opened.info.get("icc_profile")
    opened.draft(None, (side, side))
    turn = _turn(opened)
    image = _in_plain_colours(opened)
    image.thumbnail((side, side), reducing_gap=2.0)
    image = _in_srgb(image, profile)
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGB")
    image.info = {}
    if turn is not None:
        image = image.transpose(turn)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    return image


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # EXIF is written by all sorts of programs; the picture is good without
        return None


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK from whatever the file has."""
    if image.mode in ("1", "I", "I;16", "I;16B", "F"):
        return image.convert("L")
    if image.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.width * image.height > MAX_PIXELS // 2:
        # Two copies of four bytes a pixel would not fit beside the original; a quarter of the pixels will do.
        image = image.resize((image.width // 2 or 1, image.height // 2 or 1), Image.Resampling.NEAREST)
    return image.convert("RGBA")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Newer phones use wider colours; without their profile the picture would look dull."""
    if not isinstance(profile, bytes) or image.mode not in ("RGB", "CMYK"):
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except Exception:  # a wrong profile costs some colour, not the picture
        return image
    return turned if turned is not None else image


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.copy()
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _jpeg(image: Image.Image) -> bytes:
    return _save(image, "JPEG", quality=85)


def _save(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
