"""Short videos as phones make them, made here: sound, a place and a comment in them; left half red, right half blue."""

from functools import cache
from io import BytesIO

import av
import numpy as np

FRAMES_PER_S = 10
NOTES = {"location": "+57.1500+065.5400/", "comment": "secret note", "title": "Camera of Anna"}
FORMATS = {"mp4": ("libx264", "aac"), "mov": ("libx264", "aac"), "webm": ("libvpx-vp9", "libopus")}


@cache
def film(*, size: tuple[int, int] = (160, 120), seconds: int = 2, kind: str = "mp4", sound: bool = True) -> bytes:
    video_codec, sound_codec = FORMATS[kind]
    out = BytesIO()
    with av.open(out, "w", format=kind) as made:
        made.metadata.update(NOTES)
        video = made.add_stream(video_codec, rate=FRAMES_PER_S)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        voice = made.add_stream(sound_codec, rate=48000) if sound else None
        for number in range(seconds * FRAMES_PER_S):
            made.mux(video.encode(_frame(size, number)))
        made.mux(video.encode(None))
        if voice:
            made.mux(voice.encode(_silence()))
            made.mux(voice.encode(None))
    return out.getvalue()


def _frame(size: tuple[int, int], number: int) -> av.VideoFrame:
    width, height = size
    colours = np.zeros((height, width, 3), np.uint8)
    colours[:, : width // 2, 0] = colours[:, width // 2 :, 2] = 255
    frame = av.VideoFrame.from_ndarray(colours, format="rgb24")
    frame.pts = number
    return frame


def _silence() -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((2, 960), np.float32), format="fltp", layout="stereo")
    frame.rate, frame.pts = 48000, 0
    return frame
